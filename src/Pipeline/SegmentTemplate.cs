using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Sdn.Pipeline;

/// <summary>What an application's segment has of one device, as all other devices see it.</summary>
/// <param name="Device">The device.</param>
/// <param name="Sources">What the parts follow from besides: each the very object.</param>
/// <param name="Parts">No two with the same key.</param>
sealed record RemotePlace(FleetDevice Device, object?[] Sources, PlanPart[] Parts)
{
    int _flowCount = -1;

    public int FlowCount => _flowCount >= 0 ? _flowCount : _flowCount = Parts.Sum(part => part.FlowCount);
}

/// <summary>A part that one segment has of a device and another has not.</summary>
readonly record struct PlacedPart(uint Device, PlanPart Part);

/// <summary>Parts that go and parts that come from one segment to the next.</summary>
sealed record SegmentDelta(IReadOnlyList<PlacedPart> Gone, IReadOnlyList<PlacedPart> Come);

/// <summary>
/// What a segment has of all devices, in the order of their numbers. A device has its own place in it too, which it leaves out; so
/// one template serves all devices that have a part in the segment in the same way, and a change is worked out once for them.
/// </summary>
sealed class SegmentTemplate
{
    const int RecentMax = 8, DeltasMax = 4;

    static readonly ConditionalWeakTable<FleetApplication, Recent> Templates = [];

    readonly bool _isHosted;
    readonly AddressFamily _family;
    readonly object?[] _sources;

    // The earlier template is not held: each would hold the one before it for ever.
    (WeakReference<SegmentTemplate> Earlier, SegmentDelta Delta)[] _deltas = [];
    int _flowCount = -1;

    SegmentTemplate(bool isHosted, AddressFamily family, object?[] sources, RemotePlace[] places) =>
        (_isHosted, _family, _sources, Places) = (isHosted, family, sources, places);

    public RemotePlace[] Places { get; }

    public int FlowCount => _flowCount >= 0 ? _flowCount : _flowCount = Places.Sum(place => place.FlowCount);

    /// <summary>The template of an application's segment at the fleet's state.</summary>
    /// <param name="fleet">What is desired of all.</param>
    /// <param name="application">Whose segment it is.</param>
    /// <param name="isHosted">For devices that host the application, else for those that only host one linked with it.</param>
    /// <param name="family">For devices with such tunnel addresses: no tunnel has an IPv4 and an IPv6 end.</param>
    public static SegmentTemplate Of(Fleet fleet, FleetApplication application, bool isHosted, AddressFamily family)
    {
        object?[] sources = [.. Sources(fleet, application, isHosted)];
        return Templates.GetValue(application, static _ => new()).Find(
            isHosted, family, sources, earlier => Make(fleet, application, isHosted, family, sources, earlier));
    }

