using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>ofp_time: seconds and nanoseconds since 1970. OpenFlow 1.5.1, 7.3.9.6.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct TimeBody
{
    public Be32 Pad;
    public Be64 Seconds;
    public Be32 Nanoseconds;
    public Be32 Pad2;
}

/// <summary>
/// A property of a bundle: when to commit it, or what an experimenter defined. Open vSwitch reads and heeds none.
/// OpenFlow 1.5.1, 7.3.9.
/// </summary>
public sealed record BundleProperty
{
    const ushort Time = 1;   // OFPBPT_TIME
    const int TimeBytes = 20;

    /// <summary>ofp_bundle_prop_type: 1 is a time, 0xffff an experimenter's.</summary>
    public ushort Type { get; init; }

    /// <summary>When the bundle is to be committed, in seconds since 1970.</summary>
    public ulong Seconds { get; init; }

    public uint Nanoseconds { get; init; }

    /// <summary>All of an experimenter's property: its id, its number and what follows; or of a type that is not known.</summary>
    public ValueList<byte> Payload { get; init; } = [];

    internal static ValueList<BundleProperty> ReadList(ref OfReader r)
    {
        var properties = new List<BundleProperty>();
        // Open vSwitch looks at nothing here; what is no property is passed over, with all behind it.
        while (IsWhole(r.Rest) && Properties.Next(ref r, out var type, out var body))
        {
            if (type != Time)
            {
                properties.Add(new() { Type = type, Payload = body.TakeRest() });
            }
            else if (body.Left == TimeBytes)
            {
                var time = body.Take<TimeBody>("the time");
                properties.Add(new() { Type = type, Seconds = time.Seconds, Nanoseconds = time.Nanoseconds });
            }
        }
        r.SkipUpTo(r.Left);
        return properties.Count == 0 ? ValueList<BundleProperty>.Empty : properties;
    }

    static bool IsWhole(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 4)
            return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        return length >= 4 && (length + 7) / 8 * 8 <= rest.Length;
    }

    internal static void WriteList(ref OfWriter w, ValueList<BundleProperty> properties)
    {
        foreach (var property in properties.Span)
        {
            if (property.Type == Time)
                Properties.Put(ref w, Time, new TimeBody { Seconds = property.Seconds, Nanoseconds = property.Nanoseconds });
            else
                Properties.PutBytes(ref w, property.Type, property.Payload.Span);
        }
    }
}
