namespace Sdn.OpenFlow.Text;

/// <summary>Reads groups as <c>ovs-ofctl add-group</c> does.</summary>
static class GroupReader
{
    internal static Group Read(string text)
    {
        var all = new Piece(text);
        var parts = SplitBuckets(all);
        var (id, type) = ((uint?)null, (GroupType?)null);
        var group = new Group(0, GroupType.All, []);
        foreach (var item in parts[0].Items())
        {
            if (item.Span.StartsWith("fields"))
            {
                group = group with { SelectionFields = ReadFields(item.From("fields".Length)) };
                continue;
            }
            var (key, value) = item.Split("=") ?? throw item.Error("unknown word", "group_id=, type= or bucket=");
            switch (key.ToString())
            {
                case "group_id": id = value.UInt("the group"); break;
                case "type": type = ReadType(value); break;
                case "selection_method": group = group with { SelectionMethod = value.ToString() }; break;
                case "selection_method_param": group = group with { SelectionParameter = value.ULong("the parameter") }; break;
                default: throw key.Error("unknown key", "group_id, type, selection_method, selection_method_param, fields or bucket");
            }
        }
        var buckets = parts.Skip(1).Select((bucket, index) => ReadBucket(bucket, (uint)index));
        return group with
        {
            Id = id ?? throw all.Error("the group has no id", "group_id=NUMBER"),
            Type = type ?? throw all.Error("the group has no type", "type=all, select, indirect or ff"),
            Buckets = [.. buckets],
        };
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

    static GroupType ReadType(Piece text)
    {
        foreach (var (type, name) in GroupText.TypeNames)
        {
            if (text.Is(name) || type == GroupType.FastFailover && text.Is("fast_failover"))
                return type;
        }
        throw text.Error("unknown type of group", "all, select, indirect or ff");
    }

    static Bucket ReadBucket(Piece text, uint index)
    {
        var (head, actions) = text.Split("actions=") ?? text.Split("action=") ?? (text.To(0), text);
        var bucket = new Bucket(index, []);
        foreach (var item in head.Items())
        {
            var (key, value) = item.Split(":") ?? item.Split("=") ?? throw item.Error("unknown word", "key:value");
            bucket = key.ToString() switch
            {
                "bucket_id" => bucket with { Id = value.UInt("the bucket") },
                "weight" => bucket with { Weight = value.UShort("the weight") },
                "watch_port" => bucket with { WatchPort = value.Port(FlowNames.None) },
                "watch_group" => bucket with { WatchGroup = value.UInt("the group") },
                _ => throw key.Error("unknown key", "bucket_id, weight, watch_port, watch_group or actions"),
            };
        }
        var end = actions.Trim();
        var list = end.Span is [.. var rest, ','] ? end.To(rest.Length) : end;
        return bucket with { Actions = ActionReader.ReadList(list, new(FlowNames.None, Match.Any)) };
    }

    static ValueList<FieldMatch> ReadFields(Piece text)
    {
        var inner = text.Span is ['(', .., ')'] ? new(text.Text, text.Start + 1, text.End - 1) : text.From(1);
        var fields = new List<FieldMatch>();
        foreach (var item in inner.Items())
        {
            var (name, mask) = item.Split("=") is { } pair ? (pair.Before, (Piece?)pair.After) : (item, null);
            var field = Fields.Named(name.Span) ?? throw name.Error("unknown field", "a field such as ip_dst");
            fields.Add(mask is { } m ? field.Is(field.AllOnes, FieldReader.Read(field, m, FlowNames.None).Value) : field.Is(field.AllOnes));
        }
        return fields;
    }
}
