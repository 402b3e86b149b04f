using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>A kind of packet: what a match says to be about it, and which fields exist then (OpenFlow 1.5.1, 7.2.3.6).</summary>
sealed record PacketKind(string Name, FieldMatch[] Says, Prerequisite[] Meets)
{
    static readonly Prerequisite[] Always = [Prerequisite.None];

    /// <summary>The same with more in its match, and more fields that exist.</summary>
    internal PacketKind With(FieldMatch part, params Prerequisite[] meets) =>
        this with { Says = [.. Says, part], Meets = [.. Meets, .. meets] };

    /// <summary>How many VLAN tags it has for sure.</summary>
    internal int Tags { get; init; }

    internal bool Has(Field field) => field != Fields.PacketType && Meets.Contains(field.Prerequisite) && field.Prerequisite switch
    {
        // The address of the connection's first packet is of the version that eth_type says (ofputil_decode_flow_mod()).
        Prerequisite.Ct when field.Format == Format.Ipv4 => Meets.Contains(Prerequisite.Ipv4) && Meets.Contains(Prerequisite.Ethernet),
        Prerequisite.Ct when field.Format == Format.Ipv6 => Meets.Contains(Prerequisite.Ipv6) && Meets.Contains(Prerequisite.Ethernet),
        _ => true,
    };

    /// <summary>Whether it is in no connection that could be committed.</summary>
    internal bool IsInvalid { get; init; }

    /// <summary>What is known of it once a match has taken it: a later fragment has no ports.</summary>
    internal PacketKind Matching(Match match) => this with
    {
        IsInvalid = (match[Fields.CtState].Value & 0x10) != 0,
        Meets = (match[Fields.IpFrag].Value & 2) != 0 ? [.. Meets.Except([Prerequisite.Tcp, Prerequisite.Udp, Prerequisite.Sctp])] : Meets,
    };

    internal PacketKind Tagged(bool isTagged) => this with
    {
        Tags = isTagged ? Math.Max(Tags, 1) : 0,
        Meets = isTagged ? [.. Meets, Prerequisite.Vlan] : [.. Meets.Except([Prerequisite.Vlan])],
    };

    /// <summary>Whether a tag has been pushed: Open vSwitch knows two, and the packet may have come with one.</summary>
    internal bool IsPushed { get; init; }

    /// <summary>Without its Ethernet header; what is below another is not known.</summary>
    internal PacketKind Decapsulated() => Meets.Contains(Prerequisite.Ethernet)
        ? this with { Meets = [.. Meets.Except([Prerequisite.Ethernet, Prerequisite.Vlan])], Tags = 0 }
        : this with { Meets = Always, Tags = 0 };

    internal PacketKind Pushed() => Tagged(true) with { Tags = Tags + 1, IsPushed = true };

    internal PacketKind Popped() => Tags > 1 ? this with { Tags = Tags - 1 } : Tagged(false);

    internal static readonly PacketKind
        Ethernet = new("ethernet", [], [.. Always, Prerequisite.Ethernet]);

    /// <summary>For actions that no match goes with: they may want whatever they want.</summary>
    internal static readonly PacketKind Everything = new("everything", [], Enum.GetValues<Prerequisite>()) { Tags = 1 };

    static PacketKind Of(string name, ushort ethType, params Prerequisite[] meets) =>
        Ethernet.With(Fields.EthType.Is(ethType), meets) with { Name = name };

    /// <summary>Packets without an Ethernet header; the packet type (1,N) says what eth_type says elsewhere.</summary>
    internal static PacketKind Bare(string name, ushort ethType, params Prerequisite[] meets) =>
        new(name, [Fields.PacketType.Is(0x1_0000u | ethType)], [.. Always, .. meets]);

    static PacketKind Transport(PacketKind below, byte protocol, params Prerequisite[] meets) =>
        below.With(Fields.IpProto.Is(protocol), meets) with { Name = $"{below.Name} with protocol {protocol}" };

    static readonly PacketKind
        Ip = Of("ip", 0x0800, Prerequisite.Ip, Prerequisite.Ipv4),
        Ipv6 = Of("ipv6", 0x86dd, Prerequisite.Ip, Prerequisite.Ipv6),
        BareIp = Bare("bare ip", 0x0800, Prerequisite.Ip, Prerequisite.Ipv4),
        BareIpv6 = Bare("bare ipv6", 0x86dd, Prerequisite.Ip, Prerequisite.Ipv6),
        Icmpv6 = Transport(Ipv6, 58, Prerequisite.Icmpv6);

