using System.Collections.Immutable;
using Sdn.Api;
using Sdn.Pipeline;

namespace Sdn.Controller.Store;

/// <summary>Everything that is desired at one revision; immutable, and the messages in it are never changed.</summary>
/// <remarks>Dictionaries are by the last part of the resource's name, in ordinal order.</remarks>
sealed record StoreSnapshot
{
    public static readonly StoreSnapshot Empty = new();

    StoreSnapshot()
    {
    }

    public ulong Revision => Fleet.Revision;

    /// <summary>The same as the planner needs it; numbers of devices, endpoints and policies are found here alone.</summary>
    public Fleet Fleet { get; init; } = Fleet.Empty;

    public ImmutableSortedDictionary<string, Device> Devices { get; init; } = Sorted<Device>();

    public ImmutableSortedDictionary<string, Application> Applications { get; init; } = Sorted<Application>();

    public ImmutableSortedDictionary<string, Endpoint> Endpoints { get; init; } = Sorted<Endpoint>();

    public ImmutableSortedDictionary<string, Policy> Policies { get; init; } = Sorted<Policy>();

    /// <summary>Devices' ids by their `external_ids:system-id`.</summary>
    public ImmutableDictionary<string, string> DevicesBySystemId { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Devices' ids by their tunnel addresses, as <see cref="System.Net.IPAddress"/> writes them.</summary>
    public ImmutableDictionary<string, string> DevicesByVtep { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    static ImmutableSortedDictionary<string, T> Sorted<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}

/// <summary>What reconcilers and watches need of the store: the newest snapshot, and to be told of a newer one.</summary>
interface IStoreSignal
{
    StoreSnapshot Current { get; }

    /// <summary>The newest changes.</summary>
    ChangeLog Changes { get; }

    /// <summary>The newest snapshot, once it is newer than a revision; snapshots in between are skipped.</summary>
    ValueTask<StoreSnapshot> WaitBeyond(ulong revision, CancellationToken cancellationToken);
}
