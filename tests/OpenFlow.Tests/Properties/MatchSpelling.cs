using System.Globalization;
using System.Net;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Matches as people write them: any name of a field, any base of a number, any order (ovs-ofctl(8), "Flow Syntax").</summary>
static class MatchSpelling
{
    /// <summary>Shorthands for an Ethernet type, and for an IP protocol on it.</summary>
    static readonly (string Name, ushort EthType, byte? IpProto)[] Protocols =
    [
        ("ip", 0x0800, null), ("tcp", 0x0800, 6), ("udp", 0x0800, 17), ("sctp", 0x0800, 132), ("icmp", 0x0800, 1),
        ("ipv6", 0x86dd, null), ("tcp6", 0x86dd, 6), ("udp6", 0x86dd, 17), ("sctp6", 0x86dd, 132), ("icmp6", 0x86dd, 58),
        ("arp", 0x0806, null), ("rarp", 0x8035, null), ("mpls", 0x8847, null), ("mplsm", 0x8848, null),
    ];

    /// <summary>The words of a match, in an order of their own.</summary>
    internal static List<string> Words(Draw d, Match match)
    {
        var words = new List<string>();
        var left = match.ToDictionary(part => part.Field);
        if (match[Fields.EthType] is { IsOpen: false } type && d.Percent(70) && Shorthand(d, match, (ushort)type.Value) is { } shorthand)
        {
            words.Add(shorthand.Name);
            left.Remove(Fields.EthType);
            if (shorthand.IpProto is not null)
                left.Remove(Fields.IpProto);
        }
        if (match[Fields.VlanVid] is { IsExact: true } vid && vid.Value >= 0x1000 && d.Percent(50))
        {
            words.Add($"dl_vlan={Number(d, vid.Value & 0xfff)}");
            left.Remove(Fields.VlanVid);
        }
        words.AddRange(left.Values.Select(part => $"{d.OneOf<string>(Names(part.Field))}={Value(d, part)}"));
        for (var i = words.Count - 1; i > 0; i--)
        {
            var j = d.From(CsCheck.Gen.Int[0, i]);
            (words[i], words[j]) = (words[j], words[i]);
        }
        return words;
    }

    static (string Name, byte? IpProto)? Shorthand(Draw d, Match match, ushort ethType)
    {
        var protocol = match[Fields.IpProto];
        var fitting = Protocols.Where(p => p.EthType == ethType && (p.IpProto is null || !protocol.IsOpen && protocol.Value == p.IpProto)).ToArray();
        if (fitting.Length == 0)
            return null;
        var (name, _, ipProto) = d.OneOf<(string, ushort, byte?)>(fitting);
        return (name, ipProto);
    }

    static string[] Names(Field field) => field.Name switch
    {
        "nw_ecn" => ["nw_ecn", "ip_ecn"],
        "nw_proto" => ["nw_proto", "ip_proto"],
        "tun_id" => ["tun_id", "tunnel_id"],
        "in_port_oxm" => ["in_port"],
        "ip_dscp" => ["ip_dscp"],              // nw_tos counts four times as much
        "icmpv6_type" => ["icmpv6_type"],      // icmp_type is what an earlier word says
        "icmpv6_code" => ["icmpv6_code"],
        _ => field.MatchName.StartsWith("tp_", StringComparison.Ordinal) || field.MatchName.StartsWith("gtpu_", StringComparison.Ordinal) ? [field.Name] : [field.Name, field.MatchName],
    };

    /// <summary>The value, and the mask where bits are open or by chance.</summary>
    internal static string Value(Draw d, FieldMatch part)
    {
        var (value, mask) = (part.Value, part.Mask);
        switch (part.Field.Format)
        {
            case Format.Mac:
                return Mac(d, value) + (part.IsExact ? "" : "/" + Mac(d, mask));
            case Format.Ipv4 or Format.Ipv6:
                return Address(d, part.Field, value) + AddressMask(d, part);
            case Format.PortNumber:
                return Port(d, part.Field.Bits == 16 ? Widened((uint)value) : (uint)value);
            case Format.Frag or Format.PacketTypeName or Format.CtStateNames or Format.TcpFlagNames or Format.TunnelFlagNames:
                return Printed(part);
            default:
                return Number(d, value) + (part.IsExact ? "" : "/" + Number(d, mask));
        }
    }

    // Names of flags have one spelling, which a match prints.
    static string Printed(FieldMatch part)
    {
        var text = part.ToString();
        return text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..];
    }

    internal static string Number(Draw d, UInt128 value) => d.OneOf(0, 1, 2) switch
    {
        0 => value <= ulong.MaxValue ? value.ToString(CultureInfo.InvariantCulture) : $"0x{value:x}",
        1 => $"0x{value:X}",
        _ => $"0x{value:x}",
    };

    internal static string Port(Draw d, uint port)
    {
        if (Ports.NameOf(port) is not { } name)
            return port.ToString(CultureInfo.InvariantCulture);
        return d.Percent(50) ? name : name.ToLowerInvariant();
    }

    static uint Widened(uint port) => port >= 0xff00 ? 0xffff0000 | port : port;

    static string Mac(Draw d, UInt128 value)
    {
        var text = string.Join(':', Enumerable.Range(0, 6).Select(i => $"{(byte)(value >> (40 - 8 * i)):x2}"));
        return d.Percent(30) ? text.ToUpperInvariant() : text;
    }

    static string AddressMask(Draw d, FieldMatch part)
    {
        if (part.IsExact)
            return d.Percent(20) ? $"/{part.Field.Bits}" : "";
        var open = (int)UInt128.PopCount(part.Field.AllOnes ^ part.Mask);
        if ((part.Field.AllOnes ^ part.Mask) == Field.Ones(open) && d.Percent(50))
            return $"/{part.Field.Bits - open}";
        var mask = Address(d, part.Field, part.Mask);
        // ovs-ofctl takes the digit that an IPv6 mask begins with for the length of a prefix.
        return part.Field.Format == Format.Ipv6 && char.IsAsciiDigit(mask[0]) ? "" : $"/{mask}";
    }

    static string Address(Draw d, Field field, UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        if (field.Format == Format.Ipv4)
            return new IPAddress(bytes[12..]).ToString();
        var groups = Enumerable.Range(0, 8).Select(i => $"{(ushort)(value >> (112 - 16 * i)):x}");
        return d.OneOf(0, 1, 2) switch
        {
            0 => string.Join(':', groups),
            1 => string.Join(':', groups).ToUpperInvariant(),
            _ => new IPAddress(bytes).ToString(),
        };
    }
}
