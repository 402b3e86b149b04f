using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sdn.Agent.Plugin;

// The messages of libnetwork's remote protocol, by its own names
// (github.com/moby/moby libnetwork/docs/remote.md and docs/ipam.md, drivers/remote/api, ipams/remote/api).

sealed record ActivateResponse(IReadOnlyList<string> Implements);

/// <summary>What there is to say where nothing is; an error travels as `Err` (network driver).</summary>
sealed record EmptyResponse;

sealed record NetworkErrorResponse(string Err);

sealed record IpamErrorResponse(string Error);

sealed record NetworkCapabilities(string Scope, string ConnectivityScope);

sealed record IpamCapabilities(
    [property: JsonPropertyName("RequiresMACAddress")] bool RequiresMacAddress, bool RequiresRequestReplay);

sealed record AddressSpaces(string LocalDefaultAddressSpace, string GlobalDefaultAddressSpace);

sealed record CreateNetworkRequest
{
    [JsonPropertyName("NetworkID")]
    public required string NetworkId { get; init; }
    public Dictionary<string, JsonElement>? Options { get; init; }
    [JsonPropertyName("IPv4Data")]
    public IReadOnlyList<PoolOfNetwork>? Ipv4Pools { get; init; }
    [JsonPropertyName("IPv6Data")]
    public IReadOnlyList<PoolOfNetwork>? Ipv6Pools { get; init; }
}

sealed record PoolOfNetwork
{
    public string AddressSpace { get; init; } = "";
    public string Pool { get; init; } = "";
    public string Gateway { get; init; } = "";
}

sealed record NetworkRequest
{
    [JsonPropertyName("NetworkID")]
    public required string NetworkId { get; init; }
}

sealed record CreateEndpointRequest
{
    [JsonPropertyName("NetworkID")]
    public required string NetworkId { get; init; }
    [JsonPropertyName("EndpointID")]
    public required string EndpointId { get; init; }
    public EndpointInterface? Interface { get; init; }
}

sealed record EndpointInterface
{
    public string? Address { get; init; }
    [JsonPropertyName("AddressIPv6")]
    public string? AddressIpv6 { get; init; }
    public string? MacAddress { get; init; }
}

sealed record CreateEndpointResponse(EndpointInterface Interface);

sealed record EndpointRequest
{
    [JsonPropertyName("NetworkID")]
    public required string NetworkId { get; init; }
    [JsonPropertyName("EndpointID")]
    public required string EndpointId { get; init; }
}

sealed record EndpointOperInfoResponse(IReadOnlyDictionary<string, string> Value);

sealed record JoinResponse
{
    public required InterfaceName InterfaceName { get; init; }
    public string? Gateway { get; init; }
    [JsonPropertyName("GatewayIPv6")]
    public string? GatewayIpv6 { get; init; }

    /// <summary>Without it and without an IPv4 gateway, dockerd attaches the container to docker_gwbridge as well.</summary>
    public required bool DisableGatewayService { get; init; }
}

sealed record InterfaceName(string SrcName, string DstPrefix);

sealed record RequestPoolRequest
{
    public string? AddressSpace { get; init; }
    public string? Pool { get; init; }
    public string? SubPool { get; init; }
    public Dictionary<string, string>? Options { get; init; }
    [JsonPropertyName("V6")]
    public bool IsIpv6 { get; init; }
}

sealed record RequestPoolResponse(
    [property: JsonPropertyName("PoolID")] string PoolId, string Pool, IReadOnlyDictionary<string, string> Data);

sealed record ReleasePoolRequest
{
    [JsonPropertyName("PoolID")]
    public required string PoolId { get; init; }
}

sealed record RequestAddressRequest
{
    [JsonPropertyName("PoolID")]
    public required string PoolId { get; init; }
    public string? Address { get; init; }
    public Dictionary<string, string>? Options { get; init; }
}

sealed record RequestAddressResponse(string Address, IReadOnlyDictionary<string, string> Data);

sealed record ReleaseAddressRequest
{
    [JsonPropertyName("PoolID")]
    public required string PoolId { get; init; }
    public required string Address { get; init; }
}

// Go's encoding/json takes names in any case; so do we.
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ActivateResponse))]
[JsonSerializable(typeof(EmptyResponse))]
[JsonSerializable(typeof(NetworkErrorResponse))]
[JsonSerializable(typeof(IpamErrorResponse))]
[JsonSerializable(typeof(NetworkCapabilities))]
[JsonSerializable(typeof(IpamCapabilities))]
[JsonSerializable(typeof(AddressSpaces))]
[JsonSerializable(typeof(CreateNetworkRequest))]
[JsonSerializable(typeof(NetworkRequest))]
[JsonSerializable(typeof(CreateEndpointRequest))]
[JsonSerializable(typeof(CreateEndpointResponse))]
[JsonSerializable(typeof(EndpointRequest))]
[JsonSerializable(typeof(EndpointOperInfoResponse))]
[JsonSerializable(typeof(JoinResponse))]
[JsonSerializable(typeof(RequestPoolRequest))]
[JsonSerializable(typeof(RequestPoolResponse))]
[JsonSerializable(typeof(ReleasePoolRequest))]
[JsonSerializable(typeof(RequestAddressRequest))]
[JsonSerializable(typeof(RequestAddressResponse))]
[JsonSerializable(typeof(ReleaseAddressRequest))]
sealed partial class PluginJson : JsonSerializerContext;
