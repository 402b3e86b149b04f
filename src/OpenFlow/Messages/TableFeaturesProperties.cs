using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Json;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>The kinds of properties that tables have (ofp_table_feature_prop_type); those of a miss are about packets that no flow matches.</summary>
public enum TableFeatureType : ushort
{
    Instructions = 0,
    InstructionsMiss = 1,
    NextTables = 2,
    NextTablesMiss = 3,
    WriteActions = 4,
    WriteActionsMiss = 5,
    ApplyActions = 6,
    ApplyActionsMiss = 7,
    Match = 8,
    Wildcards = 10,
    WriteSetField = 12,
    WriteSetFieldMiss = 13,
    ApplySetField = 14,
    ApplySetFieldMiss = 15,
    TableSyncFrom = 16,
    WriteCopyField = 18,
    WriteCopyFieldMiss = 19,
    ApplyCopyField = 20,
    ApplyCopyFieldMiss = 21,
    PacketTypes = 22,
}

/// <summary>The number of an instruction or action; with experimenters, what they have behind it.</summary>
/// <param name="Type">ofp_instruction_type or ofp_action_type.</param>
/// <param name="Data">What follows type and length.</param>
[method: JsonConstructor]
public readonly record struct FeatureId(ushort Type, ValueList<byte> Data)
{
    public FeatureId(ushort type) : this(type, [])
    {
    }

    /// <summary>The numbers to the end of the part: without padding between them, as Open vSwitch reads and writes them.</summary>
    internal static ValueList<FeatureId> ReadList(ref OfReader r)
    {
        var ids = new List<FeatureId>();
        while (r.Left > 0)
        {
            var head = r.Take<Tlv>("an instruction's or action's number");
            if (head.Length < 4 || head.Length - 4 > r.Left)
                throw r.Error(Errors.OFPBPC_BAD_LEN, $"a number of {(ushort)head.Length} bytes, {r.Left + 4} are left");
            var data = r.Sub(head.Length - 4, Errors.OFPBPC_BAD_LEN, "a number");
            ids.Add(new(head.Type, data.TakeRest()));
        }
        return ids;
    }

    internal static void WriteList(ref OfWriter w, ValueList<FeatureId> ids)
    {
        foreach (var id in ids.Span)
        {
            w.Put(new Tlv { Type = id.Type, Length = (ushort)(4 + id.Data.Count) });
            w.PutBytes(id.Data.Span);
        }
    }
}

/// <summary>The instructions that flows can have.</summary>
public sealed record InstructionsFeature(ValueList<FeatureId> InstructionIds) : Property<TableFeatures>
{
    [JsonIgnore]
    public TableFeatureType Kind { get => TableFeatureProperties.KindOf(this); init => SharedType = (ushort)value; }

    internal override void WriteBody(ref OfWriter w) => FeatureId.WriteList(ref w, InstructionIds);
}

/// <summary>The tables that packets can go on to, or that the table's flows come from.</summary>
public sealed record NextTablesFeature(
    [property: JsonPropertyName("next_table_ids"), JsonConverter(typeof(ValueListConverter<byte>))] ValueList<byte> Tables) : Property<TableFeatures>
{
    [JsonIgnore]
    public TableFeatureType Kind { get => TableFeatureProperties.KindOf(this); init => SharedType = (ushort)value; }

    internal static NextTablesFeature Read(ref OfReader r)
    {
        var tables = r.TakeRest();
        return !tables.Contains(TableMod.AllTables)
            ? new(tables)
            : throw r.Error(Errors.OFPBPC_BAD_VALUE, "packets go on to one table, not to all");
    }

    internal override void WriteBody(ref OfWriter w) => w.PutBytes(Tables.Span);
}

/// <summary>The tables whose flows the table's own follow (ofp_table_feature_prop_tables); Open vSwitch has none.</summary>
public sealed record SyncFromFeature(
    [property: JsonPropertyName("table_ids"), JsonConverter(typeof(ValueListConverter<byte>))] ValueList<byte> Tables) : Property<TableFeatures>
{
    internal override void WriteBody(ref OfWriter w) => w.PutBytes(Tables.Span);
}

