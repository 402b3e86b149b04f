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

/// <summary>How a match shows a field, where it does not as set_field does (match.c, match_format()).</summary>
enum Shown : byte
{
    AsInSetField,

    /// <summary>With the mask of a tunnel option only where it has zeros.</summary>
    Hex,

    /// <summary>A decimal number, but hexadecimal ones if there is a mask.</summary>
    Decimal,

    /// <summary>The value alone, whatever the mask is.</summary>
    WithoutMask,

    /// <summary>Hexadecimal, and 0 as 0x0.</summary>
    LeadingZero,

    /// <summary>Flags with + or - also where all are there.</summary>
    Signed,

    /// <summary>As the byte that holds it.</summary>
    Dscp,

    /// <summary>Hexadecimal with five digits.</summary>
    FiveDigits,
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

/// <summary>Another name and number of a field, which is read as well; its oldest is printed in subfields.</summary>
public readonly record struct NxmName(string Name, OxmClass Class, byte Number, uint Experimenter = 0);

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
        SpecName = oxmClass == OxmClass.Basic ? oxmName["OXM_OF_".Length..].ToLowerInvariant() : name;
        Bytes = (bits + 7) / 8;
        AllOnes = Ones(bits);
        Shown = format == Format.Number ? Shown.Decimal : format == Format.Hex ? Shown.Hex : Shown.AsInSetField;
    }

    /// <summary>The name that set_field and the field's own documentation use: <c>eth_src</c>, <c>ip_dst</c>.</summary>
    public string Name { get; }

    /// <summary>The name that matches are printed with: <c>dl_src</c>, <c>nw_dst</c>; often equal to <see cref="Name"/>.</summary>
    public string MatchName { get; init; }

    /// <summary>A further name that ovs-ofctl reads; null if there is none.</summary>
    public string? Alias { get; init; }

    /// <summary>The name of the field's number on the wire: <c>OXM_OF_ETH_SRC</c>.</summary>
    public string OxmName { get; }

    /// <summary>The name in JSON: the specification's (<c>ipv4_src</c>) where it has the field, else Open vSwitch's (<c>reg0</c>).</summary>
    public string SpecName { get; init; }

    public OxmClass Class { get; }

    public byte Number { get; }

    /// <summary>The experimenter's id where <see cref="Class"/> is <see cref="OxmClass.Experimenter"/>, else 0.</summary>
    public uint Experimenter { get; init; }

    /// <summary>The bits that actions can take parts of; a tunnel option may have up to 992, as many as its sender gave it.</summary>
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

    /// <summary>A name and number from before the field got its own in OpenFlow 1.5.</summary>
    public NxmName? Extension { get; init; }

    /// <summary>The version of Open vSwitch that brought the field, where it is later than 3.1; else null.</summary>
    public string? Since { get; init; }

    /// <summary>The mask that leaves no bit of the field open: all bits that a value can have, sometimes more or less than <see cref="Bits"/>.</summary>
    public UInt128 AllOnes { get; init; }

    /// <summary>The field's name in <c>move:NXM_OF_ETH_SRC[]->...</c>: the oldest that it has.</summary>
    public string SubfieldName => Nxm?.Name ?? (Class == OxmClass.Basic ? Extension?.Name : null) ?? OxmName;

    /// <summary>Whether the field goes with a packet through the pipeline, and is no part of it, so that a packet-out may bring it (mf_is_pipeline_field()).</summary>
    public bool IsPipeline { get; init; }

    /// <summary>A tunnel option: its length is the sender's affair, and a match that leaves all its bits open asks whether it is there.</summary>
    public bool IsOption { get; init; }

    /// <summary>The rule for values that <see cref="AllOnes"/> cannot express; null if there is none.</summary>
    internal Func<UInt128, bool>? Allows { get; init; }

    /// <summary>What prerequisites learn from the field.</summary>
    internal Fact Tells { get; init; }

    /// <summary>Names of the fields that hold the same bits of a packet, if not this one alone.</summary>
    internal string? Shares { get; init; }

    /// <summary>The same as bits: two fields with one in common say something about the same bits of a packet.</summary>
    internal UInt128 Slots { get; set; }   // Fields sets it, once, where it makes the row

    internal ulong OptionBit => 1UL << Number - Fields.FirstOptionNumber;

    internal Shown Shown { get; init; }

    /// <summary>How Open vSwitch keeps a match on the field.</summary>
    internal Kept Kept { get; init; }

    /// <summary>The number of the first register that a longer one is made of.</summary>
    internal int FirstRegister { get; init; }

    /// <summary>Where the field stands in a match on the wire: a field comes after those that it requires.</summary>
    // The packet type is first: without an Ethernet header it says what eth_type would, and it has a high number.
    internal ulong Order => Format == Format.PacketTypeName
        ? 0
        : (Class == OxmClass.Basic ? 1UL << 56 : 2UL << 56) | (ulong)Class << 40 | (ulong)Experimenter << 8 | Number;

    public FieldMatch Is(UInt128 value) => new(this, Fitting(value), AllOnes);

    /// <summary>Matches the bits that <paramref name="mask"/> has set; other bits of the value are ignored.</summary>
    public FieldMatch Is(UInt128 value, UInt128 mask) => new(this, Fitting(value) & mask, Fitting(mask));

    public FieldMatch Is(MacAddress mac) => Is(mac.Value);

    public FieldMatch Is(MacAddress mac, MacAddress mask) => Is(mac.Value, mask.Value);

    public FieldMatch Is(IPAddress address) => Is(ValueOf(address));

    public FieldMatch Is(IPNetwork network) =>
        Is(ValueOf(network.BaseAddress), AllOnes ^ Ones(Bits - network.PrefixLength));

    /// <summary>Matches a value given as its bytes, which may be more than 128 bits where the field is a tunnel option.</summary>
    public FieldMatch Is(ReadOnlySpan<byte> value) => FieldMatch.FromBytes(this, Fitting(value), []);

    /// <summary>Matches the bits that <paramref name="mask"/>, as long as the value, has set.</summary>
    public FieldMatch Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> mask) => value.Length == mask.Length
        ? FieldMatch.FromBytes(this, Fitting(value), mask, isMasked: true)
        : throw new ArgumentException($"the value has {value.Length} bytes, the mask {mask.Length}", nameof(mask));

    /// <summary>Sets the whole field to a value.</summary>
    public SetField Set(UInt128 value) => new(Is(value));

    public SetField Set(MacAddress mac) => new(Is(mac));

    public SetField Set(IPAddress address) => new(Is(address));

    /// <summary>All of the field, as a source or destination of <see cref="Move"/> and the like.</summary>
    public Subfield All => new(this, 0, Bits);

    /// <summary>Some bits of the field, counted from the least significant one.</summary>
    public Subfield this[int start, int length] => new(this, start, length);

    public override string ToString() => Name;

    /// <summary>The numbers that the field has on the wire, with their names; the one that is written is first.</summary>
    internal IEnumerable<NxmName> Headers()
    {
        yield return new(OxmName, Class, Number, Experimenter);
        if (Nxm is { } nxm)
            yield return nxm;
        if (Extension is { } extension)
            yield return extension;
    }

    /// <summary>Whether Open vSwitch takes the value (meta-flow.c, mf_is_value_valid()).</summary>
    internal bool Takes(UInt128 value) => (value & ~AllOnes) == 0 && (Allows is null || Allows(value));

    internal static UInt128 Ones(int bits) => bits >= 128 ? UInt128.MaxValue : (UInt128.One << bits) - 1;

    UInt128 Fitting(UInt128 value) => value <= AllOnes
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{Name} has {Bits} bits");

    ReadOnlySpan<byte> Fitting(ReadOnlySpan<byte> value) => value.Length <= Bytes && (IsOption || value.Length == Bytes)
        ? value
        : throw new ArgumentException($"{Name} has {Bytes} bytes, not {value.Length}", nameof(value));

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
