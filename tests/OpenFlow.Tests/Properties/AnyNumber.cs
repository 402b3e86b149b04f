using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Numbers of a width in bits, edges far more often than by chance: what is small, full, one bit, or nearly these.</summary>
static class AnyNumber
{
    internal static readonly Gen<byte> Byte = Bits(8).Select(n => (byte)n);

    internal static readonly Gen<ushort> UShort = Bits(16).Select(n => (ushort)n);

    internal static readonly Gen<uint> UInt = Bits(32).Select(n => (uint)n);

    internal static readonly Gen<ulong> ULong = Bits(64).Select(n => (ulong)n);

    /// <summary>What is beyond whole seconds.</summary>
    internal static readonly Gen<uint> Nanoseconds = UIntUpTo(999_999_999);

    internal static Gen<UInt128> Bits(int bits) => new Number(bits);

    internal static Gen<uint> UIntUpTo(uint max) => UInt.Select(n => n <= max ? n : n % (max + 1));

    internal static Gen<ushort> UShortUpTo(ushort max) => UShort.Select(n => n <= max ? n : (ushort)(n % (max + 1)));

    internal static Gen<byte> ByteUpTo(byte max) => Byte.Select(n => n <= max ? n : (byte)(n % (max + 1)));

    /// <summary>Bytes as packets, userdata and notes have them.</summary>
    internal static Gen<ValueList<byte>> Bytes(int min, int max) => Byte.List(min, max);

    /// <summary>Some of these flags, each of which is one bit.</summary>
    internal static Gen<T> Flags<T>()
        where T : struct, Enum
    {
        var all = Enum.GetValuesAsUnderlyingType<T>().Cast<object>().Aggregate(0UL, (sum, value) => sum | Convert.ToUInt64(value, null));
        return ULong.Select(n => (T)Enum.ToObject(typeof(T), n & all));
    }

    sealed class Number(int bits) : Gen<UInt128>
    {
        readonly UInt128 _max = Field.Ones(bits);

        public override UInt128 Generate(PCG pcg, Size? min, out Size size)
        {
            var value = Pick(pcg) & _max;
            // By length first: a sum of sizes then stays far from what a ulong holds.
            size = new((128 - (ulong)UInt128.LeadingZeroCount(value)) << 16 | (ulong)(value & 0xffff));
            return value;
        }

        UInt128 Pick(PCG pcg) => pcg.Next(8) switch
        {
            0 or 1 => pcg.Next(10),
            2 => _max - pcg.Next(3),
            3 => UInt128.One << (int)pcg.Next((uint)bits),
            4 => (UInt128.One << (int)pcg.Next((uint)bits)) - 1,
            5 => new UInt128(0x0102030405060708, 0x090a0b0c0d0e0f10) >> (int)pcg.Next(16) * 8,
            _ => new UInt128(pcg.Next64(), pcg.Next64()) & Field.Ones(1 + (int)pcg.Next((uint)bits)),
        };
    }
}
