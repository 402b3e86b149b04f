using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Sdn.Agent.State;

/// <summary>
/// What the agent must remember over a restart: dockerd does not tell it again which networks there are, and nobody else
/// knows which veth pairs are its own. Never changed in place.
/// </summary>
sealed record AgentState
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>Docker networks with our driver, by Docker's id.</summary>
    public ImmutableSortedDictionary<string, NetworkRecord> Networks { get; init; } = Empty<NetworkRecord>();

    /// <summary>Endpoints that this agent made, by endpoint id.</summary>
    public ImmutableSortedDictionary<string, EndpointRecord> Endpoints { get; init; } = Empty<EndpointRecord>();

    /// <summary>Docker networks that are being made anew with our address driver, by the id of the first one.</summary>
    public ImmutableSortedDictionary<string, ReplacementRecord> Replacements { get; init; } = Empty<ReplacementRecord>();

    /// <summary>Endpoints that are gone here and of which the controller could not be told yet.</summary>
    public ImmutableSortedSet<string> PendingDetaches { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public AgentState With(string endpointId, EndpointRecord endpoint) => this with { Endpoints = Endpoints.SetItem(endpointId, endpoint) };

    static ImmutableSortedDictionary<string, T> Empty<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}

/// <summary>A Docker network of an application.</summary>
/// <param name="Application">The application's id, the last part of its name.</param>
/// <param name="Mtu">What the application had when the network was created, in bytes.</param>
/// <param name="HasForeignPool">Docker's own address pool was used: no endpoint can be made until the network is replaced.</param>
/// <param name="CreateTime">When dockerd told of it; it shows the network to others a little later.</param>
sealed record NetworkRecord(string Application, uint Mtu, bool HasForeignPool, DateTimeOffset CreateTime);

/// <summary>Who asked for an endpoint.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EndpointOrigin>))]
enum EndpointOrigin
{
    /// <summary>dockerd, by CreateEndpoint; ends with DeleteEndpoint.</summary>
    Network,
    /// <summary>The label of a container with `--network none`; ends with the container.</summary>
    Label,
}

/// <summary>An endpoint that this agent made, as far as it has come.</summary>
sealed record EndpointRecord
{
    public required EndpointOrigin Origin { get; init; }
    public required string Application { get; init; }

    /// <summary>The host end of the veth pair.</summary>
    public required string Interface { get; init; }

    /// <summary>The container end, by the name that it is born with.</summary>
    public required string Peer { get; init; }

    public required DateTimeOffset CreateTime { get; init; }

    /// <summary>Docker's id of the network, for <see cref="EndpointOrigin.Network"/>.</summary>
    public string NetworkId { get; init; } = "";

    /// <summary>What the controller gave; null while Attach is awaited.</summary>
    public AddressRecord? Addresses { get; init; }

    /// <summary>Of which container the controller has been told; empty until then.</summary>
    public string ContainerId { get; init; } = "";
    public string ContainerName { get; init; } = "";

    /// <summary>For <see cref="EndpointOrigin.Label"/>: the process in whose network namespace it is.</summary>
    public long ProcessId { get; init; }
}

/// <summary>Addresses of an endpoint: with prefix length, empty for a family that the application does not carry.</summary>
sealed record AddressRecord(string Ipv4, string Ipv6, string Mac, string Ipv4Gateway, string Ipv6Gateway, uint Mtu);

/// <summary>What is needed to make a Docker network again, as it was asked for.</summary>
sealed record ReplacementRecord
{
    public required string Application { get; init; }

    /// <summary>Empty until Docker has been asked.</summary>
    public string Name { get; init; } = "";
    public string Driver { get; init; } = "";
    public ImmutableSortedDictionary<string, string> Options { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
    public bool IsInternal { get; init; }
    public bool IsAttachable { get; init; }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AgentState))]
sealed partial class StateJson : JsonSerializerContext;
