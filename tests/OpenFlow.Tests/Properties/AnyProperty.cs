using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Lists of properties, each kind at most once, in the order of their numbers.</summary>
static class AnyProperty
{
    /// <summary>Those of a thing of which Open vSwitch passes over what it does not know.</summary>
    internal static ValueList<Property<T>> Loose<T>(Draw d, params ReadOnlySpan<Gen<Property<T>>> kinds)
    {
        var properties = new List<Property<T>>(Known(d, kinds));
        if (d.Percent(10))
            properties.Add(new UnknownProperty<T>((ushort)(0x7f00 + d.From(AnyNumber.Byte)), d.From(AnyNumber.Bytes(0, 12))));
        if (d.Percent(10))
            properties.Add(new ExperimenterProperty<T>(d.From(AnyNumber.UInt) | 0x01000000, d.From(AnyNumber.UInt), d.From(AnyNumber.Bytes(0, 12))));
        return properties;
    }

    /// <summary>Those of a thing that has these kinds only.</summary>
    internal static ValueList<Property<T>> Known<T>(Draw d, params ReadOnlySpan<Gen<Property<T>>> kinds)
    {
        var properties = new List<Property<T>>();
        foreach (var kind in kinds)
        {
            if (d.Percent(40))
                properties.Add(d.From(kind));
        }

        return properties;
    }

    internal static Gen<Property<T>> Of<T>(Func<Draw, Property<T>> draw) => Drawn.By(draw);

    /// <summary>Fields by their numbers.</summary>
    internal static readonly Gen<ValueList<OxmId>> OxmIds = Drawn.By(d =>
    {
        var fields = new HashSet<Field>();
        for (var left = d.From(Gen.Int[0, 5]); left > 0; left--)
            fields.Add(AnyField.Pick(d, _ => true));
        return (ValueList<OxmId>)[.. fields.Select(field => new OxmId(field))];
    });
}
