using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>ofp_table_desc; properties follow. OpenFlow 1.5.1, 7.3.5.19.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct TableDescBody
{
    public Be16 Length;
    public byte TableId;
    public byte Pad;
    public Be32 Config;
}

/// <summary>How a table is configured.</summary>
public sealed record TableDesc([property: JsonPropertyName("table_id")] byte Table, TableConfig Config)
{
    const int FixedBytes = 8;

    /// <summary>The kinds of properties that tables have (ofp_table_mod_prop_type).</summary>
    internal static readonly PropertyTable<TableDesc> PropertyTable = new(
        new(2, "eviction", typeof(TableEviction), static (ref r) => new TableEviction((EvictionFlags)(uint)Wire.Properties.Only<Be32>(ref r, "the flags"))),
        new(3, "vacancy", typeof(TableVacancy), TableVacancy.Read));

    static readonly BitNames EvictionNames = new((1 << 0, "OTHER"), (1 << 1, "IMPORTANCE"), (1 << 2, "LIFETIME"));

    /// <summary>How eviction chooses, and when the switch speaks of vacancy.</summary>
    public ValueList<Property<TableDesc>> Properties { get; init; } = [];

    internal static TableDesc Read(ref OfReader r)
    {
        var body = r.Take<TableDescBody>("a table");
        if (body.Length < FixedBytes)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"a table of {(ushort)body.Length} bytes");
        var rest = r.Sub(body.Length - FixedBytes, Errors.OFPBRC_BAD_LEN, "a table");
        return new(body.TableId, (TableConfig)(uint)body.Config) { Properties = PropertyTable.Read(ref rest) };
    }

    internal void Write(ref OfWriter w)
    {
        var start = w.Position;
        w.Put(new TableDescBody { TableId = Table, Config = (uint)Config });
        PropertyTable.Write(ref w, Properties);
        w.Patch16(start, w.Position - start);
    }

    internal static string EvictionText(TableConfig config) => (config & TableConfig.Eviction) != 0 ? "on" : "off";

    internal void Print(StringBuilder to)
    {
        to.Append($"\n  table {Table}:\n   eviction={EvictionText(Config)} eviction_flags=");
        if (Properties.OfType<TableEviction>().LastOrDefault() is { } eviction && eviction.Flags != (EvictionFlags)uint.MaxValue)
            EvictionNames.Write(to, (uint)eviction.Flags, '|');
        else
            to.Append("(default)");
        var isOn = (Config & TableConfig.VacancyEvents) != 0;
        to.Append($"\n   vacancy={(isOn ? "on" : "off")}");
        if (isOn)
        {
            var vacancy = Properties.OfType<TableVacancy>().LastOrDefault() ?? new(0, 0);
            to.Append($" vacancy_down={vacancy.Down}% vacancy_up={vacancy.Up}% vacancy={vacancy.Vacancy}%");
        }
        to.Append('\n');
    }
}

/// <summary>Asks how tables are configured. OpenFlow 1.5.1, 7.3.5.19.</summary>
public sealed record TableDescRequest : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.TableDesc;

    internal override void WriteRequest(ref OfWriter w)
    {
    }
}

/// <summary>How tables are configured.</summary>
public sealed record TableDescReply(ValueList<TableDesc> Tables) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.TableDesc;

    internal static TableDescReply Read(ref OfReader r) => new(r.ReadAll(TableDesc.Read));

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var table in Tables.Span)
            table.Write(ref w);
    }

    internal override void Print(StringBuilder to)
    {
        foreach (var table in Tables)
            table.Print(to);
    }
}
