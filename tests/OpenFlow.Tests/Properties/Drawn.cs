using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Draws values one after the other for one composed value, and adds up their sizes, by which CsCheck shrinks.</summary>
sealed class Draw(PCG random)
{
    internal Size Size { get; } = new(0);

    internal T From<T>(Gen<T> values)
    {
        var value = values.Generate(random, null, out var size);
        Size.Add(size);
        return value;
    }

    /// <summary>So often in a hundred.</summary>
    internal bool Percent(uint percent)
    {
        var isDrawn = random.Next(100) < percent;
        Size.Add(new(isDrawn ? 1UL << 16 : 0));
        return isDrawn;
    }

    /// <summary>A value that is left out at other times.</summary>
    internal T Maybe<T>(Gen<T> values, T otherwise, uint percent = 50) => Percent(percent) ? From(values) : otherwise;

    internal T OneOf<T>(params ReadOnlySpan<T> choices)
    {
        var index = random.Next((uint)choices.Length);
        Size.Add(new(index));
        return choices[(int)index];
    }

    /// <summary>So many items; the count weighs more than what is in them.</summary>
    internal ValueList<T> List<T>(Gen<T> items, int min, int max)
    {
        var count = min + (int)random.Next((uint)(max - min + 1));
        Size.Add(new((ulong)count << 32));
        var list = new T[count];
        for (var i = 0; i < count; i++)
            list[i] = From(items);
        return ValueList.Create<T>(list);
    }
}

/// <summary>A generator that is written as the construction of one value.</summary>
static class Drawn
{
    internal static Gen<T> By<T>(Func<Draw, T> construct) => new Construction<T>(construct);

    internal static Gen<ValueList<T>> List<T>(this Gen<T> items, int min, int max) => By(d => d.List(items, min, max));

    sealed class Construction<T>(Func<Draw, T> construct) : Gen<T>
    {
        public override T Generate(PCG pcg, Size? min, out Size size)
        {
            var draw = new Draw(pcg);
            var value = construct(draw);
            size = draw.Size;
            return value;
        }
    }
}
