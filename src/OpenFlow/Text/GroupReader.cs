namespace Sdn.OpenFlow.Text;

/// <summary>Reads groups, and commands about them, as <c>ovs-ofctl add-group</c> and its relatives do.</summary>
static class GroupReader
{
    const string Separators = ", \t\r\n";

    // A command may be shortened, and the first in this order is taken, as ovs-ofctl does.
    static readonly (string Name, GroupModCommand Command)[] Commands =
    [
        ("add", GroupModCommand.Add), ("delete", GroupModCommand.Delete), ("modify", GroupModCommand.Modify),
        ("add_or_mod", GroupModCommand.AddOrModify), ("insert_bucket", GroupModCommand.InsertBucket),
        ("remove_bucket", GroupModCommand.RemoveBucket),
    ];

    internal static Group Read(string text) => Read(new(text), GroupModCommand.Add).Group;

    /// <summary>A line of a file: a command, or none for add, and a group.</summary>
    internal static GroupMod ReadMod(string text)
    {
        var all = new Piece(text).Trim();
        var end = all.Span.IndexOfAny(Separators);
        var word = end < 0 ? all : all.To(end);
        var command = Array.Find(Commands, row => !word.IsEmpty && row.Name.AsSpan().StartsWith(word.Span));
        return command.Name is null ? Read(all, GroupModCommand.Add) : Read(all.From(word.Span.Length), command.Command);
    }

    static GroupMod Read(Piece all, GroupModCommand command)
    {
        if (command == GroupModCommand.Delete && all.Trim().IsEmpty)
            return GroupMod.Delete(Group.All);
        var parts = SplitBuckets(all);
        var isOfBuckets = command is GroupModCommand.InsertBucket or GroupModCommand.RemoveBucket;
        var isOfGroup = command is GroupModCommand.Add or GroupModCommand.Modify or GroupModCommand.AddOrModify;
        var (id, type, bucketId) = ((uint?)null, (GroupType?)null, (uint?)null);
        var group = new Group(0, GroupType.All, []);
        foreach (var item in parts[0].Items(Separators))
        {
            if (item.Span.StartsWith("fields"))
            {
                group = group with { SelectionFields = ReadFields(item.From("fields".Length)) };
                continue;
            }
            var (key, value) = item.Split("=") ?? throw item.Error("unknown word", "group_id=, type= or bucket=");
            switch (key.ToString())
            {
                case "group_id": id = ReadId(value); break;
                case "type" when isOfGroup: type = ReadType(value); break;
                case "command_bucket_id" when isOfBuckets: bucketId = ReadBucketPlace(value, command); break;
                case "selection_method" when isOfGroup: group = group with { SelectionMethod = ReadMethod(value) }; break;
                case "selection_method_param" when isOfGroup: group = group with { SelectionParameter = value.ULong("the parameter") }; break;
                default: throw key.Error("unknown key", "group_id, type, selection_method, selection_method_param, fields or bucket");
            }
        }
        var made = new Group(
            id ?? throw all.Error("the group has no id", "group_id=NUMBER"),
            type ?? (isOfGroup ? throw all.Error("the group has no type", "type=all, select, indirect or ff") : GroupType.All),
            [.. ReadBuckets(parts, type, command)])
        {
            SelectionMethod = group.SelectionMethod,
            SelectionParameter = group.SelectionParameter,
            SelectionFields = group.SelectionFields,
        };
        Check(all, made);
        if (command == GroupModCommand.InsertBucket && bucketId is null)
            throw all.Error("no place is named", "command_bucket_id=first, last or the number of a bucket");
        return new(command, made) { CommandBucketId = bucketId ?? GroupMod.AllBuckets };
    }

    static void Check(Piece all, Group group)
    {
        if (group.SelectionFields.Count > 0 && group.SelectionMethod != "hash")
            throw all.Error("only the selection method hash has fields", "selection_method=hash, or no fields");
        if (group.SelectionParameter != 0 && group.SelectionMethod.Length == 0)
            throw all.Error("the parameter has no selection method", "selection_method=hash or dp_hash");
        if (group.Type == GroupType.Indirect && group.Buckets.Count > 1)
            throw all.Error("an indirect group has at most one bucket", "one bucket=");
    }

    static List<Piece> SplitBuckets(Piece text)
    {
        var parts = new List<Piece>();
        while (text.Split("bucket=") is { } pair)
        {
            parts.Add(pair.Before);
            text = pair.After;
        }
        parts.Add(text);
        return parts;
    }

    static uint ReadId(Piece text)
    {
        if (text.Is("all"))
            return Group.All;
        var id = text.UInt("the group");
        return id is <= Group.Max or Group.All ? id : throw text.Error("no group has this number", $"all, or at most {Group.Max}");
    }

    static GroupType ReadType(Piece text)
    {
        foreach (var (type, name) in GroupText.TypeNames)
        {
            if (text.Is(name) || type == GroupType.FastFailover && text.Is("fast_failover"))
                return type;
        }
        throw text.Error("unknown type of group", "all, select, indirect or ff");
    }

    static string ReadMethod(Piece text) => text.Span.Length < 16
        ? text.ToString()
        : throw text.Error("the selection method's name is too long", "at most 15 characters");

