using System.Net;
using System.Net.Sockets;

namespace Sdn.OpenFlow;

/// <summary>The classes of match fields that Open vSwitch knows (OpenFlow 1.5.1, 7.2.3.3, and its nicira-ext.h).</summary>
public enum OxmClass : ushort
{
    Nxm0 = 0x0000,
    Nxm1 = 0x0001,
    Ericsson = 0x1000,
    Basic = 0x8000,
    PacketRegs = 0x8001,
    Experimenter = 0xffff,
}

/// <summary>How a field's value is written in text.</summary>
public enum Format
{
    Number,
    Hex,
    Mac,
    Ipv4,
    Ipv6,
    PortNumber,
    Frag,
    TunnelFlagNames,
    TcpFlagNames,
    CtStateNames,
    PacketTypeName,
}

/// <summary>Whether a match may leave bits of a field open.</summary>
public enum Masking
{
    Exact,
    Bitwise,
}

/// <summary>What a packet must be for a field to exist (OpenFlow 1.5.1, 7.2.3.6); each is checked by <see cref="Match"/>.</summary>
public enum Prerequisite
{
    None,
    Ethernet,
    Vlan,
    Arp,
    Ipv4,
    Ipv6,
    Ip,
    Mpls,
    Nsh,
    Tcp,
    Udp,
    Sctp,
    Icmpv4,
    Icmpv6,
    Nd,
    NdSolicit,
    NdAdvert,
    Ct,
}

/// <summary>A field's older name and number, which Open vSwitch prints in subfields and still reads.</summary>
public readonly record struct NxmName(string Name, OxmClass Class, byte Number);

/// <summary>A field that flows match and set: one row of <see cref="Fields"/>.</summary>
public sealed class Field
{
    internal Field(
        string name, string oxmName, OxmClass oxmClass, byte number, int bits, Masking masking,
        Format format = Format.Number, Prerequisite prerequisite = Prerequisite.None)
    {
        (Name, OxmName, Class, Number, Bits, Masking, Format, Prerequisite) =
            (name, oxmName, oxmClass, number, bits, masking, format, prerequisite);
        MatchName = name;
        Bytes = (bits + 7) / 8;
        AllOnes = Ones(bits);
    }

    /// <summary>The name that set_field and the field's own documentation use: <c>eth_src</c>, <c>ip_dst</c>.</summary>
    public string Name { get; }

    /// <summary>The name that matches are printed with: <c>dl_src</c>, <c>nw_dst</c>; often equal to <see cref="Name"/>.</summary>
    public string MatchName { get; init; }

    /// <summary>The name of the field's number on the wire: <c>OXM_OF_ETH_SRC</c>.</summary>
    public string OxmName { get; }

    public OxmClass Class { get; }

    public byte Number { get; }

    /// <summary>The experimenter's id where <see cref="Class"/> is <see cref="OxmClass.Experimenter"/>, else 0.</summary>
    public uint Experimenter { get; init; }

    public int Bits { get; }

    /// <summary>The bytes that a value takes on the wire; some fields have unused high bits.</summary>
    public int Bytes { get; init; }

    public Masking Masking { get; }

    public bool Maskable => Masking == Masking.Bitwise;

    public bool Writable { get; init; } = true;

    public Format Format { get; }

    public Prerequisite Prerequisite { get; }

    /// <summary>The field's name and number in NXM, where OpenFlow 1.5 has one of its own.</summary>
    public NxmName? Nxm { get; init; }

    /// <summary>The mask that leaves no bit of the field open.</summary>
    public UInt128 AllOnes { get; }

    /// <summary>The field's name in <c>move:NXM_OF_ETH_SRC[]->...</c>: the oldest that it has.</summary>
    public string SubfieldName => Nxm?.Name ?? OxmName;

    /// <summary>Where the field stands in a match on the wire: a field comes after those that it requires.</summary>
    internal ulong Order =>
        (Class == OxmClass.Basic ? 0UL : 1UL << 56) | (ulong)Class << 40 | (ulong)Experimenter << 8 | Number;

    public FieldMatch Is(UInt128 value) => new(this, Fitting(value), AllOnes);

    /// <summary>Matches the bits that <paramref name="mask"/> has set; other bits of the value are ignored.</summary>
    public FieldMatch Is(UInt128 value, UInt128 mask) => new(this, Fitting(value) & mask, Fitting(mask));

    public FieldMatch Is(MacAddress mac) => Is(mac.Value);

    public FieldMatch Is(MacAddress mac, MacAddress mask) => Is(mac.Value, mask.Value);

    public FieldMatch Is(IPAddress address) => Is(ValueOf(address));

    public FieldMatch Is(IPNetwork network) =>
        Is(ValueOf(network.BaseAddress), AllOnes ^ Ones(Bits - network.PrefixLength));

    /// <summary>Sets the whole field to a value.</summary>
    public SetField Set(UInt128 value) => new(Is(value));

    public SetField Set(MacAddress mac) => new(Is(mac));

    public SetField Set(IPAddress address) => new(Is(address));

    /// <summary>All of the field, as a source or destination of <see cref="Move"/> and the like.</summary>
    public Subfield All => new(this, 0, Bits);

    /// <summary>Some bits of the field, counted from the least significant one.</summary>
    public Subfield this[int start, int length] => new(this, start, length);

    public override string ToString() => Name;

    internal static UInt128 Ones(int bits) => bits >= 128 ? UInt128.MaxValue : (UInt128.One << bits) - 1;

    UInt128 Fitting(UInt128 value) => value <= AllOnes
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{Name} has {Bits} bits");

    UInt128 ValueOf(IPAddress address)
    {
        var expected = Bits == 32 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        if (address.AddressFamily != expected)
            throw new ArgumentException($"{Name} has {Bits} bits, {address} has not", nameof(address));
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        var value = UInt128.Zero;
        foreach (var octet in bytes[..length])
            value = value << 8 | octet;
        return value;
    }
}
