using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>Groups as <c>ovs-ofctl dump-groups</c> prints them and <c>add-group</c> reads them.</summary>
static class GroupText
{
    internal static readonly (GroupType Type, string Name)[] TypeNames =
    [
        (GroupType.All, "all"), (GroupType.Select, "select"), (GroupType.Indirect, "indirect"), (GroupType.FastFailover, "ff"),
    ];

    internal static string Format(Group group)
    {
        var text = new StringBuilder($"group_id={group.Id},type={NameOf(group.Type)}");
        if (group.SelectionMethod.Length > 0)
            WriteSelection(text, group);
        foreach (var bucket in group.Buckets)
            Write(text.Append(",bucket="), bucket);
        return text.ToString();
    }

    internal static string Format(Bucket bucket)
    {
        var text = new StringBuilder();
        Write(text, bucket);
        return text.ToString();
    }

    static string NameOf(GroupType type) => Array.Find(TypeNames, row => row.Type == type).Name ?? ((byte)type).ToString();

    static void WriteSelection(StringBuilder text, Group group)
    {
        text.Append($",selection_method={group.SelectionMethod}");
        if (group.SelectionParameter != 0)
            text.Append($",selection_method_param={group.SelectionParameter}");
        if (group.SelectionFields.Count == 0)
            return;
        var fields = group.SelectionFields.Span.ToArray().Select(f =>
            f.IsExact ? f.Field.Name : $"{f.Field.Name}={FieldText.InSetField(new(f.Field, f.Mask, f.Field.AllOnes))}");
        text.Append($",fields({string.Join(',', fields)})");
    }

    static void Write(StringBuilder text, Bucket bucket)
    {
        text.Append($"bucket_id:{bucket.Id}");
        if (bucket.Weight != 0)
            text.Append($",weight:{bucket.Weight}");
        if (bucket.WatchPort != Ports.Any)
            text.Append($",watch_port:{Ports.Show(bucket.WatchPort)}");
        if (bucket.WatchGroup != Group.Any)
            text.Append($",watch_group:{bucket.WatchGroup}");
        text.Append(",actions=");
        ActionText.WriteList(text, bucket.Actions, Names.None);
    }
}
