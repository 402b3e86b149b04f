using System.Runtime.InteropServices;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Asks for a port, or all. OpenFlow 1.5.1, 7.3.5.7.</summary>
public sealed record PortDescRequest(uint Port = Ports.Any) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.PortDesc;

    internal override void WriteRequest(ref OfWriter w)
    {
        w.Put<Be32>(Port);
        w.Pad(4);
    }

    internal static PortDescRequest Read(ref OfReader r)
    {
        var port = r.Take<Be32>("the port");
        r.Skip(4, "the request's padding");
        return new(port);
    }
}

/// <summary>Ports that the bridge has.</summary>
public sealed record PortDescReply(ValueList<PortDesc> Ports) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.PortDesc;

    internal static PortDescReply Read(ref OfReader r)
    {
        var ports = new List<PortDesc>();
        while (r.Left > 0)
            ports.Add(PortDesc.Read(ref r));
        return new(ports);
    }

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var port in Ports.Span)
            port.Write(ref w);
    }
}

/// <summary>Asks for a port's counters, or those of all. OpenFlow 1.5.1, 7.3.5.6.</summary>
public sealed record PortStatsRequest(uint Port = Ports.Any) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.PortStats;

    internal override void WriteRequest(ref OfWriter w)
    {
        w.Put<Be32>(Port);
        w.Pad(4);
    }

    internal static PortStatsRequest Read(ref OfReader r)
    {
        var port = r.Take<Be32>("the port");
        r.Skip(4, "the request's padding");
        return new(port);
    }
}

/// <summary>ofp_port_stats; properties follow.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PortStatsBody
{
    public Be16 Length;
    public Be16 Pad;
    public Be32 Port;
    public Be32 DurationSeconds;
    public Be32 DurationNanoseconds;
    public Be64 RxPackets;
    public Be64 TxPackets;
    public Be64 RxBytes;
    public Be64 TxBytes;
    public Be64 RxDropped;
    public Be64 TxDropped;
    public Be64 RxErrors;
    public Be64 TxErrors;
}

/// <summary>What a port has counted; all ones where the interface does not count.</summary>
public readonly record struct PortStats(uint Port)
{
    public ulong RxPackets { get; init; }

    public ulong TxPackets { get; init; }

    public ulong RxBytes { get; init; }

    public ulong TxBytes { get; init; }

    public ulong RxDropped { get; init; }

    public ulong TxDropped { get; init; }

    public ulong RxErrors { get; init; }

    public ulong TxErrors { get; init; }

    public uint DurationSeconds { get; init; }

    /// <summary>Beyond <see cref="DurationSeconds"/>.</summary>
    public uint DurationNanoseconds { get; init; }
}

/// <summary>Counters of ports.</summary>
public sealed record PortStatsReply(ValueList<PortStats> Stats) : MultipartReply
{
    const int FixedBytes = 80;

    public override MultipartType Multipart => MultipartType.PortStats;

    internal static PortStatsReply Read(ref OfReader r)
    {
        var stats = new List<PortStats>();
        while (r.Left > 0)
        {
            var body = r.Take<PortStatsBody>("a port's counters");
            if (body.Length < FixedBytes)
                throw r.Error(Errors.OFPBRC_BAD_LEN, $"a port's counters of {(ushort)body.Length} bytes");
            r.Skip(body.Length - FixedBytes, "a port's counters");   // RFC 2819 counters and the like
            stats.Add(new(body.Port)
            {
                RxPackets = body.RxPackets,
                TxPackets = body.TxPackets,
                RxBytes = body.RxBytes,
                TxBytes = body.TxBytes,
                RxDropped = body.RxDropped,
                TxDropped = body.TxDropped,
                RxErrors = body.RxErrors,
                TxErrors = body.TxErrors,
                DurationSeconds = body.DurationSeconds,
                DurationNanoseconds = body.DurationNanoseconds,
            });
        }
        return new(stats);
    }

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var stats in Stats.Span)
        {
            w.Put(new PortStatsBody
            {
                Length = FixedBytes,
                Port = stats.Port,
                DurationSeconds = stats.DurationSeconds,
                DurationNanoseconds = stats.DurationNanoseconds,
                RxPackets = stats.RxPackets,
                TxPackets = stats.TxPackets,
                RxBytes = stats.RxBytes,
                TxBytes = stats.TxBytes,
                RxDropped = stats.RxDropped,
                TxDropped = stats.TxDropped,
                RxErrors = stats.RxErrors,
                TxErrors = stats.TxErrors,
            });
        }
    }
}
