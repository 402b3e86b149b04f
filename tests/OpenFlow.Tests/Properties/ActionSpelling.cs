namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Actions as people write them: older names, other forms of the same argument (ovs-actions(7)).</summary>
static class ActionSpelling
{
    /// <summary>The actions behind <c>actions=</c>.</summary>
    internal static string List(Draw d, ValueList<Action> actions)
    {
        var all = actions.Where((action, i) => IsWritable(action, i == 0)).ToArray();
        return all.Length == 0 ? "drop" : string.Join(d.OneOf(",", ", ", ","), all.Select(action => One(d, action)));
    }

    // ovs-ofctl writes what every version of OpenFlow can say, and so takes less than a switch.
    static bool IsWritable(Action action, bool isFirst) => action switch
    {
        Meter => isFirst,
        OutputTruncated { Port: > Ports.Max and not (Ports.Local or Ports.InPort) } => false,
        WriteActions write => write.Actions.Any(inner => IsWritable(inner, false)),   // an empty one is not sent
        Resubmit { Table: 255, Port: Ports.InPort } => false,
        _ => true,
    };

    static string One(Draw d, Action action) => action switch
    {
        Output { Port: Ports.Controller } o => d.OneOf($"controller:{o.MaxLen}", $"CONTROLLER:{o.MaxLen}"),
        Output o => OutputTo(d, o.Port),
        OutputField o => $"output:{Bits(d, o.Source, mayBeBare: false)}",
        SetField s => Setting(d, s.Value),
        Move m => $"move:{Bits(d, m.Source)}->{Bits(d, m.Destination)}",
        Resubmit { Ct: false, Table: 255, Port: not Ports.InPort } r => $"resubmit:{MatchSpelling.Port(d, r.Port)}",
        ToGroup g => $"group:{MatchSpelling.Number(d, g.GroupId)}",
        Meter m => $"meter:{MatchSpelling.Number(d, m.MeterId)}",
        PushVlan p => $"push_vlan:{MatchSpelling.Number(d, p.EthType)}",
        PopVlan => d.OneOf("pop_vlan", "strip_vlan"),
        PushMpls p => $"push_mpls:{MatchSpelling.Number(d, p.EthType)}",
        PopMpls p => $"pop_mpls:{MatchSpelling.Number(d, p.EthType)}",
        SetTtl t => $"mod_nw_ttl:{MatchSpelling.Number(d, t.Ttl)}",
        SetQueue q => $"set_queue:{MatchSpelling.Number(d, q.QueueId)}",
        StackPush p => $"push:{Bits(d, p.Source)}",
        StackPop p => $"pop:{Bits(d, p.Destination)}",
        CheckPktLarger c => $"check_pkt_larger({MatchSpelling.Number(d, c.Length)})->{Bits(d, c.Destination)}",
        Clone c => $"clone({List(d, c.Actions)})",
        WriteActions w => $"write_actions({List(d, w.Actions)})",
        WriteMetadata { Mask: ulong.MaxValue } w => $"write_metadata:{MatchSpelling.Number(d, w.Metadata)}",
        WriteMetadata w => $"write_metadata:{MatchSpelling.Number(d, w.Metadata)}/{MatchSpelling.Number(d, w.Mask)}",
        _ => action.ToString(),
    };

    static string OutputTo(Draw d, uint port)
    {
        var text = MatchSpelling.Port(d, port);
        return d.Percent(50) ? $"output:{text}" : text;
    }

    static string Setting(Draw d, FieldMatch set)
    {
        if (set is { IsExact: true, Field.Name: "eth_src" or "eth_dst" } && d.Percent(30))
            return $"mod_dl_{set.Field.Name[4..]}:{MatchSpelling.Value(d, set)}";
        if (set is { IsExact: true, Field.Name: "ip_src" or "ip_dst" } && d.Percent(30))
            return $"mod_nw_{set.Field.Name[3..]}:{new System.Net.IPAddress((uint)System.Net.IPAddress.HostToNetworkOrder((int)(uint)set.Value))}";
        if (set.Field == Fields.IpDscp && d.Percent(30))
            return $"mod_nw_tos:{(uint)set.Value << 2}";
        if (set.Field.Bits <= 64 && d.Percent(30) && Load(d, set) is { } load)
            return load;
        return $"set_field:{MatchSpelling.Value(d, set)}->{set.Field.Name}";
    }

    /// <summary>The same as a load, where the bits that are set are adjacent.</summary>
    static string? Load(Draw d, FieldMatch set)
    {
        var start = (int)UInt128.TrailingZeroCount(set.Mask);
        var length = (int)UInt128.PopCount(set.Mask);
        // Where a field has bits that are no bytes, Open vSwitch sends a load of all of them with a mask, which says no more.
        return start + length <= set.Field.Bits && set.Mask == Field.Ones(length) << start && (!set.IsExact || set.Field.Bits == 8 * set.Field.Bytes)
            ? $"load:{MatchSpelling.Number(d, set.Value >> start)}->{Bits(d, set.Field[start, length])}"
            : null;
    }

    static string Bits(Draw d, Subfield bits, bool mayBeBare = true)
    {
        var name = d.OneOf(bits.Field.Name, bits.Field.OxmName, bits.Field.SubfieldName);
        if (bits.Field == Fields.InPort)
            name = bits.Field.OxmName;   // in_port is the field of 16 bits here
        return (bits.Start, bits.Length) switch
        {
            (0, var all) when all == bits.Field.Bits => d.OneOf($"{name}[]", $"{name}[0..{all - 1}]", mayBeBare ? name : $"{name}[]"),
            (var start, 1) => d.OneOf($"{name}[{start}]", $"{name}[{start}..{start}]"),
            var (start, length) => $"{name}[{start}..{start + length - 1}]",
        };
    }
}
