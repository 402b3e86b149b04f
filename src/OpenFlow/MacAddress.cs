using System.Globalization;

namespace Sdn.OpenFlow;

/// <summary>An Ethernet address, 48 bits in the order of the wire.</summary>
public readonly record struct MacAddress(ulong Value) : ISpanParsable<MacAddress>
{
    /// <summary>The group bit, by which a bridge knows multicast and broadcast.</summary>
    public const ulong MulticastBit = 0x0100_0000_0000;

    public static readonly MacAddress Broadcast = new(0xffff_ffff_ffff);

    public ulong Value { get; } = Value <= 0xffff_ffff_ffff
        ? Value
        : throw new ArgumentOutOfRangeException(nameof(Value), Value, "an Ethernet address has 48 bits");

    public bool IsMulticast => (Value & MulticastBit) != 0;

    public static MacAddress Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    public static MacAddress Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var mac)
            ? mac
            : throw new FormatException($"'{s}' is no Ethernet address; one is written 02:00:00:00:00:2a");

    public static bool TryParse(string? s, IFormatProvider? provider, out MacAddress result) =>
        TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out MacAddress result)
    {
        result = default;
        if (s.Length != 17)
            return false;
        var value = 0UL;
        for (var i = 0; i < 17; i += 3)
        {
            if (!byte.TryParse(s.Slice(i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
                return false;
            if (i < 15 && s[i + 2] != ':')
                return false;
            value = value << 8 | octet;
        }
        result = new(value);
        return true;
    }

    public override string ToString() => string.Create(17, Value, static (text, value) =>
    {
        for (var i = 0; i < 6; i++)
        {
            ((byte)(value >> (40 - 8 * i))).TryFormat(text[(3 * i)..], out _, "x2", CultureInfo.InvariantCulture);
            if (i < 5)
                text[3 * i + 2] = ':';
        }
    });
}
