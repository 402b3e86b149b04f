using System.Buffers.Binary;
using System.Collections;
using System.Reflection;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>What generated values are made of: types, fields, members of enums, and which properties differ from value to value.</summary>
sealed class Reached
{
    static readonly Assembly Library = typeof(Codec).Assembly;

    readonly Dictionary<Type, PropertyInfo[]> _properties = [];
    readonly Dictionary<PropertyInfo, object?> _firstValues = [];

    internal HashSet<Type> Types { get; } = [];

    internal HashSet<Field> Matched { get; } = [];

    internal HashSet<Field> Set { get; } = [];

    internal HashSet<Field> Named { get; } = [];

    internal HashSet<object> EnumMembers { get; } = [];

    /// <summary>Actions by their numbers on the wire: the experimenter's, or 0, and the type or subtype.</summary>
    internal HashSet<(uint Experimenter, ushort Number)> ActionNumbers { get; } = [];

    internal HashSet<OpenFlowError> Errors { get; } = [];

    internal HashSet<PropertyInfo> Varied { get; } = [];

    internal IEnumerable<PropertyInfo> Properties => _firstValues.Keys;

    internal void Add(object? value)
    {
        switch (value)
        {
            case null:
                break;
            case Field field:
                Named.Add(field);
                break;
            case OpenFlowError error:
                Errors.Add(error);
                break;
            case Enum member:
                EnumMembers.Add(member);
                break;
            case Match match:
                foreach (var part in match)
                    Matched.Add(part.Field);
                break;
            case SetField set:
                Set.Add(set.Value.Field);
                AddProperties(set);
                break;
            case IEnumerable items when value.GetType().Assembly == Library:
                foreach (var item in items)
                    Add(item);
                break;
            case var other when other.GetType().Assembly == Library:
                AddProperties(other);
                break;
        }
    }

    void AddProperties(object value)
    {
        var type = value.GetType();
        Types.Add(type);
        if (value is Action action)
            AddNumber(action);
        foreach (var property in PropertiesOf(type))
        {
            var held = property.GetValue(value);
            if (!_firstValues.TryAdd(property, held) && !Equals(_firstValues[property], held))
                Varied.Add(property);
            Add(held);
        }
    }

    void AddNumber(Action action)
    {
        Span<byte> bytes = stackalloc byte[16];
        var w = new OfWriter(bytes);
        ActionCodec.WriteList(ref w, [action]);
        if (w.Position == 0)
            return;   // an instruction
        var type = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        ActionNumbers.Add(type == ushort.MaxValue
            ? (BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]))
            : (0u, type));
    }

    /// <summary>What a constructor or an initializer gives; what is derived from it is none of these.</summary>
    PropertyInfo[] PropertiesOf(Type type)
    {
        if (_properties.TryGetValue(type, out var known))
            return known;
        var given = type.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return _properties[type] =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && (p.CanWrite || given.Contains(p.Name))),
        ];
    }
}
