using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>How a table behaves (ofp_table_config).</summary>
[Flags]
public enum TableConfig : uint
{
    None = 0,

    /// <summary>A full table makes room by itself.</summary>
    Eviction = 1 << 2,

    /// <summary>The switch says when the table has little room left, and when it has again.</summary>
    VacancyEvents = 1 << 3,
}

/// <summary>How a full table chooses the flow that goes (ofp_table_mod_prop_eviction_flag).</summary>
[Flags]
public enum EvictionFlags : uint
{
    None = 0,
    Other = 1 << 0,
    Importance = 1 << 1,
    Lifetime = 1 << 2,
}

/// <summary>ofp_table_mod; properties follow. OpenFlow 1.5.1, 7.3.4.1.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct TableModBody
{
    public byte TableId;
    public byte Pad0;
    public Be16 Pad1;
    public Be32 Config;
}

/// <summary>ofp_table_mod_prop_vacancy, behind type and length. OpenFlow 1.5.1, 7.3.4.1.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct TableVacancyBody
{
    public byte VacancyDown;
    public byte VacancyUp;
    public byte Vacancy;
    public byte Pad;
}

/// <summary>Changes how a table behaves when it fills up.</summary>
public sealed record TableMod([property: JsonPropertyName("table_id")] byte Table, TableConfig Config) : OpenFlowMessage
{
    /// <summary>Every table (OFPTT_ALL).</summary>
    public const byte AllTables = 0xff;

    public override MessageType Type => MessageType.TableMod;

    /// <summary>How eviction chooses, and when the switch speaks of vacancy.</summary>
    public ValueList<Property<TableDesc>> Properties { get; init; } = [];

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new TableModBody { TableId = Table, Config = (uint)Config });
        TableDesc.PropertyTable.Write(ref w, Properties);
    }

    internal static TableMod Read(ref OfReader r)
    {
        var body = r.Take<TableModBody>("the table mod");
        var properties = new List<Property<TableDesc>>();
        while (Wire.Properties.NextOfAny(ref r, out var type, out var rest))
        {
            var property = TableDesc.PropertyTable.Read(type, ref rest);
            if (property is ExperimenterProperty<TableDesc> or UnknownProperty<TableDesc>)
                throw r.Error(Errors.OFPBRC_BAD_TYPE, $"a table mod has no property {(uint)type}");   // so says ofp-table.c
            (property as TableVacancy)?.CheckAsked(in r);
            properties.Add(property);
        }
        return new(body.TableId, (TableConfig)(uint)body.Config) { Properties = properties };
    }

    internal override void Print(StringBuilder to)
    {
        to.Append(Table == AllTables ? " table_id: ALL_TABLES" : $" table_id={Table}");
        to.Append(EvictionText);
        var isOn = (Config & TableConfig.VacancyEvents) != 0;
        to.Append($", vacancy={(isOn ? "on" : "off")}");
        var vacancy = Properties.OfType<TableVacancy>().LastOrDefault();
        if (isOn)
            to.Append($" vacancy:{vacancy?.Down ?? 0},{vacancy?.Up ?? 0}");
    }

    // Open vSwitch takes the flags for the setting here: 1 is its number for on and 2 the one for off (ofp-table.c, ofputil_decode_table_mod()).
    string EvictionText => Properties.OfType<TableEviction>().LastOrDefault()?.Flags switch
    {
        null => $", eviction={TableDesc.EvictionText(Config)}",
        EvictionFlags.None => "",
        EvictionFlags.Other => ", eviction=on",
        EvictionFlags.Importance => ", eviction=off",
        _ => ", eviction=***error***",
    };
}

/// <summary>How a full table chooses the flow that goes (ofp_table_mod_prop_eviction).</summary>
public sealed record TableEviction(EvictionFlags Flags) : Property<TableDesc>
{
    internal override void WriteBody(ref OfWriter w) => w.Put<Be32>((uint)Flags);
}

/// <summary>At how much room, in percent, the switch says that it gets little, or enough again (ofp_table_mod_prop_vacancy).</summary>
/// <param name="Down">Vacancy below this is told.</param>
/// <param name="Up">Vacancy above this is told, after the other.</param>
/// <param name="Vacancy">The room that there is, in what a switch says; 0 in what it is asked.</param>
public sealed record TableVacancy(
    [property: JsonPropertyName("vacancy_down")] byte Down, [property: JsonPropertyName("vacancy_up")] byte Up, byte Vacancy = 0)
    : Property<TableDesc>
{
    internal static TableVacancy Read(ref OfReader r)
    {
        var body = Wire.Properties.Only<TableVacancyBody>(ref r, "a table's vacancy");
        return new(body.VacancyDown, body.VacancyUp, body.Vacancy);
    }

    internal override void WriteBody(ref OfWriter w) =>
        w.Put(new TableVacancyBody { VacancyDown = Down, VacancyUp = Up, Vacancy = Vacancy });

    internal void CheckAsked(in OfReader r)
    {
        if (Down > Up || Up > 100 || Vacancy != 0)
            throw r.Error(Errors.OFPBPC_BAD_VALUE, $"vacancy {Down}% to {Up}%, now {Vacancy}%: down is at most up, up at most 100, now is 0");
    }
}
