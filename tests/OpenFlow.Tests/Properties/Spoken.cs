namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>What is left of a value in its text: ovs-ofctl writes some things that differ on the wire alike.</summary>
static class Spoken
{
    internal static Flow Of(Flow flow) =>
        new(flow.Table, flow.Priority, Of(flow.Match), Of(flow.Actions), flow.Cookie)
        {
            IdleTimeout = flow.IdleTimeout,
            HardTimeout = flow.HardTimeout,
            Flags = flow.Flags,
            Importance = flow.Importance,
        };

    /// <summary>Some tunnel fields lose their masks; the fields are left out that Open vSwitch leaves out.</summary>
    internal static Match Of(Match match)
    {
        var version = match[Fields.TunErspanVer].Value;
        return new([.. match
            .Where(part => match[Fields.NshMdtype].Value == 1 || !part.Field.Name.StartsWith("nsh_c", StringComparison.Ordinal))
            .Where(part => match.MayHave(Fields.CtNwProto) || part.Field != Fields.CtNwProto && part.Field != Fields.CtTpSrc && part.Field != Fields.CtTpDst)
            .Where(part => part.Value != 0 || part.Field != Fields.TunGtpuFlags && part.Field != Fields.TunGtpuMsgtype)
            .Where(part => version == 1 || part.Field != Fields.TunErspanIdx)
            .Where(part => version == 2 || part.Field != Fields.TunErspanDir && part.Field != Fields.TunErspanHwid)
            .Select(part => part.Field.Shown == Shown.WithoutMask ? part.Field.Is(part.Value) : part)]);
    }

    internal static ValueList<Action> Of(ValueList<Action> actions) => [.. actions.Select(Of)];

    internal static Group Of(Group group) =>
        new(group.Id, group.Type, [.. group.Buckets.Select(bucket => bucket with { Actions = Of(bucket.Actions) })])
        {
            SelectionMethod = group.SelectionMethod,
            SelectionParameter = group.SelectionParameter,
            SelectionFields = [.. group.SelectionFields.OrderBy(part => Fields.All.Index().First(row => row.Item == part.Field).Index)],
        };

    /// <summary>Whether every action has a text that is read as the same action.</summary>
    internal static bool IsWhole(ValueList<Action> actions) => actions.All(action => action switch
    {
        SetOld or Learn => false,
        Encap encap => !encap.Properties.Any(property => property is NshTlv),
        Clone clone => IsWhole(clone.Actions),
        WriteActions write => IsWhole(write.Actions),
        _ => true,
    });

    static Action Of(Action action) => action switch
    {
        Output { Port: not Ports.Controller } output => output with { MaxLen = 0 },   // counts only towards the controller
        Ct { Nat: { AddressMin: null } nat } ct => ct with { Nat = new() { Side = nat.Side } },
        SetField { Value.Field.Format: Format.TunnelFlagNames } set => set with { HasMask = false },
        Resubmit { Table: 255, Port: not Ports.InPort } resubmit => resubmit with { Ct = false },
        Encap encap => encap with { HeaderSize = 0 },
        OutputField output => output with { MaxLen = ushort.MaxValue },
        ToController { Reason: PacketInReason.Action, ControllerId: 0, Userdata.Count: 0, MeterId: null, Pause: false } plain => new Output(Ports.Controller, plain.MaxLen),
        Clone clone => new Clone(Of(clone.Actions)),
        WriteActions write => new WriteActions(Of(write.Actions)),
        _ => action,
    };
}
