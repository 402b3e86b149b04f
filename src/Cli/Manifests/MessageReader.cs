using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using YamlDotNet.RepresentationModel;

namespace Sdn.Cli.Manifests;

/// <summary>Reads a message out of a YAML tree by the message's own descriptor, and says of each value that cannot be where
/// it stands and what could be there. The mapping is proto3's to JSON; what it does not know is refused.</summary>
sealed class MessageReader(string file, List<string> errors)
{
    readonly Dictionary<string, string> _positions = new(StringComparer.Ordinal);

    /// <summary>Where each field stands, by its path in the proto's names: <c>spec.rules[0].peers</c>.</summary>
    public IReadOnlyDictionary<string, string> Positions => _positions;

    public static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    public IMessage Read(YamlNode node, MessageDescriptor descriptor) => Message(node, new Place("", ""), descriptor);

    /// <summary>A path, as people write it and as the proto names it.</summary>
    readonly record struct Place(string Json, string Proto)
    {
        public Place Field(FieldDescriptor field) => new(Dotted(Json, field.JsonName), Dotted(Proto, field.Name));

        public Place Item(int index) => new($"{Json}[{index}]", $"{Proto}[{index}]");

        public Place Key(string key) => new(Dotted(Json, key), Dotted(Proto, key));

        static string Dotted(string path, string name) => path == "" ? name : $"{path}.{name}";
    }

    IMessage Message(YamlNode node, Place place, MessageDescriptor descriptor)
    {
        if (Scalars.IsWellKnown(descriptor))
            return Scalars.WellKnown(node, descriptor, problem => Refuse(node, place, problem));

        var message = descriptor.Parser.ParseFrom(ByteString.Empty);
        if (node is not YamlMappingNode mapping)
        {
            Refuse(node, place, $"here should be the fields of {descriptor.Name}, like '{ExampleField(descriptor)}: ...'");
            return message;
        }
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (descriptor.Fields.InDeclarationOrder().FirstOrDefault(f => f.JsonName == name || f.Name == name) is not { } field)
            {
                Refuse(key, place, $"{descriptor.Name} has no field '{name}': {Nearest.Suggest(name, JsonNames(descriptor))}");
                continue;
            }
            var here = place.Field(field);
            if (!_positions.TryAdd(here.Proto, $"{file}:{key.Start.Line}:{key.Start.Column}"))
                Refuse(key, here, "the field is given twice: keep one");
            else if (!IsNull(value))
                Field(message, field, value, here);
        }
        return message;
    }

    void Field(IMessage message, FieldDescriptor field, YamlNode node, Place place)
    {
        if (field.IsMap)
            Map((IDictionary)field.Accessor.GetValue(message), field, node, place);
        else if (field.IsRepeated)
            List((IList)field.Accessor.GetValue(message), field, node, place);
        else if (Value(field, node, place) is { } value)
            field.Accessor.SetValue(message, value);
    }

    void List(IList list, FieldDescriptor field, YamlNode node, Place place)
    {
        if (node is not YamlSequenceNode sequence)
        {
            Refuse(node, place, $"{field.JsonName} is a list: begin each of its items with '- ', or write [...]");
            return;
        }
        for (var i = 0; i < sequence.Children.Count; i++)
        {
            if (Value(field, sequence.Children[i], place.Item(i)) is { } value)
                list.Add(value);
        }
    }

    void Map(IDictionary map, FieldDescriptor field, YamlNode node, Place place)
    {
        if (node is not YamlMappingNode mapping)
        {
            Refuse(node, place, $"{field.JsonName} are pairs: write 'key: value'");
            return;
        }
        var keyField = field.MessageType.FindFieldByNumber(1);
        var valueField = field.MessageType.FindFieldByNumber(2);
        foreach (var (keyNode, valueNode) in mapping.Children)
        {
            var here = place.Key((keyNode as YamlScalarNode)?.Value ?? "");
            if (Value(keyField, keyNode, here) is { } key && Value(valueField, valueNode, here) is { } value)
                map[key] = value;
        }
    }

    object? Value(FieldDescriptor field, YamlNode node, Place place) => field.FieldType is FieldType.Message
        ? Message(node, place, field.MessageType)
        : Scalars.Read(field, node, problem => Refuse(node, place, problem));

    void Refuse(YamlNode node, Place place, string problem)
    {
        var path = place.Json == "" ? "" : $"{place.Json}: ";
        errors.Add($"{file}:{node.Start.Line}:{node.Start.Column}: {path}{problem}");
    }

    static string ExampleField(MessageDescriptor descriptor) => descriptor.Fields.InDeclarationOrder()[0].JsonName;

    static IReadOnlyList<string> JsonNames(MessageDescriptor descriptor) =>
        [.. descriptor.Fields.InDeclarationOrder().Select(f => f.JsonName)];
}
