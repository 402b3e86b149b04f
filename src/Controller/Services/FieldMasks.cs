using System.Collections;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Sdn.Controller.Services;

/// <summary>Which fields of a spec an update changes.</summary>
static class FieldMasks
{
    /// <summary>The names of the spec's fields that a mask names; all that can change for an empty one.</summary>
    /// <param name="changeable">The names of the spec's fields that can change.</param>
    public static IReadOnlyCollection<string> Read(this Violations violations, FieldMask? mask, IReadOnlyCollection<string> changeable)
    {
        if (mask is null || mask.Paths.Count == 0)
            return changeable;

        var fields = new HashSet<string>();
        foreach (var path in mask.Paths)
        {
            if (path is "spec" or "*")
                fields.UnionWith(changeable);
            else if (path.StartsWith("spec.", StringComparison.Ordinal) && changeable.Contains(path[5..]))
                fields.Add(path[5..]);
            else
                violations.Add("update_mask", $"'{path}' is no field that can be changed; these can: {string.Join(", ", changeable.Select(f => "spec." + f))}");
        }

        return fields;
    }

    /// <summary>A copy of a spec with some fields from another.</summary>
    public static T Merge<T>(T current, T given, IEnumerable<string> fields)
        where T : IMessage<T>
    {
        var merged = current.Clone();
        foreach (var field in fields.Select(f => merged.Descriptor.FindFieldByName(f)))
        {
            var value = field.Accessor.GetValue(given);
            if (field.IsMap)
            {
                var map = (IDictionary)field.Accessor.GetValue(merged);
                map.Clear();
                foreach (DictionaryEntry entry in (IDictionary)value)
                    map.Add(entry.Key, entry.Value);
            }
            else if (field.IsRepeated)
            {
                var list = (IList)field.Accessor.GetValue(merged);
                list.Clear();
                foreach (var item in (IList)value)
                    list.Add(item);
            }
            else
            {
                field.Accessor.SetValue(merged, value);
            }
        }

        return merged;
    }
}
