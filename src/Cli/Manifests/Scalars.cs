using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sdn.Cli.Manifests;

/// <summary>Single values of a manifest. A value that cannot be is reported with what could, and reads as null.</summary>
static class Scalars
{
    public static object? Read(FieldDescriptor field, YamlNode node, Action<string> refuse)
    {
        if (node is not YamlScalarNode { Value: { } text } scalar)
        {
            refuse($"here should be {Wanted(field)}");
            return null;
        }
        var value = Parse(field, scalar, text);
        if (value is null)
            refuse($"'{text}' is not {Wanted(field)}");
        return value;
    }

    static object? Parse(FieldDescriptor field, YamlScalarNode scalar, string text) => field.FieldType switch
    {
        FieldType.String => text,
        FieldType.Bool => scalar.Style is not ScalarStyle.Plain ? null : text switch { "true" => true, "false" => false, _ => null },
        FieldType.Enum => field.EnumType.FindValueByName(text)?.Number,
        FieldType.UInt32 => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null,
        FieldType.UInt64 => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null,
        FieldType.Int32 => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null,
        FieldType.Int64 => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null,
        _ => throw new NotSupportedException($"{field.FullName} is a {field.FieldType}: manifests have none so far"),
    };

    /// <summary>Whether the message is written as one string.</summary>
    public static bool IsWellKnown(MessageDescriptor descriptor) =>
        descriptor == Timestamp.Descriptor || descriptor == Duration.Descriptor;

    public static IMessage WellKnown(YamlNode node, MessageDescriptor descriptor, Action<string> refuse)
    {
        try
        {
            var text = (node as YamlScalarNode)?.Value ?? "";
            return JsonParser.Default.Parse($"\"{JsonEncodedText.Encode(text)}\"", descriptor);
        }
        catch (InvalidProtocolBufferException)
        {
            refuse(descriptor == Duration.Descriptor
                ? "here should be a duration in seconds, like '30s' or '0.5s'"
                : "here should be a time, like '2026-01-31T12:00:00Z'");
            return descriptor.Parser.ParseFrom(ByteString.Empty);
        }
    }

    static string Wanted(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => "a text",
        FieldType.Bool => "true or false",
        FieldType.Enum => $"one of {string.Join(", ", field.EnumType.Values.Skip(1).Select(v => v.Name))}",
        FieldType.UInt32 => $"a whole number from 0 to {uint.MaxValue}",
        FieldType.UInt64 => $"a whole number from 0 to {ulong.MaxValue}",
        _ => "a whole number",
    };
}
