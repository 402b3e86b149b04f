using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>The five types of RFC 7047 section 3.2, "atomic-type".</summary>
public enum AtomType
{
    Integer,
    Real,
    Boolean,
    String,
    Uuid,
}

/// <summary>One scalar of the database: an integer, real, boolean, string, UUID, or the name of a UUID to come.</summary>
/// <remarks>Atoms order as in ovsdb-server: numbers by size, strings by their UTF-8 bytes, UUIDs as numbers.</remarks>
public readonly struct OvsdbAtom : IEquatable<OvsdbAtom>, IComparable<OvsdbAtom>
{
    static readonly Tag RealTag = new(AtomType.Real);
    static readonly Tag BooleanTag = new(AtomType.Boolean);
    static readonly Tag UuidTag = new(AtomType.Uuid);

    // null: an integer; a string: itself; a UuidName: a named-uuid; a Tag: the type of the bits.
    readonly object? _kind;
    readonly ulong _high;
    readonly ulong _low;

    OvsdbAtom(object? kind, ulong high, ulong low)
    {
        _kind = kind;
        _high = high;
        _low = low;
    }

    /// <summary>An integer of 64 bits.</summary>
    public static OvsdbAtom Integer(long value) => new(null, 0, (ulong)value);

    /// <summary>A real; -0 is 0, as the database has only one of them.</summary>
    public static OvsdbAtom Real(double value) => double.IsFinite(value)
        ? new(RealTag, 0, BitConverter.DoubleToUInt64Bits(value == 0 ? 0 : value))
        : throw new ArgumentOutOfRangeException(nameof(value), value, "OVSDB has only finite reals.");

    /// <summary>True or false.</summary>
    public static OvsdbAtom Boolean(bool value) => new(BooleanTag, 0, value ? 1UL : 0UL);

    /// <summary>A text.</summary>
    public static OvsdbAtom String(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(value, 0, 0);
    }

    /// <summary>A UUID, as which rows refer to each other.</summary>
    public static OvsdbAtom Uuid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return new(UuidTag, BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }

    /// <summary>Stands for the row that an insert of the same transaction makes under this "uuid-name".</summary>
    public static OvsdbAtom NamedUuid(string name) => OvsdbName.IsValid(name)
        ? new(new UuidName(name), 0, 0)
        : throw new ArgumentException($"'{name}' is no <id> of RFC 7047 section 3.1.", nameof(name));

    public static implicit operator OvsdbAtom(long value) => Integer(value);
    public static implicit operator OvsdbAtom(double value) => Real(value);
    public static implicit operator OvsdbAtom(bool value) => Boolean(value);
    public static implicit operator OvsdbAtom(string value) => String(value);
    public static implicit operator OvsdbAtom(Guid value) => Uuid(value);

    public AtomType Type => _kind switch
    {
        null => AtomType.Integer,
        string => AtomType.String,
        UuidName => AtomType.Uuid,
        Tag tag => tag.Type,
        _ => throw new UnreachableException(),
    };

    public bool IsNamedUuid => _kind is UuidName;

    public long AsInteger => _kind is null ? (long)_low : throw Mismatch("an integer");

    /// <summary>The number; an integer is taken too, since JSON writes a whole real without a point.</summary>
    public double AsReal => _kind is null ? (long)_low
        : ReferenceEquals(_kind, RealTag) ? BitConverter.UInt64BitsToDouble(_low)
        : throw Mismatch("a real");

    public bool AsBoolean => ReferenceEquals(_kind, BooleanTag) ? _low != 0 : throw Mismatch("a boolean");

    public string AsString => _kind as string ?? throw Mismatch("a string");

    public Guid AsUuid
    {
        get
        {
            if (!ReferenceEquals(_kind, UuidTag))
                throw Mismatch("a uuid");
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
            BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _low);
            return new Guid(bytes, bigEndian: true);
        }
    }

    public bool Equals(OvsdbAtom other) => _kind switch
    {
        string text => other._kind is string otherText && text == otherText,
        UuidName name => other._kind is UuidName otherName && name.Text == otherName.Text,
        _ => ReferenceEquals(_kind, other._kind) && _high == other._high && _low == other._low,
    };

    public override bool Equals(object? obj) => obj is OvsdbAtom other && Equals(other);

    public override int GetHashCode() => _kind switch
    {
        string text => text.GetHashCode(StringComparison.Ordinal),
        UuidName name => name.Text.GetHashCode(StringComparison.Ordinal),
        _ => HashCode.Combine(Type, _high, _low),
    };

    public int CompareTo(OvsdbAtom other)
    {
        var type = Type;
        if (type != other.Type)
            return type.CompareTo(other.Type);
        return type switch
        {
            AtomType.Integer => ((long)_low).CompareTo((long)other._low),
            AtomType.Real => AsReal.CompareTo(other.AsReal),
            AtomType.Boolean => _low.CompareTo(other._low),
            AtomType.String => CompareAsUtf8(AsString, other.AsString),
            AtomType.Uuid => CompareUuids(other),
            _ => throw new UnreachableException(),
        };
    }

    public static bool operator ==(OvsdbAtom left, OvsdbAtom right) => left.Equals(right);
    public static bool operator !=(OvsdbAtom left, OvsdbAtom right) => !left.Equals(right);
    public static bool operator <(OvsdbAtom left, OvsdbAtom right) => left.CompareTo(right) < 0;
    public static bool operator >(OvsdbAtom left, OvsdbAtom right) => left.CompareTo(right) > 0;
    public static bool operator <=(OvsdbAtom left, OvsdbAtom right) => left.CompareTo(right) <= 0;
    public static bool operator >=(OvsdbAtom left, OvsdbAtom right) => left.CompareTo(right) >= 0;

    /// <summary>The atom as people read it: strings bare, UUIDs with hyphens.</summary>
    public override string ToString() => Type switch
    {
        AtomType.Integer => AsInteger.ToString(CultureInfo.InvariantCulture),
        AtomType.Real => AsReal.ToString(CultureInfo.InvariantCulture),
        AtomType.Boolean => AsBoolean ? "true" : "false",
        AtomType.String => AsString,
        AtomType.Uuid => _kind is UuidName name ? name.Text : AsUuid.ToString("D"),
        _ => throw new UnreachableException(),
    };

    /// <summary>Writes the JSON of RFC 7047 section 5.1, "atom".</summary>
    internal void Write(Utf8JsonWriter writer)
    {
        switch (Type)
        {
            case AtomType.Integer:
                writer.WriteNumberValue(AsInteger);
                break;
            case AtomType.Real:
                writer.WriteNumberValue(AsReal);
                break;
            case AtomType.Boolean:
                writer.WriteBooleanValue(AsBoolean);
                break;
            case AtomType.String:
                WriteString(writer, AsString);
                break;
            case AtomType.Uuid:
                writer.WriteStartArray();
                writer.WriteStringValue(IsNamedUuid ? "named-uuid"u8 : "uuid"u8);
                if (_kind is UuidName name)
                    writer.WriteStringValue(name.Text);
                else
                    writer.WriteStringValue(AsUuid);
                writer.WriteEndArray();
                break;
            default:
                throw new UnreachableException();
        }
    }

    // ovsdb-server keeps strings as C does: it refuses U+0000 and with it the connection, so it must not leave from here.
    static void WriteString(Utf8JsonWriter writer, string text)
    {
        if (text.Contains('\0'))
            throw new OvsdbException(OvsdbErrors.ConstraintViolation, "a string may not contain U+0000 (RFC 7047 section 3.1)");
        writer.WriteStringValue(text);
    }

    int CompareUuids(OvsdbAtom other)
    {
        if (_kind is UuidName || other._kind is UuidName)
            return string.CompareOrdinal((_kind as UuidName)?.Text, (other._kind as UuidName)?.Text);
        var byHigh = _high.CompareTo(other._high);
        return byHigh != 0 ? byHigh : _low.CompareTo(other._low);
    }

    // UTF-16 puts surrogates (U+10000 and above) below U+E000..U+FFFF; UTF-8, and so ovsdb-server, above.
    static int CompareAsUtf8(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
            return left.Length.CompareTo(right.Length);
        var (a, b) = (left[same], right[same]);
        var surrogates = char.IsSurrogate(a).CompareTo(char.IsSurrogate(b));
        return surrogates != 0 ? surrogates : a.CompareTo(b);
    }

    OvsdbException Mismatch(string wanted) =>
        new(OvsdbErrors.ConstraintViolation, $"{this} is not {wanted}");

    sealed class Tag(AtomType type)
    {
        public AtomType Type => type;
    }

    sealed record UuidName(string Text);
}