    /// <summary>The place of a device; negative if it has none.</summary>
    public int IndexOf(FleetDevice device)
    {
        var (low, high) = (0, Places.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var number = Places[middle].Device.Number;
            if (number == device.Number)
                return middle;
            if (number < device.Number)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -1;
    }

    /// <summary>What this template has that an earlier one has not, and the other way round.</summary>
    public SegmentDelta From(SegmentTemplate earlier)
    {
        foreach (var (known, delta) in Volatile.Read(ref _deltas))
        {
            if (known.TryGetTarget(out var target) && ReferenceEquals(target, earlier))
                return delta;
        }

        var made = Compare(earlier.Places, Places);
        Volatile.Write(ref _deltas, [(new(earlier), made), .. _deltas.Take(DeltasMax - 1)]);
        return made;
    }

    static IEnumerable<object?> Sources(Fleet fleet, FleetApplication application, bool isHosted)
    {
        yield return fleet.Underlay;
        yield return fleet.PlacesOf(application.Name);
        if (!isHosted)
            yield break;
        foreach (var name in fleet.LinkedApplications(application.Name))
        {
            yield return fleet.Applications[name];
            yield return fleet.PlacesOf(name);
        }
    }

    static SegmentTemplate Make(
        Fleet fleet, FleetApplication application, bool isHosted, AddressFamily family, object?[] sources, SegmentTemplate? earlier)
    {
        var segments = new List<FleetApplication> { application };
        if (isHosted)
            segments.AddRange(fleet.LinkedApplications(application.Name).Select(name => fleet.Applications[name]));
        var places = new SortedDictionary<uint, RemotePlace>();
        var old = earlier?.Places.ToDictionary(place => place.Device.Number) ?? [];
        foreach (var name in segments.SelectMany(segment => fleet.PlacesOf(segment.Name).Keys))
        {
            var device = fleet.Devices[name];
            if (device.Vtep.AddressFamily != family || places.ContainsKey(device.Number))
                continue;
            object?[] placeSources = [.. segments.SelectMany(segment => (object?[])[segment, fleet.EndpointsOf(segment.Name, name)])];
            places[device.Number] =
                old.TryGetValue(device.Number, out var place) && device.Equals(place.Device) && PlanSection.AreSame(placeSources, place.Sources)
                    ? place
                    : new(device, placeSources, [.. Parts(fleet, segments, device, isHosted)]);
        }

        return new(isHosted, family, sources, [.. places.Values]);
    }

    /// <param name="fleet">What is desired of all.</param>
    /// <param name="segments">The application first, then those that are linked with it.</param>
    /// <param name="device">The device of the place.</param>
    /// <param name="isHosted">Whether it is for devices that send to this one, not only from it.</param>
    static IEnumerable<PlanPart> Parts(Fleet fleet, List<FleetApplication> segments, FleetDevice device, bool isHosted)
    {
        var application = segments[0];
        var own = fleet.EndpointsOf(application.Name, device.Name);
        yield return new PeerPart(application, device, own.Count > 0, isHosted);
        if (!isHosted)
            yield break;
        foreach (var endpoint in own)
            yield return new EndpointPart(new(endpoint, application, device));
        foreach (var other in segments.Skip(1))
        {
            foreach (var endpoint in fleet.EndpointsOf(other.Name, device.Name))
                yield return new LinkedPart(application, true, false, new(endpoint, other, device));
        }
    }

    static SegmentDelta Compare(RemotePlace[] earlier, RemotePlace[] later)
    {
        var (gone, come) = (new List<PlacedPart>(), new List<PlacedPart>());
        var (i, j) = (0, 0);
        while (i < earlier.Length || j < later.Length)
        {
            var old = i < earlier.Length ? earlier[i] : null;
            var now = j < later.Length ? later[j] : null;
            if (now is null || old?.Device.Number < now.Device.Number)
            {
                gone.AddRange(old!.Parts.Select(part => new PlacedPart(old.Device.Number, part)));
                i++;
            }
            else if (old is null || now.Device.Number < old.Device.Number)
            {
                come.AddRange(now.Parts.Select(part => new PlacedPart(now.Device.Number, part)));
                j++;
            }
            else
            {
                if (!ReferenceEquals(old, now))
                {
                    var number = now.Device.Number;
                    PlanSection.Compare(old.Parts, now.Parts, part => gone.Add(new(number, part)), part => come.Add(new(number, part)));
                }
                (i, j) = (i + 1, j + 1);
            }
        }

        return new(gone, come);
    }

    /// <summary>The templates of an application that were made last: devices that are being brought to different revisions need different ones.</summary>
    sealed class Recent
    {
        readonly Lock _lock = new();
        readonly LinkedList<SegmentTemplate> _templates = [];   // the newest first

        public SegmentTemplate Find(
            bool isHosted, AddressFamily family, object?[] sources, Func<SegmentTemplate?, SegmentTemplate> make)
        {
            lock (_lock)
            {
                SegmentTemplate? earlier = null;
                foreach (var template in _templates.Where(template => template._isHosted == isHosted && template._family == family))
                {
                    if (PlanSection.AreSame(template._sources, sources))
                        return template;
                    earlier ??= template;
                }

                var made = make(earlier);
                _templates.AddFirst(made);
                if (_templates.Count > RecentMax)
                    _templates.RemoveLast();
                return made;
            }
        }
    }
}
