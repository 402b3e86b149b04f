using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sdn.OpenFlow.Json;

/// <summary>A property of a bucket: <c>{"type":"weight","weight":5}</c>, <c>{"type":"watch_port","watch":1}</c> or <c>watch_group</c>.</summary>
sealed record BucketPropertyForm(string Type)
{
    internal const string WeightType = "weight", PortType = "watch_port", GroupType = "watch_group";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ushort? Weight { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public uint? Watch { get; init; }
}

/// <summary>ofp_bucket as JSON.</summary>
sealed record BucketForm(uint BucketId, ValueList<Action> Actions, ValueList<BucketPropertyForm> Properties) : IFlat<Bucket, BucketForm>
{
    public static BucketForm From(Bucket value)
    {
        var properties = new List<BucketPropertyForm>();
        if (value.Weight is { } weight)
            properties.Add(new(BucketPropertyForm.WeightType) { Weight = weight });
        if (value.WatchPort != Ports.Any)
            properties.Add(new(BucketPropertyForm.PortType) { Watch = value.WatchPort });
        if (value.WatchGroup != Group.Any)
            properties.Add(new(BucketPropertyForm.GroupType) { Watch = value.WatchGroup });
        return new(value.Id, value.Actions, properties);
    }

    public Bucket ToValue()
    {
        var bucket = new Bucket(BucketId, Actions);
        foreach (var property in Properties)
        {
            bucket = property switch
            {
                { Type: BucketPropertyForm.WeightType, Weight: { } weight, Watch: null } => bucket with { Weight = weight },
                { Type: BucketPropertyForm.PortType, Watch: { } port, Weight: null } => bucket with { WatchPort = port },
                { Type: BucketPropertyForm.GroupType, Watch: { } group, Weight: null } => bucket with { WatchGroup = group },
                _ => throw new JsonException($"a bucket has no property of the type '{property.Type}' with these members"),
            };
        }
        return bucket;
    }
}

/// <summary>ntr_group_prop_selection_method as JSON; a field's value is the mask of what counts of it.</summary>
sealed record SelectionForm(string Type, string SelectionMethod, ulong SelectionMethodParam, ValueList<FieldMatch> Fields)
{
    const string TypeName = "selection_method";

    internal static ValueList<SelectionForm> From(Group group) => group.SelectionMethod.Length == 0
        ? []
        : [new(TypeName, group.SelectionMethod, group.SelectionParameter,
            [.. group.SelectionFields.Select(f => f.MaskAsValue)])];

    internal static Group AddTo(Group group, ValueList<SelectionForm> properties)
    {
        foreach (var property in properties)
        {
            if (property.Type != TypeName)
                throw new JsonException($"a group has no property of the type '{property.Type}'");
            group = group with
            {
                SelectionMethod = property.SelectionMethod,
                SelectionParameter = property.SelectionMethodParam,
                SelectionFields = [.. property.Fields.Select(f => f.ValueAsMask)],
            };
        }
        return group;
    }
}

/// <summary>ofp_group_desc as JSON.</summary>
sealed record GroupForm(GroupType Type, uint GroupId, ValueList<Bucket> Buckets, ValueList<SelectionForm> Properties) : IFlat<Group, GroupForm>
{
    public static GroupForm From(Group value) => new(value.Type, value.Id, value.Buckets, SelectionForm.From(value));

    public Group ToValue() => SelectionForm.AddTo(new(GroupId, Type, Buckets), Properties);
}

/// <summary>ofp_group_mod as JSON.</summary>
sealed record GroupModForm(GroupModCommand Command, GroupType GroupType, uint GroupId) : IFlat<GroupMod, GroupModForm>
{
    public uint CommandBucketId { get; init; } = GroupMod.AllBuckets;

    public ValueList<Bucket> Buckets { get; init; } = [];

    public ValueList<SelectionForm> Properties { get; init; } = [];

    public static GroupModForm From(GroupMod value) => new(value.Command, value.Group.Type, value.Group.Id)
    {
        CommandBucketId = value.CommandBucketId,
        Buckets = value.Group.Buckets,
        Properties = SelectionForm.From(value.Group),
    };

    public GroupMod ToValue() => new(Command, SelectionForm.AddTo(new(GroupId, GroupType, Buckets), Properties))
    {
        CommandBucketId = CommandBucketId,
    };
}

/// <summary>ofp_meter_mod as JSON.</summary>
sealed record MeterModForm(MeterModCommand Command, MeterFlags Flags, uint MeterId, ValueList<MeterBand> Bands) : IFlat<MeterMod, MeterModForm>
{
    public static MeterModForm From(MeterMod value) => new(value.Command, value.Meter.Flags, value.Meter.Id, value.Meter.Bands);

    public MeterMod ToValue() => new(Command, new(MeterId, Flags, Bands));
}
