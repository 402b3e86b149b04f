using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>A time of the switch's clock, in seconds and nanoseconds (ofp_time).</summary>
public readonly record struct SwitchTime(ulong Seconds, uint Nanoseconds);

/// <summary>ofp_bundle_features_prop_time, behind its type and length. OpenFlow 1.5.1, 7.3.5.21.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct BundleTimesBody
{
    public Be32 Pad;
    public TimeOfFeatures Accuracy;
    public TimeOfFeatures MaxFuture;
    public TimeOfFeatures MaxPast;
    public TimeOfFeatures Timestamp;
}

/// <summary>ofp_time.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct TimeOfFeatures
{
    public Be64 Seconds;
    public Be32 Nanoseconds;
    public Be32 Pad;

    public static implicit operator TimeOfFeatures(SwitchTime time) => new() { Seconds = time.Seconds, Nanoseconds = time.Nanoseconds };

    public static implicit operator SwitchTime(TimeOfFeatures time) => new(time.Seconds, time.Nanoseconds);
}

/// <summary>How exactly, and how far from now, a switch commits bundles at a time.</summary>
public sealed record BundleTimes(
    [property: JsonPropertyName("sched_accuracy")] SwitchTime Accuracy,
    [property: JsonPropertyName("sched_max_future")] SwitchTime MaxFuture,
    [property: JsonPropertyName("sched_max_past")] SwitchTime MaxPast,
    SwitchTime Timestamp)
{
    const ushort TimeCapability = 1;   // OFPTMPBF_TIME_CAPABILITY

    internal void Write(ref OfWriter w) => Properties.Put(ref w, TimeCapability, new BundleTimesBody
    {
        Accuracy = Accuracy,
        MaxFuture = MaxFuture,
        MaxPast = MaxPast,
        Timestamp = Timestamp,
    });

    internal static BundleTimes? Read(ref OfReader r)
    {
        BundleTimes? times = null;
        while (Properties.NextOfAny(ref r, out var type, out var body))
        {
            if (type != TimeCapability)
                throw Properties.Unknown(in body, "bundle features", type);
            var read = Properties.Only<BundleTimesBody>(ref body, "the times");
            times = new(read.Accuracy, read.MaxFuture, read.MaxPast, read.Timestamp);
        }
        return times;
    }

    internal void Print(StringBuilder to)
    {
        Print(to, " sched_accuracy=", Accuracy);
        Print(to, " sched_max_future=", MaxFuture);
        Print(to, " sched_max_past=", MaxPast);
        Print(to, " timestamp=", Timestamp);
    }

    static void Print(StringBuilder to, string name, SwitchTime time) => to.Append($"{name}{time.Seconds}.{time.Nanoseconds:000000000}");
}

/// <summary>Asks what a switch can do with bundles. Open vSwitch 3.1 does not know the question; the text is ours.</summary>
public sealed record BundleFeaturesRequest([property: JsonPropertyName("feature_request_flags")] uint RequestFlags) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.BundleFeatures;

    /// <summary>The controller's clock, and what it would like to be set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BundleTimes? Times { get; init; }

    internal override void WriteRequest(ref OfWriter w)
    {
        w.Put<Be32>(RequestFlags);
        w.Pad(4);
        Times?.Write(ref w);
    }

    internal static BundleFeaturesRequest Read(ref OfReader r)
    {
        uint flags = r.Take<Be32>("the flags");
        r.Skip(4, "the request's padding");
        return new(flags) { Times = BundleTimes.Read(ref r) };
    }

    internal override void Print(StringBuilder to)
    {
        to.Append($" flags=0x{RequestFlags:x}");
        Times?.Print(to);
    }
}

/// <summary>What a switch can do with bundles (ofp_bundle_feature_flags: 1 atomic, 2 ordered, 4 timed).</summary>
public sealed record BundleFeaturesReply(ushort Capabilities) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.BundleFeatures;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BundleTimes? Times { get; init; }

    internal override void WriteReply(ref OfWriter w)
    {
        w.Put<Be16>(Capabilities);
        w.Pad(6);
        Times?.Write(ref w);
    }

    internal static BundleFeaturesReply Read(ref OfReader r)
    {
        ushort capabilities = r.Take<Be16>("the capabilities");
        r.Skip(6, "the reply's padding");
        return new(capabilities) { Times = BundleTimes.Read(ref r) };
    }

    internal override void Print(StringBuilder to)
    {
        to.Append($" capabilities=0x{Capabilities:x}");
        Times?.Print(to);
    }
}