/// <summary>The actions that flows can write to the action set, or apply.</summary>
public sealed record ActionsFeature(ValueList<FeatureId> ActionIds) : Property<TableFeatures>
{
    [JsonIgnore]
    public TableFeatureType Kind { get => TableFeatureProperties.KindOf(this); init => SharedType = (ushort)value; }

    internal override void WriteBody(ref OfWriter w) => FeatureId.WriteList(ref w, ActionIds);
}

/// <summary>The fields that flows can match, leave open, set, or copy.</summary>
public sealed record FieldsFeature(ValueList<OxmId> OxmIds) : Property<TableFeatures>
{
    [JsonIgnore]
    public TableFeatureType Kind { get => TableFeatureProperties.KindOf(this); init => SharedType = (ushort)value; }

    /// <summary>The fields, but for those that this library does not know.</summary>
    internal FieldSet ToSet(bool isMasked = false)
    {
        var set = default(FieldSet);
        foreach (var id in OxmIds.Span)
        {
            if (id.HasMask == isMasked && id.Field is { } field)
                set = set.With(field);
        }
        return set;
    }

    internal static FieldsFeature Read(ref OfReader r, bool canHaveMask)
    {
        var list = r.Sub(r.Left, Errors.OFPBMC_BAD_LEN, "the fields");
        var ids = new List<OxmId>();
        while (list.Left > 0)
        {
            var id = OxmId.Read(ref list);
            if (id.HasMask && !canHaveMask && id.Field is { } field)
                throw list.Error(Errors.OFPBMC_BAD_MASK, $"{field.Name} has no mask here");
            ids.Add(id);
        }
        return new(ids);
    }

    internal override void WriteBody(ref OfWriter w) => OxmId.WriteList(ref w, OxmIds);
}

/// <summary>The types of packets that the table can take (ofp_table_feature_prop_oxm_values); Open vSwitch does not say.</summary>
public sealed record PacketTypesFeature(ValueList<FieldMatch> OxmValues) : Property<TableFeatures>
{
    internal static PacketTypesFeature? Read(ref OfReader r)
    {
        try
        {
            var values = new List<FieldMatch>();
            while (r.Left > 0)
                values.Add(OxmCodec.ReadValue(ref r));
            return new(values);
        }
        catch (OpenFlowException)
        {
            return null;   // kept as bytes: no reader of Open vSwitch's looks at them
        }
    }

    internal override void WriteBody(ref OfWriter w)
    {
        foreach (var value in OxmValues.Span)
            OxmCodec.Write(ref w, value);
    }
}

/// <summary>What an experimenter says of the table (OFPTFPT_EXPERIMENTER); for a miss it is an <see cref="ExperimenterProperty{TOwner}"/>.</summary>
public sealed record ExperimenterFeature(uint Experimenter, [property: JsonPropertyName("exp_type")] uint ExperimenterType, ValueList<byte> Data)
    : Property<TableFeatures>
{
    internal static ExperimenterFeature? Read(ref OfReader r)
    {
        if (r.Left < Unsafe.SizeOf<ExperimenterHeader>())
            return null;
        var head = r.Take<ExperimenterHeader>("an experimenter's property");
        return new(head.Experimenter, head.Type, r.TakeRest());
    }

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new ExperimenterHeader { Experimenter = Experimenter, Type = ExperimenterType });
        w.PutBytes(Data.Span);
    }
}

/// <summary>The kinds of properties of tables.</summary>
static class TableFeatureProperties
{
    const ushort Experimenter = 0xfffe;   // 0xffff, of every other list of properties, is the one for a miss here

    // Open vSwitch wants all of these, if there are any at all (OFPTFPT13_REQUIRED).
    static readonly TableFeatureType[] Required =
    [
        TableFeatureType.Instructions, TableFeatureType.NextTables, TableFeatureType.WriteActions, TableFeatureType.ApplyActions,
        TableFeatureType.Match, TableFeatureType.Wildcards, TableFeatureType.WriteSetField, TableFeatureType.ApplySetField,
    ];

