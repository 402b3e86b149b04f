using System.Net;
using System.Net.Sockets;

namespace Sdn.OpenFlow.Wire;

/// <summary>nat, which stands in ct, on the wire (Open vSwitch, struct nx_action_nat).</summary>
static class NatCodec
{
    const ushort SourceFlag = 1, DestinationFlag = 2, PersistentFlag = 4, HashFlag = 8, RandomFlag = 16, AllFlags = 31;
    const ushort Ipv4Min = 1, Ipv4Max = 2, Ipv6Min = 4, Ipv6Max = 8, PortMin = 16, PortMax = 32;

    /// <summary>NX_NAT_F_*, as on the wire and in JSON.</summary>
    internal static ushort FlagsOf(Nat nat) => (ushort)(
        nat.Side switch { NatSide.Source => SourceFlag, NatSide.Destination => DestinationFlag, _ => 0 }
        | (nat.Persistent ? PersistentFlag : 0)
        | nat.Choice switch { NatChoice.Hash => HashFlag, NatChoice.Random => RandomFlag, _ => 0 });

    /// <summary>Only what the flags say; null where they contradict each other.</summary>
    internal static Nat? Of(ushort flags) =>
        (flags & ~AllFlags) != 0 || Has(flags, SourceFlag | DestinationFlag) || Has(flags, HashFlag | RandomFlag)
            ? null
            : new()
            {
                Side = Has(flags, SourceFlag) ? NatSide.Source : Has(flags, DestinationFlag) ? NatSide.Destination : NatSide.None,
                Persistent = Has(flags, PersistentFlag),
                Choice = Has(flags, HashFlag) ? NatChoice.Hash : Has(flags, RandomFlag) ? NatChoice.Random : NatChoice.Unstated,
            };

    internal static void Write(ref OfWriter w, Nat nat)
    {
        ActionCodec.Begin(ref w, NxActionType.Nat);
        var isIpv6 = nat.AddressMin?.AddressFamily == AddressFamily.InterNetworkV6;
        var range = (nat.AddressMin is null ? 0 : isIpv6 ? Ipv6Min : Ipv4Min)
            | (nat.AddressMax is null ? 0 : isIpv6 ? Ipv6Max : Ipv4Max)
            | (nat.PortMin == 0 ? 0 : PortMin)
            | (nat.PortMax == 0 ? 0 : PortMax);
        w.Put(new NatBody { Flags = FlagsOf(nat), Range = (ushort)range });
        PutAddress(ref w, nat.AddressMin);
        PutAddress(ref w, nat.AddressMax);
        if (nat.PortMin != 0)
            w.Put<Be16>(nat.PortMin);
        if (nat.PortMax != 0)
            w.Put<Be16>(nat.PortMax);
    }

    internal static Action Read(ref OfReader r)
    {
        var body = r.Take<NatBody>("nat");
        ushort range = body.Range;
        var nat = Of(body.Flags) ?? throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"nat has flags 0x{(ushort)body.Flags:x} that contradict each other");
        if ((range & (Ipv4Min | Ipv4Max)) != 0)
        {
            if ((range & Ipv4Min) == 0 || (range & (Ipv6Min | Ipv6Max)) != 0)
                throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, "nat has addresses of both IPv4 and IPv6, or an end without a beginning");
            nat = ReadAddresses(ref r, nat, 4, Has(range, Ipv4Max));
        }
        else if ((range & (Ipv6Min | Ipv6Max)) != 0)
        {
            if ((range & Ipv6Min) == 0)
                throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, "nat has the last address of a range and not the first");
            nat = ReadAddresses(ref r, nat, 16, Has(range, Ipv6Max));
        }
        return (range & (PortMin | PortMax)) == 0 ? nat : ReadPorts(ref r, nat, range);
    }

    static Nat ReadAddresses(ref OfReader r, Nat nat, int bytes, bool hasMax)
    {
        if (r.Left < (hasMax ? 2 * bytes : bytes))
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"nat has {r.Left} bytes for its addresses");
        var min = r.TakeBytes(bytes, "nat's address");
        var max = hasMax ? r.TakeBytes(bytes, "nat's address") : [];
        return !min.ContainsAnyExcept((byte)0) || hasMax && max.SequenceCompareTo(min) < 0
            ? throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, "nat has a range of addresses that ends before it begins, or begins with zero")
            : nat with { AddressMin = new(min), AddressMax = hasMax ? new IPAddress(max) : null };
    }

    static Nat ReadPorts(ref OfReader r, Nat nat, ushort range)
    {
        if (!Has(range, PortMin) || nat.AddressMin is null || r.Left < (Has(range, PortMax) ? 4 : 2))
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, "nat has ports without addresses, or the last of a range and not the first");
        ushort min = r.Take<Be16>("nat's port");
        var max = Has(range, PortMax) ? (ushort)r.Take<Be16>("nat's port") : (ushort)0;
        return min == 0 || Has(range, PortMax) && max < min
            ? throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"nat has the ports {min} to {max}")
            : nat with { PortMin = min, PortMax = max };
    }

    static void PutAddress(ref OfWriter w, IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is not null && address.TryWriteBytes(bytes, out var length))
            w.PutBytes(bytes[..length]);
    }

    static bool Has(int all, int some) => (all & some) == some;
}
