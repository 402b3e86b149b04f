using System.Text;
using System.Text.Json.Serialization;
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
public sealed record DescReply(
    [property: JsonPropertyName("mfr_desc")] string Manufacturer,
    [property: JsonPropertyName("hw_desc")] string Hardware,
    [property: JsonPropertyName("sw_desc")] string Software,
    [property: JsonPropertyName("serial_num")] string SerialNumber,
    [property: JsonPropertyName("dp_desc")] string Datapath) : MultipartReply
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

    internal override void Print(StringBuilder to)
    {
        to.Append($"\nManufacturer: {Manufacturer}\nHardware: {Hardware}\nSoftware: {Software}\n");
        to.Append($"Serial Num: {SerialNumber}\nDP Description: {Datapath}\n");
    }
}
