using System.Runtime.InteropServices;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Asks what the switch is made of. OpenFlow 1.5.1, 7.3.5.1.</summary>
public sealed record DescRequest : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.Desc;

    internal override void WriteRequest(ref OfWriter w)
    {
    }
}

/// <summary>What the switch is made of, in words.</summary>
public sealed record DescReply(string Manufacturer, string Hardware, string Software, string SerialNumber, string Datapath)
    : MultipartReply
{
    const int LongBytes = 256, SerialBytes = 32;

    public override MultipartType Multipart => MultipartType.Desc;

    internal static DescReply Read(ref OfReader r) => new(
        r.TakeText(LongBytes, "the manufacturer"),
        r.TakeText(LongBytes, "the hardware"),
        r.TakeText(LongBytes, "the software"),
        r.TakeText(SerialBytes, "the serial number"),
        r.TakeText(LongBytes, "the datapath"));

    internal override void WriteReply(ref OfWriter w)
    {
        w.PutText(Manufacturer, LongBytes);
        w.PutText(Hardware, LongBytes);
        w.PutText(Software, LongBytes);
        w.PutText(SerialNumber, SerialBytes);
        w.PutText(Datapath, LongBytes);
    }
}

/// <summary>Asks how tables are configured. OpenFlow 1.5.1, 7.3.5.18.</summary>
public sealed record TableDescRequest : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.TableDesc;

    internal override void WriteRequest(ref OfWriter w)
    {
    }
}

/// <summary>ofp_table_desc; properties follow.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct TableDescBody
{
    public Be16 Length;
    public byte Table;
    public byte Pad;
    public Be32 Config;
}

/// <summary>How a table is configured (ofp_table_config bits).</summary>
public readonly record struct TableDesc(byte Table, uint Config);

/// <summary>How tables are configured.</summary>
public sealed record TableDescReply(ValueList<TableDesc> Tables) : MultipartReply
{
    const int FixedBytes = 8;

    public override MultipartType Multipart => MultipartType.TableDesc;

    internal static TableDescReply Read(ref OfReader r)
    {
        var tables = new List<TableDesc>();
        while (r.Left > 0)
        {
            var body = r.Take<TableDescBody>("a table");
            if (body.Length < FixedBytes)
                throw r.Error(Errors.OFPBRC_BAD_LEN, $"a table of {(ushort)body.Length} bytes");
            r.Skip(body.Length - FixedBytes, "a table's properties");
            tables.Add(new(body.Table, body.Config));
        }
        return new(tables);
    }

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var table in Tables.Span)
            w.Put(new TableDescBody { Length = FixedBytes, Table = table.Table, Config = table.Config });
    }
}
