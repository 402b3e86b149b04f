using Sdn.OpenFlow;

namespace Sdn.Pipeline;

/// <summary>Where packets for an endpoint go.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Application">Its application.</param>
/// <param name="Peer">The device that has it; null if it is the planned device itself.</param>
readonly record struct Destination(FleetEndpoint Endpoint, FleetApplication Application, FleetDevice? Peer)
{
    /// <summary>Whether packets are sent there in the same way: of a peer only the number counts.</summary>
    public bool IsSame(Destination other) =>
        Endpoint.Equals(other.Endpoint) && Application.Equals(other.Application) && Peer?.Number == other.Peer?.Number;
}

/// <inheritdoc cref="PartKind.Everywhere"/>
sealed class EverywherePart(FleetDevice device) : PlanPart(new(PartKind.Everywhere, 0, 0))
{
    readonly FleetDevice _device = device;

    public override bool IsSame(PlanPart other) => other is EverywherePart part && part._device.Vtep.Equals(_device.Vtep);

    protected override PartContent Make() => new(
    [
        .. PortSecurityFlows.Everywhere(),
        .. NeighbourFlows.Everywhere(),
        .. ConntrackFlows.Everywhere(),
        .. PolicyFlows.Everywhere(),
        .. ForwardFlows.Everywhere(_device),
        TunnelFlows.StrayFlow(),
        .. Tables.All.Select(t => t.MissFlow()),
    ]);
}

/// <inheritdoc cref="PartKind.Application"/>
sealed class ApplicationPart(FleetApplication application, bool isHosted, bool hasTunnel)
    : PlanPart(new(PartKind.Application, application.Number, (isHosted ? 1u : 0) | (hasTunnel ? 2u : 0)))
{
    readonly (FleetApplication Application, bool IsHosted, bool HasTunnel) _source = (application, isHosted, hasTunnel);

    public override bool HasPorts => _source.HasTunnel;

    public override bool IsSame(PlanPart other) => other is ApplicationPart part && part._source.Equals(_source);

    protected override PartContent Make()
    {
        var application = _source.Application;
        IEnumerable<Flow> tunnel = _source.HasTunnel ? [ClassifyFlows.Tunnel(application)] : [];
        IEnumerable<Flow> hosted = _source.IsHosted
            ?
            [
                .. NeighbourFlows.Gateways(application),
                .. ConntrackFlows.Of(application),
                .. PolicyFlows.Within(application),
                .. ForwardFlows.Gateways(application),
                .. ReplicateFlows.Of(application),
            ]
            : [];
        return new([.. tunnel, .. hosted])
        {
            Ports = _source.HasTunnel ? [TunnelPort.Of(application)] : [],
            Groups = _source.IsHosted ? ReplicateFlows.Groups(application) : [],
        };
    }
}

/// <inheritdoc cref="PartKind.Endpoint"/>
sealed class EndpointPart(Destination destination)
    : PlanPart(new(PartKind.Endpoint, destination.Application.Number, destination.Endpoint.Number))
{
    readonly Destination _destination = destination;

    public override bool HasPorts => _destination.Peer is null;

    public override bool IsSame(PlanPart other) => other is EndpointPart part && part._destination.IsSame(_destination);

    protected override PartContent Make()
    {
        var (endpoint, application, peer) = _destination;
        IEnumerable<Flow> local = peer is null
            ? [ClassifyFlows.Container(endpoint, application), .. PortSecurityFlows.Of(endpoint)]
            : [];
        return new([.. local, .. NeighbourFlows.Of(application, endpoint), ForwardFlows.Within(_destination)])
        {
            Ports = peer is null ? [PortOf(endpoint)] : [],
            Buckets = peer is null ? ReplicateFlows.Local(application, endpoint) : [],
        };
    }

    static BridgePort PortOf(FleetEndpoint endpoint) => new(
        endpoint.Interface,
        "",
        endpoint.OfPort,
        new SortedDictionary<string, string>(StringComparer.Ordinal),
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["sdn-application"] = endpoint.Application,
            ["sdn-endpoint"] = endpoint.Name,
        });
}

/// <inheritdoc cref="PartKind.Linked"/>
/// <param name="from">The application from whose containers packets come.</param>
/// <param name="isHosted">Whether the device has such containers.</param>
/// <param name="isReached">Whether such packets come through the tunnel, for an endpoint that the device has.</param>
/// <param name="destination">Where they go.</param>
sealed class LinkedPart(FleetApplication from, bool isHosted, bool isReached, Destination destination)
    : PlanPart(new(PartKind.Linked, from.Number, destination.Endpoint.Number))
{
    readonly (FleetApplication From, bool IsHosted, bool IsReached) _source = (from, isHosted, isReached);
    readonly Destination _destination = destination;

    public override bool IsSame(PlanPart other) =>
        other is LinkedPart part && part._source.Equals(_source) && part._destination.IsSame(_destination);

    protected override PartContent Make() => new(
    [
        .. _source.IsHosted ? ForwardFlows.Routes(_source.From, _destination) : [],
        .. _source.IsReached ? [ForwardFlows.Arrival(_source.From, _destination)] : Array.Empty<Flow>(),
    ]);
}

/// <inheritdoc cref="PartKind.Peer"/>
/// <param name="application">The application whose frames are exchanged.</param>
/// <param name="peer">The other device.</param>
/// <param name="isMember">Whether it hosts the application, so that its frames are admitted.</param>
/// <param name="isSentTo">Whether the application's frames are sent to it: unicast, and if it is a member a copy of each multicast.</param>
sealed class PeerPart(FleetApplication application, FleetDevice peer, bool isMember, bool isSentTo)
    : PlanPart(new(PartKind.Peer, application.Number, peer.Number))
{
    readonly (FleetApplication Application, FleetDevice Peer, bool IsMember, bool IsSentTo) _source = (application, peer, isMember, isSentTo);

    public override bool IsSame(PlanPart other) => other is PeerPart part && part._source.Equals(_source);

    protected override PartContent Make() => new(
    [
        .. _source.IsMember ? [TunnelFlows.AdmitFlow(_source.Application, _source.Peer)] : Array.Empty<Flow>(),
        .. _source.IsSentTo ? [TunnelFlows.EncapsulateFlow(_source.Application, _source.Peer)] : Array.Empty<Flow>(),
    ])
    {
        Buckets = _source is { IsMember: true, IsSentTo: true } ? [ReplicateFlows.Remote(_source.Application, _source.Peer)] : [],
    };
}

/// <inheritdoc cref="PartKind.Rules"/>
sealed class RulesPart(IReadOnlyList<Rule> rules, IReadOnlySet<string> hosted) : PlanPart(new(PartKind.Rules, 0, 0))
{
    readonly IReadOnlyList<Rule> _rules = rules;
    readonly IReadOnlySet<string> _hosted = hosted;

    public override bool IsSame(PlanPart other) =>
        other is RulesPart part && part._rules.SequenceEqual(_rules) && part._hosted.SetEquals(_hosted);

    protected override PartContent Make() => new([.. _rules.SelectMany(ConntrackFlows.Of), .. PolicyFlows.Of(_rules, _hosted)]);
}

/// <inheritdoc cref="PartKind.Given"/>
sealed class GivenPart(PartContent content) : PlanPart(new(PartKind.Given, 0, 0))
{
    readonly PartContent _given = content;

    public override bool HasPorts => true;

    public override bool IsSame(PlanPart other) => ReferenceEquals(other, this);

    protected override PartContent Make() => _given;
}
