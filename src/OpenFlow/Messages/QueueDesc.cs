using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Asks how a queue is configured, or all queues of a port or of all ports. OpenFlow 1.5.1, 7.3.5.20.</summary>
public sealed record QueueDescRequest(
    [property: JsonPropertyName("port_no")] uint Port = Ports.Any,
    [property: JsonPropertyName("queue_id")] uint Queue = Queues.All) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.QueueDesc;

    internal override void WriteRequest(ref OfWriter w) => w.Put(new QueueRequestBody { PortNo = Port, QueueId = Queue });

    internal static QueueDescRequest Read(ref OfReader r)
    {
        var body = r.Take<QueueRequestBody>("the queue");
        return new(Ports.Checked(body.PortNo, in r), body.QueueId);
    }

    internal override void Print(StringBuilder to)
    {
        to.Append($" port={Ports.Show(Port)}");
        if (Queue != Queues.All)
            to.Append($" queue={Queue}");
    }
}

/// <summary>ofp_queue_desc; properties follow. OpenFlow 1.5.1, 7.3.5.20.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct QueueDescBody
{
    public Be32 PortNo;
    public Be32 QueueId;
    public Be16 Length;
    public Be16 Pad0;
    public Be32 Pad1;
}

/// <summary>ofp_queue_desc_prop_min_rate and ofp_queue_desc_prop_max_rate, behind type and length. OpenFlow 1.5.1, 7.3.5.20.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct QueueRateBody
{
    public Be16 Rate;
    public Be16 Pad;
}

/// <summary>The rate that a queue is given at least (ofp_queue_desc_prop_min_rate), in 1/10 of a percent of the port's; above 1000 it is disabled.</summary>
public sealed record QueueMinRate(ushort Rate) : Property<QueueDesc>
{
    internal override void WriteBody(ref OfWriter w) => w.Put(new QueueRateBody { Rate = Rate });
}

/// <summary>The rate that a queue is given at most (ofp_queue_desc_prop_max_rate), in 1/10 of a percent of the port's; above 1000 it is disabled.</summary>
public sealed record QueueMaxRate(ushort Rate) : Property<QueueDesc>
{
    internal override void WriteBody(ref OfWriter w) => w.Put(new QueueRateBody { Rate = Rate });
}

/// <summary>How a queue is configured.</summary>
public sealed record QueueDesc(
    [property: JsonPropertyName("port_no")] uint Port, [property: JsonPropertyName("queue_id")] uint Queue)
{
    const int FixedBytes = 16;

    /// <summary>The kinds of properties that queues have (ofp_queue_desc_prop_type).</summary>
    internal static readonly PropertyTable<QueueDesc> PropertyTable = new(
        new(1, "min_rate", typeof(QueueMinRate), static (ref r) => new QueueMinRate(r.Take<Be16>("the rate"))),
        new(2, "max_rate", typeof(QueueMaxRate), static (ref r) => new QueueMaxRate(r.Take<Be16>("the rate"))));

    /// <summary>The queue's rates, and what experimenters say.</summary>
    public ValueList<Property<QueueDesc>> Properties { get; init; } = [];

    internal static QueueDesc Read(ref OfReader r)
    {
        var body = r.Take<QueueDescBody>("a queue");
        var port = Ports.Checked(body.PortNo, in r);
        if (body.Length < FixedBytes || body.Length % 8 != 0)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"a queue of {(ushort)body.Length} bytes");
        var rest = r.Sub(body.Length - FixedBytes, Errors.OFPBRC_BAD_LEN, "a queue");
        return new(port, body.QueueId) { Properties = PropertyTable.Read(ref rest) };
    }

    internal void Write(ref OfWriter w)
    {
        var start = w.Position;
        w.Put(new QueueDescBody { PortNo = Port, QueueId = Queue });
        PropertyTable.Write(ref w, Properties);
        w.Patch16(start + 8, w.Position - start);
    }

    internal void Print(StringBuilder to)
    {
        to.Append($"queue {Queue}:");
        PrintRate(to, "min_rate", Properties.OfType<QueueMinRate>().LastOrDefault()?.Rate);
        PrintRate(to, "max_rate", Properties.OfType<QueueMaxRate>().LastOrDefault()?.Rate);
        to.Append('\n');
    }

    static void PrintRate(StringBuilder to, string name, ushort? rate)
    {
        if (rate is <= 1000)
            to.Append($" {name}:{rate / 10}.{rate % 10}%");
        else if (rate is < ushort.MaxValue)
            to.Append($" {name}:(disabled)");
    }
}

/// <summary>How queues are configured.</summary>
public sealed record QueueDescReply(ValueList<QueueDesc> Queues) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.QueueDesc;

    internal static QueueDescReply Read(ref OfReader r) => new(r.ReadAll(QueueDesc.Read));

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var queue in Queues.Span)
            queue.Write(ref w);
    }

    internal override void Print(StringBuilder to)
    {
        to.Append(' ');
        ushort port = 0;   // that of the line before; no line is written for port 0
        foreach (var queue in Queues.OrderBy(queue => Ports.Narrow(queue.Port)).ThenBy(queue => queue.Queue))
        {
            if (Ports.Narrow(queue.Port) != port)
                to.Append($"port={Ports.Show(queue.Port)}\n");
            port = Ports.Narrow(queue.Port);
            queue.Print(to);
        }
    }
}
