using System.Buffers.Binary;
using System.Collections.Frozen;

namespace Sdn.OpenFlow.Wire;

/// <summary>Reads what a property holds; null if it has not the form that the specification draws and Open vSwitch does not look at it.</summary>
delegate Property<TOwner>? PropertyReader<TOwner>(ref OfReader r);

/// <summary>A kind of property: its type (<see cref="Properties.OfExperimenter"/> for experimenters'), its name in JSON, its record and what reads it.</summary>
sealed record PropertyRow<TOwner>(ulong Type, string Name, Type Record, PropertyReader<TOwner> Read);

/// <summary>The kinds of properties that a <typeparamref name="TOwner"/> can have. One row a kind; codec and JSON read it.</summary>
sealed class PropertyTable<TOwner>
{
    readonly FrozenDictionary<ulong, PropertyRow<TOwner>> _byType;
    readonly FrozenDictionary<string, PropertyRow<TOwner>> _byName;
    readonly FrozenDictionary<Type, PropertyRow<TOwner>> _byRecord;   // but for records that several rows share

    internal PropertyTable(params PropertyRow<TOwner>[] rows)
    {
        _byType = rows.ToFrozenDictionary(row => row.Type);
        _byName = rows.ToFrozenDictionary(row => row.Name);
        _byRecord = rows.GroupBy(row => row.Record).Where(group => group.Count() == 1)
            .ToFrozenDictionary(group => group.Key, group => group.Single());
    }

    /// <summary>What an <see cref="ExperimenterProperty{TOwner}"/> is called in JSON.</summary>
    internal string ExperimenterName { get; init; } = "experimenter";

    internal PropertyRow<TOwner>? Named(string name) => _byName.GetValueOrDefault(name);

    internal PropertyRow<TOwner> RowOf(Property<TOwner> property) =>
        property.SharedType is { } type ? _byType[type] : _byRecord[property.GetType()];

    /// <summary>The property, and which row it is of where its record does not say.</summary>
    internal Property<TOwner> Mark(PropertyRow<TOwner> row, Property<TOwner> property) =>
        _byRecord.ContainsKey(row.Record) ? property : property with { SharedType = (ushort)row.Type };

    /// <summary>The properties to the end of the part.</summary>
    internal ValueList<Property<TOwner>> Read(ref OfReader r)
    {
        if (r.Left == 0)
            return ValueList<Property<TOwner>>.Empty;
        var properties = new List<Property<TOwner>>();
        while (Properties.NextOfAny(ref r, out var type, out var body))
            properties.Add(Read(type, ref body));
        return properties;
    }

    /// <summary>The properties up to the end or the first that is none: of those that Open vSwitch does not look at.</summary>
    internal ValueList<Property<TOwner>> ReadWhole(ref OfReader r)
    {
        var properties = new List<Property<TOwner>>();
        while (IsWhole(r.Rest) && Properties.NextOfAny(ref r, out var type, out var body))
            properties.Add(Read(type, ref body));
        r.SkipUpTo(r.Left);
        return properties;
    }

    internal Property<TOwner> Read(ulong type, ref OfReader body)
    {
        var whole = body;   // a copy: what no row reads is kept from here
        if (_byType.TryGetValue(type, out var row) && row.Read(ref body) is { } property)
            return Mark(row, property);
        return type > ushort.MaxValue
            ? new ExperimenterProperty<TOwner>((uint)(type >> 32), (uint)type, whole.TakeRest())
            : new UnknownProperty<TOwner>((ushort)type, whole.TakeRest());
    }

    internal void Write(ref OfWriter w, ValueList<Property<TOwner>> properties)
    {
        foreach (var property in properties.Span)
        {
            var start = w.Position;
            Properties.WriteHead(ref w, property switch
            {
                ExperimenterProperty<TOwner> p => Properties.OfExperimenter(p.Experimenter, p.ExperimenterType),
                UnknownProperty<TOwner> p => p.PropertyType,
                _ => RowOf(property).Type,
            });
            property.WriteBody(ref w);
            w.Patch16(start + 2, w.Position - start);
            w.PadTo8(start);
        }
    }

    /// <summary>Whether <see cref="Properties.NextOfAny"/> has nothing to say against what comes next.</summary>
    static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4)
            return false;
        var (type, length) = (BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        if (length < 4 || (length + 7) / 8 * 8 > bytes.Length)
            return false;
        return type != Properties.Experimenter || (length >= 12 && BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) != 0);
    }
}
