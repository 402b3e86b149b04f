using System.Net;
using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>ct and the nat in it (ofp-actions.c, decode_NXAST_RAW_CT() and decode_NXAST_RAW_NAT()).</summary>
static class AnyConntrack
{
    internal static Ct Draw(Draw d, PacketKind kind)
    {
        var isCommit = !kind.IsInvalid && d.Percent(50);
        var zone = d.Percent(30) ? d.From(AnyAction.Source(kind, 16, f => f.Bits >= 16 && f.Class != OxmClass.Experimenter && f != Fields.ActsetOutput).Where(b => b.Length == 16)) : (Subfield?)null;
        return new()
        {
            Commit = isCommit,
            Force = isCommit && d.Percent(30),
            Zone = zone is { } bits ? bits : d.Maybe(AnyNumber.UShort, (ushort)0),
            Table = d.Percent(40) ? d.From(AnyNumber.ByteUpTo(254)) : null,
            Alg = kind.Meets.Contains(Prerequisite.Tcp) && d.Percent(20) ? (ushort)21 : kind.Meets.Contains(Prerequisite.Udp) && d.Percent(20) ? (ushort)69 : (ushort)0,
            Nat = !d.Percent(40) ? null : isCommit ? DrawNat(d, kind) : new(),
            Exec = isCommit ? d.List(Change, 0, 2) : [],
        };
    }

    /// <summary>What a commit writes to the connection.</summary>
    static readonly Gen<Action> Change = Drawn.By(d =>
    {
        var field = d.OneOf(Fields.CtMark, Fields.CtLabel);
        if (d.Percent(70))
            return (Action)new SetField(d.From(AnyField.Setting(field)));
        var length = d.From(Gen.Int[1, 32]);
        return new Move(d.From(AnyField.JustBits(Fields.Reg0, length)), d.From(AnyField.JustBits(field, length)));
    });

    static Nat DrawNat(Draw d, PacketKind kind)
    {
        var side = d.OneOf(NatSide.Source, NatSide.Destination);
        var nat = new Nat { Side = side, Persistent = d.Percent(20), Choice = d.OneOf(NatChoice.Unstated, NatChoice.Hash, NatChoice.Random) };
        if (!d.Percent(80))
            return nat;
        var bits = kind.Meets.Contains(Prerequisite.Ipv4) ? 32 : 128;
        var (low, high) = Ordered(d, bits);
        var (portLow, portHigh) = Ordered(d, 16);
        return nat with
        {
            AddressMin = Address(low, bits),
            AddressMax = high is { } end ? Address(end, bits) : null,
            PortMin = d.Percent(50) ? (ushort)portLow : (ushort)0,
            PortMax = 0,
        } is var addressed && addressed.PortMin != 0 && portHigh is { } last ? addressed with { PortMax = (ushort)last } : addressed;
    }

    // A beginning above 0, and maybe an end above it.
    static (UInt128 Low, UInt128? High) Ordered(Draw d, int bits)
    {
        var (a, b) = (d.From(AnyNumber.Bits(bits)), d.From(AnyNumber.Bits(bits)));
        var low = UInt128.Max(UInt128.Min(a, b), 1);
        var high = UInt128.Max(a, b);
        return (low, high > low && d.Percent(60) ? high : null);
    }

    static IPAddress Address(UInt128 value, int bits)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return new(bytes[(16 - bits / 8)..]);
    }
}
