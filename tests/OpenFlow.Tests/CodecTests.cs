using System.Buffers;

namespace Sdn.OpenFlow.Tests;

public sealed class CodecTests
{
    /// <summary>Messages of Open vSwitch's, os-ken's and loxigen's own tests, which Open vSwitch 3.1 reads, and three that only the specification has: source and bytes.</summary>
    public static TheoryData<string, string> Messages => Rows("messages.tsv", row => (row[0], row[1]));

    public static TheoryData<string, string, string> Refused
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var line in File.ReadAllLines(Vectors.Path("refused.tsv")))
                data.Add(line.Split('\t')[0], line.Split('\t')[1], line.Split('\t')[2]);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_read_and_written_as_it_was(string source, string hex)
    {
        var message = Codec.Decode(Convert.FromHexString(hex));
        var written = new ArrayBufferWriter<byte>();
        Codec.Encode(message, written);

        Assert.Equal((source, hex), (source, Convert.ToHexStringLower(written.WrittenSpan)));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_Open_vSwitch_refuses_is_refused_by_the_same_name(string source, string hex, string error)
    {
        var refused = Assert.Throws<OpenFlowException>(() => Codec.Decode(Convert.FromHexString(hex)));

        Assert.Equal((source, error), (source, refused.Error.Name));
    }

    [Theory]
    [InlineData("06", "OFPBRC_BAD_LEN", "at byte 0: the header needs 8 bytes, 1 are left")]
    [InlineData("0614000700000001", "OFPBRC_BAD_LEN", "at byte 0: length 7 is below 8")]
    [InlineData("0614001000000001", "OFPBRC_BAD_LEN", "at byte 8: the message needs 8 bytes, 0 are left")]
    [InlineData("061400080000000100", "OFPBRC_BAD_LEN", "at byte 8: 1 bytes are left behind the message")]
    [InlineData("06140009000000010a", "OFPBRC_BAD_LEN", "at byte 8: the body of OFPT_BARRIER_REQUEST has no bytes, 1 are there")]
    [InlineData("0414000800000001", "OFPBRC_BAD_VERSION", "at byte 0: unsupported version 4: this is 6, OpenFlow 1.5")]
    [InlineData("0663000800000001", "OFPBRC_BAD_TYPE", "at byte 0: no message has the type 99")]
    [InlineData("061200100000000100630000" + "00000000", "OFPBRC_BAD_STAT", "at byte 16: no multipart message has the type 99")]
    public void A_bad_message_gives_the_errors_name_and_where_and_why(string hex, string name, string detail)
    {
        var error = Assert.Throws<OpenFlowException>(() => Codec.Decode(Convert.FromHexString(hex)));

        Assert.Equal((name, detail), (error.Error.Name, error.Detail));
    }

    const string FlowModAfterLength = "00000001" + "0000000000000000" + "0000000000000000" + "00000000000000" + "64"
        + "ffffffff" + "ffffffff" + "ffffffff" + "00000000";

    [Theory]
    [InlineData("0001000c8000000400000005" + "00000000" + "0063000800000000", "OFPBIC_UNKNOWN_INST", "at byte 64: instruction 99")]
    [InlineData("0001000c8000000400000005" + "00000000" + "0004000700000000", "OFPBIC_BAD_LEN", "at byte 64: instruction length 7")]
    [InlineData("0001000c8000000400000005" + "00000000" + "0004001000000000" + "0063000800000000", "OFPBAC_BAD_TYPE", "at byte 72: no action has the type 99")]
    [InlineData("0001000c8000000400000005" + "00000000" + "0004001000000000" + "0000000400000000", "OFPBAC_BAD_LEN", "at byte 72: output cannot have 4 bytes")]
    [InlineData("0001000c80007e0400000005" + "00000000", "OFPBMC_BAD_FIELD", "at byte 52: no field has this number and length")]
    [InlineData("0001000c8000000300000005" + "00000000", "OFPBMC_BAD_FIELD", "at byte 52: no field has this number and length")]
    [InlineData("0001000880000a02" + "0800" + "00000000" + "0000", "OFPBMC_BAD_LEN", "at byte 56: a field needs 2 more bytes, 0 are left")]
    [InlineData("0001000c8000160400000005" + "00000000", "OFPBMC_BAD_PREREQ", "at byte 52: nw_src=0.0.0.5 needs before it a match on ip (dl_type=0x800)")]
    [InlineData("000100148000000400000005" + "8000000400000005" + "00000000", "OFPBMC_DUP_FIELD", "at byte 60: in_port_oxm is about what another field has said")]
    [InlineData("00010010000101080000000500000003", "OFPBMC_BAD_WILDCARDS", "at byte 52: reg0 has bits that its mask leaves open")]
    [InlineData("0002000400000000", "OFPBMC_BAD_TYPE", "at byte 52: match type 2 is not OXM")]
    public void A_bad_flow_mod_gives_the_errors_name_and_where_and_why(string rest, string name, string detail)
    {
        var length = (48 + rest.Length / 2).ToString("x4", null);
        var hex = "060e" + length + FlowModAfterLength + rest;

        var error = Assert.Throws<OpenFlowException>(() => Codec.Decode(Convert.FromHexString(hex)));

        Assert.Equal((name, detail), (error.Error.Name, error.Detail));
    }

    // ovs/tests/ofp-print.at, "OFPT_PACKET_OUT (OF1.5)": its match holds a header that no field has.
    [Fact]
    public void What_is_unknown_in_a_packets_metadata_is_passed_over()
    {
        var bytes = Convert.FromHexString("060d003011223344ffffff00001000000001001080000004000000010000000000000010fffffffb05dc000000000000");

        var packet = Assert.IsType<PacketOut>(Codec.Decode(bytes));

        Assert.Equal("in_port=1", packet.Metadata.ToString());
        Assert.Equal("[FLOOD]", packet.Actions.ToString());
        Assert.Equal(0xffffff00, packet.BufferId);
    }

    // ovs/tests/ofp-print.at, "OFPT_GROUP_MOD add - OF1.5": the selection method has the number that Netronome had first.
    [Fact]
    public void A_group_mod_of_an_older_sender_is_read()
    {
        var bytes = Convert.FromHexString("060f00b811223344000001008765432100780000ffffffff002800100000000000000010000000010000000000000000000000080064000000010008000000010028001000000001000000100000000200000000000000000000000800c8000000010008000000020028001000000002000000100000000300000000000000000000000800c800000001000800000003ffff0028000015400000000100000000686173680000000000000000000000000000000000000007");

        var group = Assert.IsType<GroupMod>(Codec.Decode(bytes)).Group;

        Assert.Equal(
            "group_id=2271560481,type=select,selection_method=hash,selection_method_param=7,"
            + "bucket=bucket_id:0,weight:100,watch_port:1,actions=output:1,"
            + "bucket=bucket_id:1,weight:200,watch_port:2,actions=output:2,"
            + "bucket=bucket_id:2,weight:200,watch_port:3,actions=output:3",
            group.ToString());
    }

    [Fact]
    public void Actions_nested_without_end_are_refused()
    {
        ValueList<Action> actions = [new Exit()];
        for (var i = 0; i < 100; i++)
            actions = [new Clone(actions)];
        var bytes = new byte[8192];
        var length = Codec.Encode(OpenFlow.FlowMod.Add(new(0, 1, [], actions)), bytes);

        var error = Assert.Throws<OpenFlowException>(() => Codec.Decode(bytes.AsSpan(0, length)));

        Assert.Equal("OFPBAC_TOO_MANY", error.Error.Name);
    }

    [Fact]
    public void A_message_that_does_not_fit_its_length_is_not_written()
    {
        var actions = Enumerable.Range(0, 5000).Select(i => (Action)new Output((uint)i)).ToArray();

        var error = Assert.Throws<ArgumentException>(
            () => Codec.Encode(OpenFlow.FlowMod.Add(new(0, 1, [], actions)), new ArrayBufferWriter<byte>()));

        Assert.Equal("OFPT_FLOW_MOD takes 80064 bytes, the limit is 65535", error.Message);
    }

    [Fact]
    public void Encoding_allocates_nothing()
    {
        OpenFlowMessage message = OpenFlow.FlowMod.Add(Flow.Parse(
            "table=9, priority=7,ct_state=+new+trk,ip actions=ct(commit,zone=NXM_NX_REG8[0..15],exec(set_field:0x80/0x80->ct_mark)),goto_table:85"));
        var bytes = new byte[512];
        Codec.Encode(message, bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Codec.Encode(message, bytes);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_message_in_pieces_is_read_as_one_in_one_piece()
    {
        var first = new Segment(Convert.FromHexString("0602000d"), null);
        var last = new Segment(Convert.FromHexString("00000007"), first);
        last = new Segment("hello"u8.ToArray(), last);

        var message = Codec.Decode(new ReadOnlySequence<byte>(first, 0, last, 5));

        Assert.Equal(new EchoRequest([.. "hello"u8]) { Xid = 7 }, message);
    }

    sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(byte[] bytes, Segment? before)
        {
            Memory = bytes;
            RunningIndex = before is null ? 0 : before.RunningIndex + before.Memory.Length;
            before?.Next = this;
        }
    }

    static TheoryData<string, string> Rows(string file, Func<string[], (string, string)> row)
    {
        var data = new TheoryData<string, string>();
        foreach (var (source, hex) in File.ReadAllLines(Vectors.Path(file)).Select(line => row(line.Split('\t'))))
            data.Add(source, hex);
        return data;
    }
}
