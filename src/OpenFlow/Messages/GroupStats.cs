using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Asks for a group's counters, or those of all. OpenFlow 1.5.1, 7.3.5.9.</summary>
public sealed record GroupStatsRequest(uint GroupId = Group.All) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.GroupStats;

    internal override void WriteRequest(ref OfWriter w) => w.Put(new PaddedId { Id = GroupId });

    internal static GroupStatsRequest Read(ref OfReader r) => new(r.Take<PaddedId>("the group").Id);

    internal override void Print(StringBuilder to) => to.Append($" group_id={GroupText.NameOf(GroupId)}");
}

/// <summary>ofp_group_stats; counters of the buckets follow. OpenFlow 1.5.1, 7.3.5.9.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct GroupStatsBody
{
    public Be16 Length;
    public Be16 Pad;
    public Be32 GroupId;
    public Be32 RefCount;
    public Be32 Pad2;
    public Be64 PacketCount;
    public Be64 ByteCount;
    public Be32 DurationSec;
    public Be32 DurationNsec;
}

/// <summary>ofp_bucket_counter. OpenFlow 1.5.1, 7.3.5.9.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct BucketCounterBody
{
    public Be64 PacketCount;
    public Be64 ByteCount;
}

/// <summary>What a bucket has counted; all ones where the switch does not count.</summary>
public readonly record struct BucketStats(
    [property: JsonPropertyName("packet_count")] ulong Packets, [property: JsonPropertyName("byte_count")] ulong Bytes);

/// <summary>What a group has counted.</summary>
public sealed record GroupStats(uint GroupId)
{
    const int FixedBytes = 40, CounterBytes = 16;

    /// <summary>The flows and groups that send packets here.</summary>
    [JsonPropertyName("ref_count")]
    public uint References { get; init; }

    [JsonPropertyName("packet_count")]
    public ulong Packets { get; init; }

    [JsonPropertyName("byte_count")]
    public ulong Bytes { get; init; }

    [JsonPropertyName("duration_sec")]
    public uint DurationSeconds { get; init; }

    /// <summary>Beyond <see cref="DurationSeconds"/>.</summary>
    [JsonPropertyName("duration_nsec")]
    public uint DurationNanoseconds { get; init; }

    [JsonPropertyName("bucket_stats")]
    public ValueList<BucketStats> Buckets { get; init; } = [];

    internal static GroupStats Read(ref OfReader r)
    {
        var body = r.Take<GroupStatsBody>("a group's counters");
        if (body.Length < FixedBytes)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"a group's counters of {(ushort)body.Length} bytes");
        var rest = r.Sub((body.Length - FixedBytes) / CounterBytes * CounterBytes, Errors.OFPBRC_BAD_LEN, "a group's counters");
        var buckets = new List<BucketStats>();
        while (rest.Left > 0)
        {
            var counter = rest.Take<BucketCounterBody>("a bucket's counters");
            buckets.Add(new(counter.PacketCount, counter.ByteCount));
        }
        return new(body.GroupId)
        {
            References = body.RefCount,
            Packets = body.PacketCount,
            Bytes = body.ByteCount,
            DurationSeconds = body.DurationSec,
            DurationNanoseconds = body.DurationNsec,
            Buckets = buckets,
        };
    }

    internal void Write(ref OfWriter w)
    {
        w.Put(new GroupStatsBody
        {
            Length = (ushort)(FixedBytes + CounterBytes * Buckets.Count),
            GroupId = GroupId,
            RefCount = References,
            PacketCount = Packets,
            ByteCount = Bytes,
            DurationSec = DurationSeconds,
            DurationNsec = DurationNanoseconds,
        });
        foreach (var bucket in Buckets.Span)
            w.Put(new BucketCounterBody { PacketCount = bucket.Packets, ByteCount = bucket.Bytes });
    }

    internal void Print(StringBuilder to)
    {
        to.Append($"\n group_id={GroupId},");
        if (DurationSeconds != uint.MaxValue)
        {
            Printing.WriteDuration(to.Append("duration="), DurationSeconds, DurationNanoseconds);
            to.Append(',');
        }
        to.Append($"ref_count={References},packet_count={Packets},byte_count={Bytes}");
        for (var i = 0; i < Buckets.Count; i++)
        {
            if (Buckets[i].Packets != ulong.MaxValue)
                to.Append($",bucket{i}:packet_count={Buckets[i].Packets},byte_count={Buckets[i].Bytes}");
        }
    }
}

/// <summary>Counters of groups.</summary>
public sealed record GroupStatsReply(ValueList<GroupStats> Stats) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.GroupStats;

    internal static GroupStatsReply Read(ref OfReader r) => new(r.ReadAll(GroupStats.Read));

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var stats in Stats.Span)
            stats.Write(ref w);
    }

    internal override void Print(StringBuilder to)
    {
        foreach (var stats in Stats)
            stats.Print(to);
    }
}
