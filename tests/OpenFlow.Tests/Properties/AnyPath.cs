using System.Numerics;
using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Actions that choose by a hash or by chance, and those that put headers on and take them off.</summary>
static class AnyPath
{
    internal static Multipath DrawMultipath(Draw d, PacketKind kind)
    {
        var destination = d.From(AnyAction.Destination(kind, 64, AnyAction.IsCompact));
        var most = (ushort)Field.Ones(Math.Min(destination.Length, 16));
        var links = d.From(AnyNumber.UShortUpTo(most));
        return new(
            d.From(Gen.Enum<HashFields>()), d.From(AnyNumber.UShort), d.From(Gen.Enum<MultipathAlgorithm>()), links, d.From(AnyNumber.UInt), destination);
    }

    internal static Bundle DrawBundle(Draw d, PacketKind kind) => new(
        d.From(Gen.Enum<HashFields>()),
        d.From(AnyNumber.UShort),
        d.From(Gen.Enum<BundleAlgorithm>()),
        d.List(Gen.Frequency((4, AnyPort.Number), (1, Gen.OneOf(Ports.Local, Ports.InPort, Ports.Any))), 0, 5),
        d.Percent(40) ? d.From(AnyAction.Destination(kind, 64, f => AnyAction.IsCompact(f) && f.Bits >= 16).Where(bits => bits.Length >= 16)) : null);

    internal static Sample DrawSample(Draw d) => new()
    {
        Probability = Math.Max(d.From(AnyNumber.UShort), (ushort)1),
        CollectorSetId = d.From(AnyNumber.UInt),
        ObservationDomainId = d.From(AnyNumber.UInt),
        ObservationPointId = d.From(AnyNumber.UInt),
        SamplingPort = d.Maybe(AnyPort.Number, Ports.Any),
        Direction = d.Maybe(Gen.Enum<SampleDirection>(), SampleDirection.Unstated),
    };

    internal static Encap DrawEncap(Draw d)
    {
        var type = d.OneOf(PacketTypes.Ethernet, PacketTypes.Nsh, PacketTypes.Mpls, PacketTypes.MplsMulticast);
        ValueList<EncapProperty> properties = type != PacketTypes.Nsh || d.Percent(30) ? []
            : d.Percent(50) ? [new NshMdType(1)]
            : [new NshMdType(2), .. d.List(Drawn.By(DrawTlv), 0, 2)];
        return new(type, properties) { HeaderSize = d.Maybe(AnyNumber.UShort, (ushort)0, 20) };
    }

    static EncapProperty DrawTlv(Draw d) => new NshTlv(d.From(AnyNumber.UShort), d.From(AnyNumber.Byte), d.From(AnyNumber.Bytes(0, 12)));

    /// <summary>The actions from before set_field, with what each can write.</summary>
    internal static SetOld DrawOld(Draw d, PacketKind kind)
    {
        var rows = Olds.Where(row => Array.TrueForAll(row.Needs, kind.Meets.Contains)).ToArray();
        var (field, bits, _) = d.OneOf<(OldField, ulong, Prerequisite[])>(rows);
        return new(field, (ulong)d.From(AnyNumber.Bits(64 - BitOperations.LeadingZeroCount(bits))) & bits);
    }

    static readonly (OldField Field, ulong Bits, Prerequisite[] Needs)[] Olds =
    [
        (OldField.VlanVid, 0xfff, [Prerequisite.Vlan]), (OldField.VlanPcp, 7, [Prerequisite.Vlan]),
        (OldField.EthSrc, 0xffff_ffff_ffff, []), (OldField.EthDst, 0xffff_ffff_ffff, []),
        (OldField.NwSrc, uint.MaxValue, [Prerequisite.Ipv4]), (OldField.NwDst, uint.MaxValue, [Prerequisite.Ipv4]),
        (OldField.NwTos, 0xfc, [Prerequisite.Ip]), (OldField.NwEcn, 3, [Prerequisite.Ip]),
        (OldField.TpSrc, 0xffff, [Prerequisite.Tcp]), (OldField.TpDst, 0xffff, [Prerequisite.Udp]),
        (OldField.MplsLabel, 0xfffff, [Prerequisite.Mpls]), (OldField.MplsTc, 7, [Prerequisite.Mpls]),
        (OldField.Tunnel, uint.MaxValue, []), (OldField.Tunnel64, ulong.MaxValue, []),
    ];
}
