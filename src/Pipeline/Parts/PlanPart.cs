using Sdn.OpenFlow;

namespace Sdn.Pipeline;

/// <summary>What a part of a plan is about; with the numbers it makes a key that is unique in a plan.</summary>
enum PartKind : byte
{
    /// <summary>What is on every device.</summary>
    Everywhere,

    /// <summary>What an application needs on a device that hosts it or an application linked with it.</summary>
    Application,

    /// <summary>An endpoint, to its own application, on its device and on others.</summary>
    Endpoint,

    /// <summary>An endpoint, to an application that a policy links with its own.</summary>
    Linked,

    /// <summary>Another device, at the end of an application's tunnel.</summary>
    Peer,

    /// <summary>What policies allow.</summary>
    Rules,

    /// <summary>Flows that were made elsewhere.</summary>
    Given,
}

/// <summary>Names a part within a plan.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Application">The number of the application in whose segment it is; 0 where it is in none.</param>
/// <param name="Number">The number of the endpoint or device that it is about; 0 where it is about none.</param>
readonly record struct PartKey(PartKind Kind, uint Application, uint Number);

/// <summary>
/// A piece of a plan that follows from a few resources. It keeps those and makes its flows when they are asked for: a fleet has
/// tens of millions of flows, of which at any time only the few that are sent or compared are needed.
/// </summary>
abstract class PlanPart(PartKey key)
{
    // Made again when it has been forgotten; all makings are equal.
    volatile PartContent? _content;
    int _flowCount = -1;

    public PartKey Key { get; } = key;

    public PartContent Content
    {
        get
        {
            if (_content is { } content)
                return content;
            _content = content = Make();
            RecentParts.Add(this);
            return content;
        }
    }

    /// <summary>Whether the content has ports, which is known without it.</summary>
    public virtual bool HasPorts => false;

    public int FlowCount => _flowCount >= 0 ? _flowCount : _flowCount = Content.Flows.Count;

    /// <summary>Whether the other, under the same key, follows from the same and so has the same content.</summary>
    public abstract bool IsSame(PlanPart other);

    internal void Forget() => _content = null;

    protected abstract PartContent Make();
}

/// <summary>What a part has to say to a device.</summary>
sealed record PartContent(IReadOnlyList<Flow> Flows)
{
    /// <summary>Groups, without the buckets that other parts add to them.</summary>
    public IReadOnlyList<Group> Groups { get; init; } = [];

    /// <summary>Buckets for groups that are there while any part has one for them.</summary>
    public IReadOnlyList<GroupBucket> Buckets { get; init; } = [];

    public IReadOnlyList<BridgePort> Ports { get; init; } = [];
}

/// <summary>A bucket of a group.</summary>
public readonly record struct GroupBucket(uint Group, Bucket Bucket);

/// <summary>The parts whose content was made last: a change goes to many devices within moments, and is made once for them.</summary>
static class RecentParts
{
    const int CountMax = 50_000;

    static readonly PlanPart?[] Ring = new PlanPart?[CountMax];
    static uint _next;

    public static void Add(PlanPart part) => Interlocked.Exchange(ref Ring[Interlocked.Increment(ref _next) % CountMax], part)?.Forget();
}
