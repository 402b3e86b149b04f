namespace Sdn.OpenFlow.Tests;

/// <summary>A real switch takes every field in matches and actions, and tells back what was meant.</summary>
[Collection(nameof(OneSwitch))]
public sealed class FieldSwitchTests(OvsSwitch ovs) : IAsyncLifetime
{
    // All the room that Open vSwitch has: 64 options with 4 bytes each.
    static readonly TlvTableMod AllOptions = new(
        TlvTableCommand.Add,
        [.. Enumerable.Range(0, 64).Select(i => new TlvMap(0x0102, (byte)i, 4, (ushort)i))]);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await ovs.Clear();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Every_field_is_matched_exactly_and_in_part()
    {
        await using var connection = await ovs.Connect();
        await Map(connection, AllOptions);
        var exact = Matchable.Select(f => f.Is(Sample(f)));
        var masked = Matchable.Where(f => f.Maskable).Select(f => f.Is(Sample(f), Sample(f)));
        var present = Fields.TunMetadata.Select(f => f.Is(0, 0));
        Flow[] flows = [.. exact.Concat(masked).Concat(present).Select((part, i) => new Flow(1, (ushort)(i + 1), WithNeeds(part), []))];

        await connection.Bundle([.. flows.Select(FlowMod.Add)], Cancellation);

        var dumped = (await connection.DumpFlows(Cancellation)).Select(d => d.Flow).ToDictionary(f => f.Priority);
        Assert.Equal(385, flows.Length);
        Assert.Equal(flows.Length, dumped.Count);
        Assert.All(flows, flow => Assert.Equal(flow, dumped[flow.Priority]));
        Assert.Equal(Lines(await ovs.Ofctl("dump-flows")), dumped.Values.Select(f => f.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_field_that_can_be_written_is_set_whole_and_in_part()
    {
        await using var connection = await ovs.Connect();
        await Map(connection, AllOptions);
        var writable = Fields.All.Where(f => f.Writable && f.Since is null && f != Fields.InPort).ToArray();
        var whole = writable.Select(f => f.Is(Sample(f)));
        var part = writable.Where(f => f.Maskable).Select(f => f.Is(Sample(f), Sample(f)));
        Flow[] flows = [.. whole.Concat(part).Select((value, i) => new Flow(1, (ushort)(i + 1), SettingNeeds(value.Field), [Setting(value)]))];

        await connection.Bundle([.. flows.Select(FlowMod.Add)], Cancellation);

        var dumped = (await connection.DumpFlows(Cancellation)).Select(d => d.Flow).ToDictionary(f => f.Priority);
        Assert.Equal(289, flows.Length);
        Assert.All(flows, flow => Assert.Equal(flow, dumped[flow.Priority]));
    }

    [Fact]
    public async Task Options_of_124_bytes_are_matched_and_set()
    {
        await using var connection = await ovs.Connect();
        await Map(connection, new(TlvTableCommand.Add, [new(0xffff, 1, 124, 3)]));
        var value = Enumerable.Range(1, 124).Select(i => (byte)i).ToArray();
        var mask = value.Select(b => (byte)(b | 0x81)).ToArray();
        Flow[] flows =
        [
            new(1, 1, [Fields.TunMetadata[3].Is(value)], [new SetField(Fields.TunMetadata[3].Is(value))]),
            new(1, 2, [Fields.TunMetadata[3].Is(value, mask)], [new SetField(Fields.TunMetadata[3].Is(value, mask))]),
            new(1, 3, [Fields.TunMetadata[3][900, 64].Is(0x1234)], [new Move(Fields.TunMetadata[3][960, 32], Fields.Reg0.All)]),
        ];

        await connection.Bundle([.. flows.Select(FlowMod.Add)], Cancellation);

        var dumped = (await connection.DumpFlows(Cancellation)).Select(d => d.Flow).ToDictionary(f => f.Priority);
        Assert.All(flows, flow => Assert.Equal(flow, dumped[flow.Priority]));
        Assert.Equal(Lines(await ovs.Ofctl("dump-flows")), dumped.Values.Select(f => f.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_table_of_options_is_changed_and_told()
    {
        await using var connection = await ovs.Connect();
        await Map(connection, new(TlvTableCommand.Add, [new(0xffff, 0x80, 8, 1), new(0, 0, 124, 63)]));
        await connection.Send(new TlvTableMod(TlvTableCommand.Delete, [new(0xffff, 0x80, 8, 1)]), Cancellation);

        var reply = await connection.Request<TlvTableReply>(new TlvTableRequest(), Cancellation);

        Assert.Equal(new TlvTableReply(256, 64, [new(0, 0, 124, 63)]) { Xid = reply.Xid }, reply);
    }

    [Fact]
    public async Task Later_registers_are_refused_as_unknown()
    {
        await using var connection = await ovs.Connect();

        var refusal = await Assert.ThrowsAsync<BundleRefusedException>(() => connection.Bundle(
            [FlowMod.Add(new(0, 1, [Fields.Register(16).Is(1)], []))], Cancellation));

        Assert.Contains("OFPBMC_BAD_FIELD", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Fields of Open vSwitch 3.1, but for two that it matches for itself, and the one that asks for bridges of another kind.</summary>
    static IEnumerable<Field> Matchable =>
        Fields.All.Where(f => f.Since is null && f != Fields.RecircId && f != Fields.DpHash && f != Fields.PacketType);

    static async Task Map(SwitchConnection connection, TlvTableMod mod)
    {
        await connection.Send(mod, Cancellation);
        await connection.Barrier(Cancellation);
    }

    // The lowest bit is part of every field; of these it is not, or a value needs more.
    static UInt128 Sample(Field field) => field.Name switch
    {
        "vlan_vid" or "vlan_tci" => 0x1001,
        "eth_type" => 0x88cc,
        "nw_tos" => 0x20,
        "ct_state" => CtStates.Tracked,
        _ => 1,
    };

    static Match SettingNeeds(Field field) => field.Name switch
    {
        "ct_mark" or "ct_label" => Match.Parse("ip"),
        "vlan_vid" => Match.Parse("vlan_vid=0x1000/0x1000"),
        _ => Needs(field),
    };

    // The mark and the label of a connection are set where it is committed.
    static Action Setting(FieldMatch value) => value.Field == Fields.CtMark || value.Field == Fields.CtLabel
        ? new Ct { Commit = true, Exec = [new SetField(value)] }
        : new SetField(value);

    static Match WithNeeds(FieldMatch part) => [.. Needs(part.Field).Where(need => (need.Field.Slots & part.Field.Slots) == 0), part];

    static Match Needs(Field field) => field.Prerequisite switch
    {
        Prerequisite.None or Prerequisite.Ethernet => Match.Any,
        Prerequisite.Vlan => Match.Parse("vlan_vid=0x1000/0x1000"),
        Prerequisite.Arp => Match.Parse("arp"),
        Prerequisite.Ipv4 => Match.Parse("ip"),
        Prerequisite.Ipv6 => Match.Parse("ipv6"),
        Prerequisite.Ip => Match.Parse("ip"),
        Prerequisite.Mpls => Match.Parse("mpls"),
        Prerequisite.Nsh => Match.Parse("dl_type=0x894f,nsh_mdtype=1"),
        Prerequisite.Tcp => Match.Parse("tcp"),
        Prerequisite.Udp => Match.Parse("udp"),
        Prerequisite.Sctp => Match.Parse("sctp"),
        Prerequisite.Icmpv4 => Match.Parse("icmp"),
        Prerequisite.Icmpv6 => Match.Parse("icmp6"),
        Prerequisite.Nd or Prerequisite.NdSolicit => Match.Parse("icmp6,icmp_type=135,icmp_code=0"),
        Prerequisite.NdAdvert => Match.Parse("icmp6,icmp_type=136,icmp_code=0"),
        Prerequisite.Ct => Match.Parse(field.Bits == 128 ? "ct_state=+trk+est,ipv6,ct_nw_proto=6" : "ct_state=+trk+est,ip,ct_nw_proto=6"),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
    };

    static IEnumerable<string> Lines(string output) => output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line.StartsWith(' '))
        .Select(line => line.Trim())
        .Order(StringComparer.Ordinal);
}
