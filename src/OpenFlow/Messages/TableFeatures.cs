using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What a request does to the features of tables (ofp_table_features_command).</summary>
public enum TableFeaturesCommand : byte
{
    Replace,
    Modify,
    Enable,
    Disable,
}

/// <summary>ofp_table_features; properties follow. OpenFlow 1.5.1, 7.3.5.18.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct TableFeaturesBody
{
    public Be16 Length;
    public byte TableId;
    public byte Command;
    public Be32 Features;
    public Text32 Name;
    public Be64 MetadataMatch;
    public Be64 MetadataWrite;
    public Be32 Capabilities;
    public Be32 MaxEntries;
}

/// <summary>What a table can do.</summary>
public sealed record TableFeatures(
    [property: JsonPropertyName("table_id")] byte Table, TableFeaturesCommand Command = TableFeaturesCommand.Replace, string Name = "")
{
    const int FixedBytes = 64;

    /// <summary>Bits of ofp_table_feature_flag.</summary>
    public uint Features { get; init; }

    /// <summary>The bits of metadata that flows can match.</summary>
    public ulong MetadataMatch { get; init; }

    /// <summary>The bits of metadata that flows can write.</summary>
    public ulong MetadataWrite { get; init; }

    /// <summary>What the table can be told to do when it fills up.</summary>
    public TableConfig Capabilities { get; init; }

    public uint MaxEntries { get; init; }

    /// <summary>The instructions, actions and fields that the table's flows can have.</summary>
    public ValueList<Property<TableFeatures>> Properties { get; init; } = [];

    internal static TableFeatures Read(ref OfReader r)
    {
        if (r.Left < FixedBytes)
            throw r.Error(Errors.OFPBPC_BAD_LEN, $"a table's features take {FixedBytes} bytes, {r.Left} are left");
        var body = r.Take<TableFeaturesBody>("a table's features");
        if (body.Length < FixedBytes || body.Length % 8 != 0 || body.Length - FixedBytes > r.Left)
            throw r.Error(Errors.OFPBPC_BAD_LEN, $"a table's features of {(ushort)body.Length} bytes");
        var rest = r.Sub(body.Length - FixedBytes, Errors.OFPBPC_BAD_LEN, "a table's features");
        if (body.Command > (byte)TableFeaturesCommand.Disable)
            throw r.Error(Errors.OFPTFFC_BAD_COMMAND, $"no table features have the command {body.Command}");
        if (body.TableId == TableMod.AllTables)
            throw r.Error(Errors.OFPTFFC_BAD_TABLE, "features are of one table, not of all");
        return new(body.TableId, (TableFeaturesCommand)body.Command, body.Name)
        {
            Features = body.Features,
            MetadataMatch = body.MetadataMatch,
            MetadataWrite = body.MetadataWrite,
            Capabilities = (TableConfig)(uint)body.Capabilities,
            MaxEntries = body.MaxEntries,
            Properties = TableFeatureProperties.Read(ref rest),
        };
    }

    internal void Write(ref OfWriter w)
    {
        var start = w.Position;
        w.Put(new TableFeaturesBody
        {
            TableId = Table,
            Command = (byte)Command,
            Features = Features,
            Name = Name,
            MetadataMatch = MetadataMatch,
            MetadataWrite = MetadataWrite,
            Capabilities = (uint)Capabilities,
            MaxEntries = MaxEntries,
        });
        TableFeatureProperties.Table.Write(ref w, Properties);
        w.Patch16(start, w.Position - start);
    }

    internal static ValueList<TableFeatures> ReadList(ref OfReader r)
    {
        var tables = new List<TableFeatures>();
        while (r.Left > 0)
            tables.Add(Read(ref r));
        return tables;
    }
}

/// <summary>Asks what tables can do; with tables, asks that they can do what these say. OpenFlow 1.5.1, 7.3.5.18.</summary>
public sealed record TableFeaturesRequest(ValueList<TableFeatures> Tables) : MultipartRequest
{
    public TableFeaturesRequest() : this([])
    {
    }

    public override MultipartType Multipart => MultipartType.TableFeatures;

    internal static TableFeaturesRequest Read(ref OfReader r)
    {
        return new(TableFeatures.ReadList(ref r));
    }

    internal override void WriteRequest(ref OfWriter w)
    {
        foreach (var table in Tables.Span)
            table.Write(ref w);
    }

    internal override void Print(StringBuilder to) => TableFeaturesText.Print(to, Tables);
}

/// <summary>What tables can do.</summary>
public sealed record TableFeaturesReply(ValueList<TableFeatures> Tables) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.TableFeatures;

    internal static TableFeaturesReply Read(ref OfReader r)
    {
        return new(TableFeatures.ReadList(ref r));
    }

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var table in Tables.Span)
            table.Write(ref w);
    }

    internal override void Print(StringBuilder to) => TableFeaturesText.Print(to, Tables);
}