    static uint ReadBucketPlace(Piece text, GroupModCommand command)
    {
        var place = Array.Find(GroupText.BucketNames, row => text.Is(row.Name)) is { Name: not null } row
            ? row.Id
            : text.UInt("the bucket");
        if (place == GroupMod.AllBuckets && command == GroupModCommand.InsertBucket)
            throw text.Error("buckets cannot be inserted behind all", "first, last or the number of a bucket");
        return place is <= Wire.GroupCodec.BucketIdMax or GroupMod.FirstBucket or GroupMod.LastBucket or GroupMod.AllBuckets
            ? place
            : throw text.Error("no bucket has this number", $"first, last, all, or at most {Wire.GroupCodec.BucketIdMax}");
    }

    /// <summary>The buckets; those without a number get the lowest that no other has.</summary>
    static List<Bucket> ReadBuckets(List<Piece> parts, GroupType? type, GroupModCommand command)
    {
        var buckets = new List<Bucket>();
        if (parts.Count > 1 && command is GroupModCommand.Delete or GroupModCommand.RemoveBucket)
            throw parts[1].Error("this command takes no buckets", "no bucket=");
        foreach (var part in parts.Skip(1))
        {
            var bucket = ReadBucket(part, type);
            if (bucket.Weight is > 0 && type != GroupType.Select && command != GroupModCommand.InsertBucket)
                throw part.Error("only buckets of select groups have a weight", "type=select, or no weight");
            buckets.Add(bucket);
        }
        var taken = buckets.Select(bucket => bucket.Id).ToHashSet();
        var next = 0u;
        for (var i = 0; i < buckets.Count; i++)
        {
            if (buckets[i].Id != GroupMod.AllBuckets)
                continue;
            while (!taken.Add(next))
                next++;
            buckets[i] = buckets[i] with { Id = next };
        }
        return buckets;
    }

    static Bucket ReadBucket(Piece text, GroupType? type)
    {
        var bucket = new Bucket(GroupMod.AllBuckets, []);
        var actions = new List<Piece>();
        foreach (var item in text.Items(Separators))
        {
            var end = item.Span.IndexOfAny(":=(");
            var (key, value) = end < 0 ? (item, item) : (item.To(end), item.From(end + 1));
            switch (key.ToString().ToLowerInvariant())
            {
                case "bucket_id": bucket = bucket with { Id = ReadBucketId(value) }; break;
                case "weight": bucket = bucket with { Weight = value.UShort("the weight") }; break;
                case "watch_port": bucket = bucket with { WatchPort = ReadWatchPort(value) }; break;
                case "watch_group": bucket = bucket with { WatchGroup = (uint)value.Number(Group.Max, "the group") }; break;
                case "action" or "actions" when end >= 0: actions.Add(value); break;
                default: actions.Add(item); break;
            }
        }
        if (actions.Count == 0)
            throw text.Error("the bucket has no actions", "actions=...");
        if (type == GroupType.FastFailover && bucket.WatchPort == Ports.Any && bucket.WatchGroup == Group.Any)
            throw text.Error("a bucket of a fast failover group watches something", "watch_port: or watch_group:");
        return bucket with { Actions = ActionReader.ReadList(Joined(actions), new(FlowNames.None, Match.Any)) };
    }

    static uint ReadBucketId(Piece text) => (uint)text.Number(Wire.GroupCodec.BucketIdMax, "the bucket");

    static uint ReadWatchPort(Piece text)
    {
        var port = text.Port(FlowNames.None);
        return port is < 0xff00 or Ports.Any or Ports.Controller
            ? port
            : throw text.Error("this port cannot be watched", "a port's number, ANY or CONTROLLER");
    }

    // One piece of the text wherever the actions follow each other in it, so that errors can say where.
    static Piece Joined(List<Piece> actions)
    {
        var text = actions[0].Text;
        for (var i = 1; i < actions.Count; i++)
        {
            if (!text.AsSpan(actions[i - 1].End..actions[i].Start).SequenceEqual(","))
                return new(string.Join(',', actions));
        }
        return new(text, actions[0].Start, actions[^1].End);
    }

    static ValueList<FieldMatch> ReadFields(Piece text)
    {
        var inner = text.Span is ['(', .., ')'] ? new(text.Text, text.Start + 1, text.End - 1) : text.From(Math.Min(1, text.Span.Length));
        var fields = new List<FieldMatch>();
        foreach (var item in inner.Items(Separators))
        {
            var (name, mask) = item.Split("=") is { } pair ? (pair.Before, (Piece?)pair.After) : (item, null);
            var field = Fields.Named(name.Span) ?? throw name.Error("unknown field", "a field such as ip_dst");
            if (fields.Exists(other => other.Field == field))
                throw name.Error("the field is there twice", "each field once");
            fields.Add(mask is { } m ? ReadMask(field, m) : field.Is(field.AllOnes));
        }
        return fields;
    }

    static FieldMatch ReadMask(Field field, Piece text)
    {
        var value = FieldReader.Read(field, text, FlowNames.None);
        var mask = value.ValueAsMask;
        if (!value.IsExact || mask.IsOpen || (!field.Maskable && !mask.IsExact))
            throw text.Error("no such mask can be taken of the field", field.Maskable ? "bits of the field" : "the whole field");
        return mask;
    }
}
