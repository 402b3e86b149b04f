using System.Net;
using System.Net.Sockets;
using Google.Protobuf.Collections;
using Sdn.Controller.Store;

namespace Sdn.Controller.Services;

/// <summary>Checks and readings of single fields; what is wrong goes to the violations.</summary>
static class FieldChecks
{
    const int DescriptionLengthMax = 1024;
    const int LabelsMax = 64;
    const int LabelLengthMax = 63;

    /// <summary>An id that becomes the last part of a name: a DNS label (RFC 1123 section 2.1).</summary>
    public static void CheckLabel(this Violations violations, string field, string id) => violations.Check(
        IsLabel(id, 63) && id[0] != '-' && id[^1] != '-',
        field,
        $"'{id}' is no DNS label: 1 to 63 of a-z, 0-9 and -, not beginning or ending with -");

    public static void CheckEndpointId(this Violations violations, string field, string id) => violations.Check(
        IsLabel(id, 64), field, $"'{id}' is no endpoint id: 1 to 64 of a-z, 0-9 and -");

    /// <summary>The last part of a name of a collection; empty when the name is not one.</summary>
    public static string ReadName(this Violations violations, string field, string collection, string name)
    {
        var isName = name.StartsWith(collection + "/", StringComparison.Ordinal) && IsLabel(name[(collection.Length + 1)..], 64);
        return violations.Check(isName, field, $"'{name}' is no name; one is written {collection}/{{id}}") ? ResourceNames.Id(name) : "";
    }

    /// <summary>As <see cref="ReadName"/>, for a filter that may be empty.</summary>
    public static string? ReadFilter(this Violations violations, string field, string collection, string name) =>
        name.Length == 0 ? null : violations.ReadName(field, collection, name);

    public static void CheckDescription(this Violations violations, string field, string description) => violations.Check(
        description.Length <= DescriptionLengthMax, field, $"has {description.Length} characters; up to {DescriptionLengthMax} are kept");

    public static void CheckLabels(this Violations violations, string field, MapField<string, string> labels)
    {
        violations.Check(labels.Count <= LabelsMax, field, $"has {labels.Count} labels; up to {LabelsMax} are kept");
        foreach (var (key, value) in labels)
        {
            violations.Check(key.Length is > 0 and <= LabelLengthMax, $"{field}[{key}]", $"the key has {key.Length} characters; it must have 1 to {LabelLengthMax}");
            violations.Check(value.Length <= LabelLengthMax, $"{field}[{key}]", $"the value has {value.Length} characters; up to {LabelLengthMax} are kept");
        }
    }

    /// <summary>An address of a family in its usual spelling; null when it is not one.</summary>
    public static IPAddress? ReadAddress(this Violations violations, string field, string text, AddressFamily? family)
    {
        var isAddress = IPAddress.TryParse(text, out var address)
            && (family is null || address.AddressFamily == family)
            && (address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() == text : address.ScopeId == 0 && !address.IsIPv4MappedToIPv6 && !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal));
        return violations.Check(isAddress, field, $"'{text}' is no {FamilyName(family)}address, such as {(family == AddressFamily.InterNetworkV6 ? "fd64::2" : "10.64.0.2")}") ? address : null;
    }

    /// <summary>A prefix of a family with a length in bounds and no host bits; null when it is not one.</summary>
    public static IPNetwork? ReadPrefix(this Violations violations, string field, string text, AddressFamily? family, int lengthMin, int lengthMax)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var example = family == AddressFamily.InterNetworkV6 ? "fd64:1::/64" : "10.64.0.0/24";
        if (!violations.Check(slash > 0, field, $"'{text}' is no {FamilyName(family)}prefix, such as {example}"))
            return null;

        var shape = new Violations();
        var address = shape.ReadAddress(field, text[..slash], family);
        var isLength = int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out var length);
        if (!violations.Check(address is not null && isLength, field, $"'{text}' is no {FamilyName(family)}prefix, such as {example}") || address is null)
            return null;
        if (!violations.Check(length >= lengthMin && length <= Math.Min(lengthMax, Prefixes.Bits(address.AddressFamily)), field, $"has prefix length {length}; it must be {lengthMin} to {lengthMax}"))
            return null;

        var number = Prefixes.ToNumber(address);
        var first = length == 0 ? 0 : number / Prefixes.Size(length, address.AddressFamily) * Prefixes.Size(length, address.AddressFamily);
        var network = new IPNetwork(Prefixes.ToAddress(first, address.AddressFamily), length);
        return violations.Check(number == first, field, $"{text} has bits set behind its prefix length; the prefix is {network}") ? network : null;
    }

    static bool IsLabel(string id, int lengthMax) =>
        id.Length >= 1 && id.Length <= lengthMax && id.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');

    static string FamilyName(AddressFamily? family) => family switch
    {
        AddressFamily.InterNetwork => "IPv4 ",
        AddressFamily.InterNetworkV6 => "IPv6 ",
        _ => "IP ",
    };
}
