using Sdn.Controller.Store;
using Sdn.Pipeline;

namespace Sdn.Controller.Devices;

/// <summary>
/// The newest revision of which every device that it concerns has been told. A device that has realized what it was told last has
/// realized that revision too.
/// </summary>
sealed class Distribution
{
    readonly ChangeSignal _advanced = new();
    ulong _revision;

    public ulong Revision => Volatile.Read(ref _revision);

    public void Advance(ulong revision)
    {
        Volatile.Write(ref _revision, revision);
        _advanced.Raise();
    }

    public async ValueTask WaitFor(ulong revision, CancellationToken cancellationToken)
    {
        for (var sequence = _advanced.Sequence; Revision < revision;)
            sequence = await _advanced.WaitBeyond(sequence, cancellationToken);
    }
}

/// <summary>Which devices changes of the store concern.</summary>
static class ChangeReach
{
    public static IEnumerable<string> ReachBetween(this IEnumerable<Change> changes, Fleet before, Fleet after)
    {
        var reach = new Reach(before, after);
        foreach (var (kind, id) in changes.Select(change => (change.Kind, change.Id)).Distinct())
        {
            switch (kind)
            {
                case ResourceKind.Device:
                    reach.AddDevice(id);
                    break;
                case ResourceKind.Application:
                    reach.AddApplication(id);
                    break;
                case ResourceKind.Endpoint:
                    reach.AddEndpoint(id);
                    break;
                case ResourceKind.Policy:
                    reach.AddPolicy(id);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(changes), kind, "no such kind of resource");
            }
        }

        return reach.Devices;
    }
}
