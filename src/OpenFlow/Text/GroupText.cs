using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>Groups as <c>ovs-ofctl dump-groups</c> prints them and <c>add-group</c> reads them.</summary>
static class GroupText
{
    internal static readonly (GroupType Type, string Name)[] TypeNames =
    [
        (GroupType.All, "all"), (GroupType.Select, "select"), (GroupType.Indirect, "indirect"), (GroupType.FastFailover, "ff"),
    ];

    /// <summary>The places of buckets that a command may name.</summary>
    internal static readonly (uint Id, string Name)[] BucketNames =
    [
        (GroupMod.FirstBucket, "first"), (GroupMod.LastBucket, "last"), (GroupMod.AllBuckets, "all"),
    ];

    internal static string Format(Group group)
    {
        var text = new StringBuilder();
        Print(text, group);
        return text.ToString();
    }

    internal static string Format(Bucket bucket)
    {
        var text = new StringBuilder();
        Print(text, bucket, usualWeight: 0);
        return text.ToString();
    }

    /// <summary>The group's number, or the name of what is none: <c>ALL</c>, <c>ANY</c>.</summary>
    internal static string NameOf(uint group) => group switch { Group.All => "ALL", Group.Any => "ANY", _ => group.ToString() };

    internal static string BucketName(uint bucket) =>
        Array.Find(BucketNames, row => row.Id == bucket).Name ?? bucket.ToString();

    /// <summary>Writes a group, or what a command about buckets says, where the type is left out.</summary>
    internal static void Print(StringBuilder to, Group group, bool isOfBuckets = false)
    {
        to.Append($"group_id={group.Id}");
        if (!isOfBuckets)
            to.Append(",type=").Append(Array.Find(TypeNames, row => row.Type == group.Type).Name ?? "unknown");
        if (group.SelectionMethod.Length > 0)
            PrintSelection(to, group);
        foreach (var bucket in group.Buckets)
            Print(to.Append(",bucket="), bucket, group.Type == GroupType.Select ? 1u : 0);
    }

    static void PrintSelection(StringBuilder to, Group group)
    {
        to.Append($",selection_method={group.SelectionMethod}");
        if (group.SelectionParameter != 0)
            to.Append($",selection_method_param={group.SelectionParameter}");
        if (group.SelectionFields.Count == 0)
            return;
        var fields = group.SelectionFields.Select(f =>
            f.IsExact ? f.Field.Name : $"{f.Field.Name}={FieldText.InSetField(f.MaskAsValue)}");
        var list = string.Join(',', fields);
        to.Append(group.SelectionFields.Count == 1 ? $",fields={list}" : $",fields({list})");
    }

    static void Print(StringBuilder to, Bucket bucket, uint usualWeight)
    {
        to.Append($"bucket_id:{BucketName(bucket.Id)}");
        if (bucket.Weight is { } weight && weight != usualWeight)
            to.Append($",weight:{weight}");
        if (bucket.WatchPort != Ports.Any)
            to.Append($",watch_port:{Ports.Show(bucket.WatchPort)}");
        if (bucket.WatchGroup != Group.Any)
            to.Append($",watch_group:{bucket.WatchGroup}");
        to.Append(",actions=");
        ActionText.WriteList(to, bucket.Actions, Names.None);
    }
}
