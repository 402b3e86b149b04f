using System.Buffers;

namespace Sdn.OpenFlow.Tests;

/// <summary>Open vSwitch's own decoder reads our bytes and sees in them what we meant.</summary>
public sealed class OfpPrintTests
{
    [Fact]
    public async Task Flow_mods_print_as_their_texts()
    {
        var flows = File.ReadAllLines(Vectors.Path("flows.txt")).Select(line => Flow.Parse(line)).ToArray();

        var printed = await Print(flows.Select((flow, i) => FlowMod.Add(flow) with { Xid = (uint)i }));

        Assert.Equal(flows.Length, printed.Length);
        Assert.All(flows.Zip(printed), pair =>
        {
            Assert.Contains($": ADD table:{pair.First.Table} ", pair.Second, StringComparison.Ordinal);
            Assert.Contains(pair.First.Match.ToString(), pair.Second, StringComparison.Ordinal);
            Assert.EndsWith(pair.First.ToString()[pair.First.ToString().IndexOf("actions=", StringComparison.Ordinal)..], pair.Second.TrimEnd(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Messages_print_as_they_were_meant()
    {
        OpenFlowMessage[] messages =
        [
            new Hello { Xid = 1 },
            new EchoRequest([]) { Xid = 2 },
            new SetConfig(FragmentHandling.Normal, 128) { Xid = 3 },
            GroupMod.Add(Group.Parse("group_id=5,type=ff,bucket=bucket_id:1,watch_port:5,actions=output:5")) with { Xid = 4 },
            MeterMod.Add(MeterConfig.Parse("meter=5,kbps,burst,band=type=drop,rate=10000,burst_size=1000")) with { Xid = 5 },
            new BundleControl(9, BundleControlType.CommitRequest, BundleFlags.Atomic | BundleFlags.Ordered) { Xid = 6 },
            new PacketOut([], [new Output(5)]) { Xid = 7 },
            new RoleRequest(ControllerRole.Master, 12) { Xid = 8 },
            new FlowDescRequest(new() { Table = 3, Cookie = 0x10, CookieMask = 0xff, Match = Match.Parse("tcp,tp_dst=80") }) { Xid = 9 },
            new GroupDescRequest() { Xid = 10 },
            new MeterConfigRequest(7) { Xid = 11 },
            new PortDescRequest() { Xid = 12 },
            FlowMod.DeleteByCookie(0x1, 0xf) with { Xid = 13 },
            new ErrorMessage(Errors.OFPFMFC_TABLE_FULL, []) { Xid = 14 },
            new SetPacketInFormat(PacketInFormat.Nxt2) { Xid = 15 },
        ];

        var printed = await Print(messages);

        Assert.Equal(
        [
            "OFPT_HELLO (OF1.5) (xid=0x1):| version bitmap: 0x06",
            "OFPT_ECHO_REQUEST (OF1.5) (xid=0x2): 0 bytes of payload",
            "OFPT_SET_CONFIG (OF1.5) (xid=0x3): frags=normal miss_send_len=128",
            "OFPT_GROUP_MOD (OF1.5) (xid=0x4):| ADD group_id=5,type=ff,bucket=bucket_id:1,watch_port:5,actions=output:5",
            "OFPT_METER_MOD (OF1.5) (xid=0x5): ADD meter=5 kbps burst bands=|type=drop rate=10000 burst_size=1000",
            "OFPT_BUNDLE_CONTROL (OF1.5) (xid=0x6):| bundle_id=0x9 type=COMMIT_REQUEST flags=atomic ordered",
            "OFPT_PACKET_OUT (OF1.5) (xid=0x7): in_port=CONTROLLER actions=output:5 data_len=0",
            "OFPT_ROLE_REQUEST (OF1.5) (xid=0x8): role=primary generation_id=12",
            "OFPST_FLOW request (OF1.5) (xid=0x9): table=3 tcp,tp_dst=80",
            "OFPST_GROUP_DESC request (OF1.5) (xid=0xa): group_id=ALL",
            "OFPST_METER_CONFIG request (OF1.5) (xid=0xb): meter=7",
            "OFPST_PORT_DESC request (OF1.5) (xid=0xc): port=ANY",
            "OFPT_FLOW_MOD (OF1.5) (xid=0xd): DEL table:255 priority=0 cookie:0x1/0xf actions=drop",
            "OFPT_ERROR (OF1.5) (xid=0xe): OFPFMFC_TABLE_FULL|OpenFlow message is empty",
            "NXT_SET_PACKET_IN_FORMAT (OF1.5) (xid=0xf): format=nxt_packet_in2",
        ], printed.Select(text => text.Replace("\n", "|", StringComparison.Ordinal)));
    }

    /// <summary>What <c>ovs-ofctl ofp-parse</c> prints for each of the messages.</summary>
    static async Task<string[]> Print(IEnumerable<OpenFlowMessage> messages)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var message in messages)
            Codec.Encode(message, bytes);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, bytes.WrittenMemory, TestContext.Current.CancellationToken);
            var output = await Tool.Run("ovs-ofctl", "-O", "OpenFlow15", "ofp-parse", file);
            return [.. output.Split(["\nOFP", "\nNXT"], StringSplitOptions.None)
                .Select((text, i) => (i == 0 ? text : Prefix(output, text) + text).TrimEnd('\n'))];
        }
        finally
        {
            File.Delete(file);
        }
    }

    static string Prefix(string output, string text) =>
        output.Contains("\nOFP" + text, StringComparison.Ordinal) ? "OFP" : "NXT";
}