    internal static readonly PropertyTable<TableFeatures> Table = new(
        Instructions(TableFeatureType.Instructions, "instructions"),
        Instructions(TableFeatureType.InstructionsMiss, "instructions_miss"),
        NextTables(TableFeatureType.NextTables, "next_tables"),
        NextTables(TableFeatureType.NextTablesMiss, "next_tables_miss"),
        Actions(TableFeatureType.WriteActions, "write_actions"),
        Actions(TableFeatureType.WriteActionsMiss, "write_actions_miss"),
        Actions(TableFeatureType.ApplyActions, "apply_actions"),
        Actions(TableFeatureType.ApplyActionsMiss, "apply_actions_miss"),
        Fields(TableFeatureType.Match, "match", static (ref r) => FieldsFeature.Read(ref r, canHaveMask: true)),
        Fields(TableFeatureType.Wildcards, "wildcards", static (ref r) => FieldsFeature.Read(ref r, canHaveMask: false)),
        Fields(TableFeatureType.WriteSetField, "write_setfield", static (ref r) => FieldsFeature.Read(ref r, canHaveMask: false)),
        Fields(TableFeatureType.WriteSetFieldMiss, "write_setfield_miss", static (ref r) => FieldsFeature.Read(ref r, canHaveMask: false)),
        Fields(TableFeatureType.ApplySetField, "apply_setfield", static (ref r) => FieldsFeature.Read(ref r, canHaveMask: false)),
        Fields(TableFeatureType.ApplySetFieldMiss, "apply_setfield_miss", static (ref r) => FieldsFeature.Read(ref r, canHaveMask: false)),
        new((ulong)TableFeatureType.TableSyncFrom, "table_sync_from", typeof(SyncFromFeature), static (ref r) => new SyncFromFeature(r.TakeRest())),
        Fields(TableFeatureType.WriteCopyField, "write_copyfield", ReadUnlooked),
        Fields(TableFeatureType.WriteCopyFieldMiss, "write_copyfield_miss", ReadUnlooked),
        Fields(TableFeatureType.ApplyCopyField, "apply_copyfield", ReadUnlooked),
        Fields(TableFeatureType.ApplyCopyFieldMiss, "apply_copyfield_miss", ReadUnlooked),
        new((ulong)TableFeatureType.PacketTypes, "packet_types", typeof(PacketTypesFeature), PacketTypesFeature.Read),
        new(Experimenter, "experimenter", typeof(ExperimenterFeature), ExperimenterFeature.Read))
    {
        ExperimenterName = "experimenter_miss",
    };

    internal static TableFeatureType KindOf(Property<TableFeatures> property) => (TableFeatureType)Table.RowOf(property).Type;

    internal static ValueList<Property<TableFeatures>> Read(ref OfReader r)
    {
        var properties = new List<Property<TableFeatures>>();
        var seen = 0u;
        while (Properties.NextOfAny(ref r, out var type, out var body))
        {
            if (type < 32 && (seen & 1u << (int)type) != 0)
                throw body.Error(Errors.OFPTFFC_BAD_FEATURES, $"property {type} of table features is there twice");
            seen |= type < 32 ? 1u << (int)type : 0;
            properties.Add(Table.Read(type, ref body));
        }
        foreach (var required in Required)
        {
            if (properties.Count > 0 && (seen & 1u << (int)required) == 0)
                throw r.Error(Errors.OFPTFFC_BAD_FEATURES, $"table features lack their property {required}");
        }
        return properties;
    }

    static PropertyRow<TableFeatures> Instructions(TableFeatureType type, string name) =>
        new((ulong)type, name, typeof(InstructionsFeature), static (ref r) => new InstructionsFeature(FeatureId.ReadList(ref r)));

    static PropertyRow<TableFeatures> NextTables(TableFeatureType type, string name) =>
        new((ulong)type, name, typeof(NextTablesFeature), NextTablesFeature.Read);

    static PropertyRow<TableFeatures> Actions(TableFeatureType type, string name) =>
        new((ulong)type, name, typeof(ActionsFeature), static (ref r) => new ActionsFeature(FeatureId.ReadList(ref r)));

    static PropertyRow<TableFeatures> Fields(TableFeatureType type, string name, PropertyReader<TableFeatures> read) =>
        new((ulong)type, name, typeof(FieldsFeature), read);

    static FieldsFeature? ReadUnlooked(ref OfReader r) => OxmId.TryReadList(ref r) is { } ids ? new(ids) : null;
}
