using System.Net;

namespace Sdn.OpenFlow.Wire;

/// <summary>ct and the nat in it on the wire (Open vSwitch, struct nx_action_conntrack and nx_action_nat).</summary>
static class CtCodec
{
    const ushort CommitFlag = 1, ForceFlag = 2;
    const byte NoTable = 255;

    const ushort NatSource = 1, NatDestination = 2, NatPersistent = 4, NatHash = 8, NatRandom = 16;
    const ushort Ipv4Min = 1, Ipv4Max = 2, Ipv6Min = 4, Ipv6Max = 8, PortMin = 16, PortMax = 32;

    internal static void Write(ref OfWriter w, Ct ct)
    {
        ActionCodec.Begin(ref w, NxActionType.Ct);
        w.Put(new ConntrackBody
        {
            Flags = (ushort)((ct.Commit ? CommitFlag : 0) | (ct.Force ? ForceFlag : 0)),
            ZoneSource = ct.Zone.Field is { } field ? ActionCodec.CompactHeader(field.Field) : 0u,
            Zone = ct.Zone.Field is { } bits ? ActionCodec.OffsetAndBits(bits) : ct.Zone.Zone,
            Table = ct.Table ?? NoTable,
            Alg = ct.Alg,
        });
        if (ct.Nat is { } nat)
            WriteNat(ref w, nat);
        ActionCodec.WriteList(ref w, ct.Exec);
    }

    internal static Ct Read(ref OfReader r)
    {
        var body = r.Take<ConntrackBody>("ct");
        if ((body.Flags & ~(CommitFlag | ForceFlag)) != 0)
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"ct has unknown flags 0x{(ushort)body.Flags:x}");
        var zone = body.ZoneSource == 0 ? (CtZoneSource)(ushort)body.Zone : ReadZone(ref r, body);
        var (nat, exec) = ReadNested(ref r);
        return new()
        {
            Commit = (body.Flags & CommitFlag) != 0,
            Force = (body.Flags & ForceFlag) != 0,
            Zone = zone,
            Table = body.Table == NoTable ? null : body.Table,
            Alg = body.Alg,
            Nat = nat,
            Exec = exec,
        };
    }

    static CtZoneSource ReadZone(ref OfReader r, in ConntrackBody body)
    {
        var field = ActionReaders.CompactField(ref r, body.ZoneSource);
        var bits = ActionReaders.Bits(in r, field, body.Zone >> 6, (body.Zone & 0x3f) + 1);
        return bits.Length == 16
            ? bits
            : throw r.Error(Errors.OFPBAC_BAD_SET_LEN, $"a zone has 16 bits, {bits} has {bits.Length}");
    }

    static (Nat? Nat, ValueList<Action> Exec) ReadNested(ref OfReader r)
    {
        var (nat, exec) = ((Nat?)null, new List<Action>());
        while (r.Left > 0)
        {
            if (nat is null && IsNat(r))
                nat = ReadNat(ref r);
            else
                exec.Add(ActionReaders.Read(ref r));
        }
        return (nat, exec.Count == 0 ? ValueList<Action>.Empty : exec);
    }

    static bool IsNat(OfReader r)   // a copy: nothing is taken from the caller's
    {
        if (r.Left < 10)
            return false;
        var isExperimenter = r.Take<Tlv>("an action").Type == (ushort)ActionType.Experimenter;
        var head = r.Take<NxHeader>("an action");
        return isExperimenter && head.Vendor == ActionCodec.Nicira && head.Subtype == (ushort)NxActionType.Nat;
    }

    static void WriteNat(ref OfWriter w, Nat nat)
    {
        var start = w.Position;
        ActionCodec.Begin(ref w, NxActionType.Nat);
        var isIpv6 = nat.AddressMin?.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        var range = (nat.AddressMin is null ? 0 : isIpv6 ? Ipv6Min : Ipv4Min)
            | (nat.AddressMax is null ? 0 : isIpv6 ? Ipv6Max : Ipv4Max)
            | (nat.PortMin == 0 ? 0 : PortMin)
            | (nat.PortMax == 0 ? 0 : PortMax);
        var flags = nat.Side switch { NatSide.Source => NatSource, NatSide.Destination => NatDestination, _ => 0 }
            | (nat.Persistent ? NatPersistent : 0)
            | nat.Choice switch { NatChoice.Hash => NatHash, NatChoice.Random => NatRandom, _ => 0 };
        w.Put(new NatBody { Flags = (ushort)flags, Range = (ushort)range });
        PutAddress(ref w, nat.AddressMin);
        PutAddress(ref w, nat.AddressMax);
        if (nat.PortMin != 0)
            w.Put<Be16>(nat.PortMin);
        if (nat.PortMax != 0)
            w.Put<Be16>(nat.PortMax);
        w.PadTo8(start);
        w.Patch16(start + 2, w.Position - start);
    }

    static void PutAddress(ref OfWriter w, IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is not null && address.TryWriteBytes(bytes, out var length))
            w.PutBytes(bytes[..length]);
    }

    static Nat ReadNat(ref OfReader outer)
    {
        int length = outer.Take<Tlv>("nat").Length;
        if (length < 16 || length % 8 != 0)
            throw outer.Error(Errors.OFPBAC_BAD_LEN, $"nat length {length} is no multiple of 8 above 8");
        var r = outer.Sub(length - 4, Errors.OFPBAC_BAD_LEN, "nat", isNested: true);
        r.Take<NxHeader>("nat");
        var body = r.Take<NatBody>("nat");
        if ((body.Range & (Ipv4Min | Ipv4Max)) != 0 && (body.Range & (Ipv6Min | Ipv6Max)) != 0)
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, "nat has addresses of both IPv4 and IPv6");
        if ((body.Flags & NatSource) != 0 && (body.Flags & NatDestination) != 0)
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, "nat rewrites both source and destination");
        if (IsEndWithoutBegin(body.Range, Ipv4Min, Ipv4Max) || IsEndWithoutBegin(body.Range, Ipv6Min, Ipv6Max)
            || IsEndWithoutBegin(body.Range, PortMin, PortMax))
        {
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, "nat has the end of a range and not its beginning");
        }
        var bytes = (body.Range & (Ipv4Min | Ipv4Max)) != 0 ? 4 : 16;
        return new()
        {
            Side = (body.Flags & NatSource) != 0 ? NatSide.Source : (body.Flags & NatDestination) != 0 ? NatSide.Destination : NatSide.None,
            AddressMin = (body.Range & (Ipv4Min | Ipv6Min)) != 0 ? new(r.TakeBytes(bytes, "nat's address")) : null,
            AddressMax = (body.Range & (Ipv4Max | Ipv6Max)) != 0 ? new(r.TakeBytes(bytes, "nat's address")) : null,
            PortMin = (body.Range & PortMin) != 0 ? r.Take<Be16>("nat's port") : (ushort)0,
            PortMax = (body.Range & PortMax) != 0 ? r.Take<Be16>("nat's port") : (ushort)0,
            Persistent = (body.Flags & NatPersistent) != 0,
            Choice = (body.Flags & NatHash) != 0 ? NatChoice.Hash : (body.Flags & NatRandom) != 0 ? NatChoice.Random : NatChoice.Unstated,
        };
    }

    static bool IsEndWithoutBegin(ushort range, ushort min, ushort max) => (range & (min | max)) == max;
}