    /// <summary>All kinds whose fields differ; a tag and a connection come to each by chance.</summary>
    internal static readonly PacketKind[] All =
    [
        Ethernet,
        Ip, Transport(Ip, 6, Prerequisite.Tcp), Transport(Ip, 17, Prerequisite.Udp), Transport(Ip, 132, Prerequisite.Sctp),
        Transport(Ip, 1, Prerequisite.Icmpv4), Transport(Ip, 2), Transport(Ip, 47),
        Ipv6, Transport(Ipv6, 6, Prerequisite.Tcp), Transport(Ipv6, 17, Prerequisite.Udp), Transport(Ipv6, 132, Prerequisite.Sctp),
        Icmpv6, Transport(Ipv6, 0),
        Neighbour(135, Prerequisite.NdSolicit), Neighbour(136, Prerequisite.NdAdvert),
        Of("arp", 0x0806, Prerequisite.Arp), Of("rarp", 0x8035, Prerequisite.Arp),
        Of("mpls", 0x8847, Prerequisite.Mpls), Of("mplsm", 0x8848, Prerequisite.Mpls),
        Of("nsh", 0x894f, Prerequisite.Nsh),
        Of("lldp", 0x88cc), Of("no type", 0x05ff),
        Bare("bare mpls", 0x8847, Prerequisite.Mpls), Bare("bare nsh", 0x894f, Prerequisite.Nsh), Bare("bare", 0x6558),
        BareIp, Transport(BareIp, 6, Prerequisite.Tcp), BareIpv6, Transport(BareIpv6, 17, Prerequisite.Udp),
    ];

    static PacketKind Neighbour(byte type, Prerequisite meets) => Icmpv6
        .With(Fields.Icmpv6Type.Is(type), meets, Prerequisite.Nd)
        .With(Fields.Icmpv6Code.Is(0)) with
    { Name = $"neighbour {type}" };
}

/// <summary>Matches: a kind of packet, and fields that it has.</summary>
static class AnyMatch
{
    const int FieldsMax = 6;

    internal static readonly Gen<PacketKind> Kind = Drawn.By(d =>
    {
        var kind = d.OneOf<PacketKind>(PacketKind.All);
        if (kind.Meets.Contains(Prerequisite.Ethernet) && d.Percent(20))
            kind = kind.With(d.From(AnyField.Vlan)).Tagged(true);
        if (kind.Meets.Contains(Prerequisite.Ip) && d.Percent(20))
            kind = kind.With(Fields.CtState.Is(d.OneOf<uint>(0x21, 0x22, 0x24, 0x28), d.OneOf<uint>(0x3f, 0x2f)), Prerequisite.Ct);
        return kind;
    });

    internal static readonly Gen<Match> Any = Kind.SelectMany(Of);

    /// <summary>A match of packets of this kind.</summary>
    internal static Gen<Match> Of(PacketKind kind) => Drawn.By(d =>
    {
        var parts = new List<FieldMatch>(kind.Says);
        var taken = new HashSet<Field>(parts.SelectMany(part => Covered(part.Field)));
        for (var left = d.From(Gen.Int[0, FieldsMax]); left > 0; left--)
        {
            var field = AnyField.Pick(d, kind.Has);
            if (taken.Overlaps(Covered(field)))
                continue;
            taken.UnionWith(Covered(field));
            parts.Add(d.From(AnyField.Match(field)));
        }
        // A later fragment has no ports.
        if (parts.Exists(part => part.Field == Fields.IpFrag && (part.Value & 2) != 0))
            parts.RemoveAll(part => part.Field.Prerequisite is Prerequisite.Tcp or Prerequisite.Udp or Prerequisite.Sctp);
        return new Match([.. parts]);
    });

    /// <summary>The fields that a match holds in the place of this one, so that no two of its parts say different things.</summary>
    static Field[] Covered(Field field) => field switch
    {
        { Kept: Kept.AsRegisters } => [.. field.Shares!.Split(' ').Select(name => Fields.Named(name)!)],
        { IsOption: true } => [Fields.TunMetadata[0]],   // one in a match: together they have room for 256 bytes
        _ when field == Fields.VlanTci => [Fields.VlanVid, Fields.VlanPcp],
        _ when field == Fields.InPortNxm => [Fields.InPort],
        _ when field == Fields.IpTos => [Fields.IpDscp],
        _ => [field],
    };
}
