namespace Sdn.OpenFlow.Wire;

/// <summary>
/// Whether actions fit the packets that a flow takes: what Open vSwitch's ofpacts_check_consistency() asks when it reads a flow
/// mod. Tags, labels and headers that actions put on or take off are followed through the list.
/// </summary>
ref struct ActionChecks
{
    const uint MeterMax = 0xffff0000;
    const ushort FtpPort = 21, TftpPort = 69;
    const int TagsMax = 2;   // FLOW_MAX_VLAN_HEADERS
    const uint UnknownPacketType = uint.MaxValue;

    readonly byte _table;
    Prerequisites _packet;
    int _tags;
    string? _misfit;   // what OpenFlow 1.0 alone would allow; an error that is found later comes before it

    ActionChecks(Match match, byte table)
    {
        _table = table;
        foreach (ref readonly var part in match.Span)
            _packet.Learn(part);
        _tags = _packet.HasTag ? 1 : 0;
    }

    /// <summary>The first rule that the actions of a flow break; null if there is none.</summary>
    internal static (OpenFlowError Error, string Why)? Broken(ValueList<Action> actions, Match match, byte table)
    {
        if (actions.Count == 0)
            return null;
        var checks = new ActionChecks(match, table);
        return checks.List(actions) ?? (checks._misfit is { } misfit ? (Errors.OFPBAC_MATCH_INCONSISTENT, misfit) : null);
    }

    /// <summary>The actions of a flow, if they break no rule.</summary>
    internal static ValueList<Action> Checked(in OfReader r, ValueList<Action> actions, Match match, byte table) =>
        Broken(actions, match, table) is { } broken ? throw r.Error(broken.Error, broken.Why) : actions;

    (OpenFlowError Error, string Why)? List(ValueList<Action> actions)
    {
        var (packet, tags) = (_packet, _tags);
        foreach (var action in actions)
        {
            if (One(action) is { } broken)
                return broken;
        }
        (_packet, _tags) = (packet, tags);
        return null;
    }

    (OpenFlowError Error, string Why)? One(Action action)
    {
        switch (action)
        {
            case SetField a: return SetField(a);
            case OutputTruncated a when !Ports.IsOutput(a.Port): return (Errors.OFPBAC_BAD_OUT_PORT, $"nothing can be sent to {Ports.Show(a.Port)}");
            case OutputField a: return Field(a.Source.Field);
            case Bundle { Destination: { } bits }: return Field(bits.Field);
            case Multipath a: return Field(a.Destination.Field);
            case StackPush a: return Field(a.Source.Field);
            case StackPop a: return Field(a.Destination.Field);
            case Move a: return Field(a.Source.Field) ?? Field(a.Destination.Field);
            case Resubmit { Ct: true }: return _packet.Hold(Prerequisite.Ct) ? null : Lacks(action, Prerequisite.Ct);
            case Meter a when a.MeterId is 0 or > MeterMax: return (Errors.OFPMMFC_INVALID_METER, $"no meter has the number {a.MeterId}");
            case DeleteField { Field.IsOption: false } a: return (Errors.OFPBAC_BAD_ARGUMENT, $"{a.Field.Name} is no tunnel option");
            case GotoTable a when _table != 255 && a.Table <= _table: return (Errors.OFPBIC_BAD_TABLE_ID, $"{action} does not go on from table {_table}");
            case Learn a: return Learned(a);
            case Ct a: return Tracked(a);
            case Nat a: return Translated(a);
            case Clone a: return List(a.Actions);
            case WriteActions a: return Set(a);
            case PushVlan when _tags == TagsMax: return (Errors.OFPBAC_BAD_TAG, $"a packet has at most {TagsMax} VLAN tags");
            default:
                Follow(action);
                return null;
        }
    }

    /// <summary>Notes what does not fit the packet, and what the action makes of it.</summary>
    void Follow(Action action)
    {
        switch (action)
        {
            case SetOld a: FollowOld(a); break;
            case PushVlan: Tag(_tags + 1); break;
            case PopVlan:
                Need(_tags > 0, action, Prerequisite.Vlan);
                Tag(Math.Max(_tags - 1, 0));
                break;
            case SetTtl or DecTtl: Need(action, Prerequisite.Ip); break;
            case SetMplsTtl or DecMplsTtl: Need(action, Prerequisite.Mpls); break;
            case DecNshTtl: Need(_packet.PacketType == PacketTypes.Nsh || _packet.EthType == EtherTypes.Nsh, action, Prerequisite.Nsh); break;
            case FinTimeout: Need(_packet.IpProto == IpProtocols.Tcp, action, Prerequisite.Tcp); break;
            case PushMpls a:
                Need(_packet.PacketType == PacketTypes.Ethernet, action, Prerequisite.Ethernet);
                (_packet.EthType, _packet.IpProto) = (a.EthType, 0);
                break;
            case PopMpls a:
                Need(_packet.PacketType == PacketTypes.Ethernet && _packet.Hold(Prerequisite.Mpls), action, Prerequisite.Mpls);
                _packet.EthType = a.EthType;
                break;
            case Encap a:
                _packet.PacketType = a.PacketType;
                if (a.PacketType >> 16 == 1)
                    _packet.EthType = a.PacketType & 0xffff;
                if (!_packet.Hold(Prerequisite.Ip))
                    _packet.IpProto = 0;
                break;
            case Decap when _packet.PacketType == PacketTypes.Ethernet:
                _packet.PacketType = 1 << 16 | _packet.EthType;
                break;
            case Decap:
                (_packet.PacketType, _packet.EthType) = (UnknownPacketType, 0xffff);
                break;
        }
    }

    void FollowOld(SetOld a)
    {
        switch (a.Field)
        {
            case OldField.VlanVid or OldField.VlanPcp:
                Need(_tags > 0, a, Prerequisite.Vlan);
                Tag(Math.Max(_tags, 1));
                break;
            case OldField.NwSrc or OldField.NwDst: Need(a, Prerequisite.Ipv4); break;
            case OldField.NwTos or OldField.NwEcn: Need(a, Prerequisite.Ip); break;
            case OldField.MplsLabel or OldField.MplsTc: Need(a, Prerequisite.Mpls); break;
            case OldField.TpSrc or OldField.TpDst:
                Need(_packet.Hold(Prerequisite.Tcp) || _packet.Hold(Prerequisite.Udp) || _packet.Hold(Prerequisite.Sctp), a, Prerequisite.Tcp);
                break;
        }
    }

    (OpenFlowError Error, string Why)? SetField(SetField a)
    {
        var field = a.Value.Field;
        if (!_packet.Hold(field.Prerequisite))
            return Lacks(a, field.Prerequisite);
        if (field == Fields.VlanVid && _tags == 0)
            return Lacks(a, Prerequisite.Vlan);
        if (field == Fields.VlanTci)
            Tag((a.Value.Value & 0x1000) != 0 ? Math.Max(_tags, 1) : 0);
        return null;
    }

    (OpenFlowError Error, string Why)? Learned(Learn a)
    {
        var learned = new Prerequisites();
        foreach (var spec in a.Specs)
        {
            if (spec.Source is { } source && Field(source.Field) is { } broken)
                return broken;
            if (spec.Destination is not { } destination)
                continue;
            if (!learned.Hold(destination.Field.Prerequisite))
                return Lacks(a, destination.Field.Prerequisite);
            if (spec.To == LearnDestination.Load && !destination.Field.Writable)
                return (Errors.OFPBAC_BAD_SET_ARGUMENT, $"{destination.Field.Name} cannot be set");
            if (spec is { To: LearnDestination.Match, Source: null } && destination.Field.Bits <= 32)
                learned.Learn(new(destination.Field, FieldMatch.ToNumber(spec.Value.Span) << destination.Start, destination.Mask));
        }
        return null;
    }

    (OpenFlowError Error, string Why)? Tracked(Ct a)
    {
        if (!_packet.Hold(Prerequisite.Ip))
            return Lacks(a, Prerequisite.Ip);
        if (a.Commit && _packet.IsInvalid)
            return (Errors.OFPBAC_MATCH_INCONSISTENT, "what belongs to no connection is not committed");
        if (a.Alg == FtpPort && _packet.IpProto != IpProtocols.Tcp)
            return Lacks(a, Prerequisite.Tcp);
        if (a.Alg == TftpPort && _packet.IpProto != IpProtocols.Udp)
            return Lacks(a, Prerequisite.Udp);
        if (a.Zone.Field is { } zone)
            return Field(zone.Field);   // and nothing of what is nested
        return (a.Nat is { } nat ? Translated(nat) : null) ?? List(a.Exec);
    }

    readonly (OpenFlowError Error, string Why)? Translated(Nat a)
    {
        var needed = a.AddressMin?.AddressFamily switch
        {
            System.Net.Sockets.AddressFamily.InterNetwork => Prerequisite.Ipv4,
            System.Net.Sockets.AddressFamily.InterNetworkV6 => Prerequisite.Ipv6,
            _ => Prerequisite.Ip,
        };
        return _packet.Hold(needed) ? null : Lacks(a, needed);
    }

    // What does not fit there, Open vSwitch forgets.
    (OpenFlowError Error, string Why)? Set(WriteActions a)
    {
        var misfit = _misfit;
        var broken = List(a.Actions);
        _misfit = misfit;
        return broken;
    }

    readonly (OpenFlowError Error, string Why)? Field(Field field) => _packet.Hold(field.Prerequisite)
        ? null
        : (Errors.OFPBAC_MATCH_INCONSISTENT, $"{field.Name} needs a match on {Prerequisites.Describe(field.Prerequisite)}");

    static (OpenFlowError Error, string Why)? Lacks(Action action, Prerequisite prerequisite) =>
        (Errors.OFPBAC_MATCH_INCONSISTENT, $"{action} needs a match on {Prerequisites.Describe(prerequisite)}");

    void Need(Action action, Prerequisite prerequisite) => Need(_packet.Hold(prerequisite), action, prerequisite);

    void Need(bool isMet, Action action, Prerequisite prerequisite)
    {
        if (!isMet)
            _misfit ??= $"{action} needs a match on {Prerequisites.Describe(prerequisite)}";
    }

    void Tag(int tags) => (_tags, _packet.HasTag) = (tags, tags > 0);
}
