using System.Net;
using System.Text.Json;
using Sdn.Agent.Control;
using Sdn.Agent.State;

namespace Sdn.Agent.Plugin;

/// <summary>
/// The Docker network driver: libnetwork's remote protocol on one side, applications and endpoints on the other. Nothing
/// here calls the Docker API: dockerd waits for these answers with its own locks held.
/// </summary>
sealed partial class NetworkDriver(
    StateFile state, ControllerClient controller, Attachments attachments, IpamDriver ipam, AgentOptions options, TimeProvider time,
    ILogger<NetworkDriver> logger)
{
    const string GenericOptions = "com.docker.network.generic"; // the -o options
    public const string ApplicationOption = "application";

    // Scope local: each dockerd knows its own networks, the controller joins them. Connectivity global: containers reach
    // those of other machines, so that dockerd does not take the network for a host-local one.
    public static NetworkCapabilities Capabilities { get; } = new("local", "global");

    /// <summary>Gives the id of the network's application.</summary>
    public async Task<string> CreateNetwork(CreateNetworkRequest request, CancellationToken stop)
    {
        var id = ApplicationOf(request.Options);
        if (state.State.Networks.TryGetValue(request.NetworkId, out var known) && known.Application == id)
            return id; // a repeated call

        var application = await controller.GetApplication(id, stop);
        var hasForeignPool = HasForeignPool(request, application.Status);
        if (hasForeignPool && !options.RecreateDefaultIpam)
        {
            throw new RefusedException(
                $"Docker's own addresses {string.Join(" and ", PoolsOf(request))} are not those of application {id}; let the driver give " +
                $"the addresses: docker network create -d sdn --ipam-driver sdn --ipam-opt application={id} -o application={id} NAME");
        }

        await state.Change(s => s with
        {
            Networks = s.Networks.SetItem(request.NetworkId, new NetworkRecord(id, application.Status.Mtu, hasForeignPool, time.GetUtcNow())),
            Replacements = hasForeignPool
                ? s.Replacements.SetItem(request.NetworkId, new ReplacementRecord { Application = id })
                : s.Replacements,
        });
        LogNetworkCreated(request.NetworkId, id, hasForeignPool);
        return id;
    }

    public async Task DeleteNetwork(NetworkRequest request)
    {
        if (!state.State.Networks.TryGetValue(request.NetworkId, out var network))
            throw new RefusedException($"network {request.NetworkId} is not known to the sdn driver");
        await state.Change(s => s with { Networks = s.Networks.Remove(request.NetworkId) });
        LogNetworkDeleted(request.NetworkId, network.Application);
    }

    public async Task<CreateEndpointResponse> CreateEndpoint(CreateEndpointRequest request, CancellationToken stop)
    {
        var network = Network(request.NetworkId);
        if (network.HasForeignPool)
        {
            throw new RefusedException(
                $"this network is just being made anew with the addresses of application {network.Application}; try again, by the network's name");
        }

        var asked = request.Interface ?? new EndpointInterface();
        var endpoint = await attachments.Attach(new AttachOrder
        {
            EndpointId = Checked(request.EndpointId),
            Origin = EndpointOrigin.Network,
            Application = network.Application,
            NetworkId = request.NetworkId,
            Mtu = network.Mtu,
            Ipv4 = WithoutPrefix(asked.Address),
            Ipv6 = WithoutPrefix(asked.AddressIpv6),
            Mac = asked.MacAddress ?? "",
        }, stop);

        ipam.EndReservations(network.Application, WithoutPrefix(endpoint.Addresses!.Ipv4), WithoutPrefix(endpoint.Addresses.Ipv6));

        // dockerd refuses an answer that holds what it gave itself, also when it is equal.
        return new CreateEndpointResponse(new EndpointInterface
        {
            Address = OnlyMissing(asked.Address, endpoint.Addresses.Ipv4),
            AddressIpv6 = OnlyMissing(asked.AddressIpv6, endpoint.Addresses.Ipv6),
            MacAddress = OnlyMissing(asked.MacAddress, endpoint.Addresses.Mac),
        });
    }

    public Task DeleteEndpoint(EndpointRequest request, CancellationToken stop) => attachments.Detach(request.EndpointId, stop);

    public EndpointOperInfoResponse EndpointOperInfo(EndpointRequest request) =>
        new(state.State.Endpoints.TryGetValue(request.EndpointId, out var endpoint)
            ? new Dictionary<string, string>
            {
                ["sdn.application"] = endpoint.Application,
                ["sdn.interface"] = endpoint.Interface,
                ["com.docker.network.endpoint.macaddress"] = endpoint.Addresses?.Mac ?? "",
            }
            : []);

    public JoinResponse Join(EndpointRequest request) =>
        state.State.Endpoints.TryGetValue(request.EndpointId, out var endpoint) && endpoint.Addresses is { } addresses
            ? new JoinResponse
            {
                InterfaceName = new InterfaceName(endpoint.Peer, "eth"),
                Gateway = addresses.Ipv4Gateway.Length == 0 ? null : addresses.Ipv4Gateway,
                GatewayIpv6 = addresses.Ipv6Gateway.Length == 0 ? null : addresses.Ipv6Gateway,
                DisableGatewayService = true,
            }
            : throw new RefusedException($"endpoint {request.EndpointId} is not known to the sdn driver");

    NetworkRecord Network(string id) => state.State.Networks.TryGetValue(id, out var network)
        ? network
        : throw new RefusedException($"network {id} is not known to the sdn driver; its state was lost, so remove the network and create it again");

    static string ApplicationOf(Dictionary<string, JsonElement>? networkOptions)
    {
        if (networkOptions is not null && networkOptions.TryGetValue(GenericOptions, out var generic) && generic.ValueKind == JsonValueKind.Object &&
            generic.TryGetProperty(ApplicationOption, out var application) && application.ValueKind == JsonValueKind.String &&
            application.GetString() is { Length: > 0 } id)
        {
            return id;
        }

        throw new RefusedException("the option application is missing: docker network create -d sdn -o application=APPLICATION NAME");
    }

    /// <summary>Says whether the pool is one that endpoints of the application cannot live in.</summary>
    static bool HasForeignPool(CreateNetworkRequest request, Api.ApplicationStatus application)
    {
        if (request.Ipv4Pools is { Count: > 0 } pools && application.Ipv4Subnet.Length == 0)
        {
            throw new RefusedException(
                $"the application carries IPv6 only and Docker wants to give {pools[0].Pool}; with Docker 28 or newer: docker network create -d sdn " +
                "--ipv4=false --ipv6 --ipam-driver sdn --ipam-opt application=APPLICATION -o application=APPLICATION NAME");
        }
        return (request.Ipv4Pools ?? []).Any(pool => !IsInside(pool.Pool, application.Ipv4Subnet)) ||
            (request.Ipv6Pools ?? []).Any(pool => !IsInside(pool.Pool, application.Ipv6Subnet));
    }

    static IEnumerable<string> PoolsOf(CreateNetworkRequest request) =>
        (request.Ipv4Pools ?? []).Concat(request.Ipv6Pools ?? []).Select(p => p.Pool);

    static bool IsInside(string pool, string subnet) =>
        IPNetwork.TryParse(pool, out var inner) && IPNetwork.TryParse(subnet, out var outer) &&
        inner.PrefixLength >= outer.PrefixLength && outer.Contains(inner.BaseAddress);

    static string Checked(string endpointId) =>
        endpointId.Length is >= 16 and <= 64 && endpointId.All(char.IsAsciiHexDigitLower)
            ? endpointId
            : throw new RefusedException($"\"{endpointId}\" is no endpoint id of Docker: 16 to 64 hexadecimal digits");

    static string WithoutPrefix(string? cidr) => cidr?.Split('/')[0] ?? "";

    static string? OnlyMissing(string? asked, string given) => string.IsNullOrEmpty(asked) && given.Length > 0 ? given : null;

    [LoggerMessage(LogLevel.Information, "Docker network {Network} created for application {Application}; to be replaced: {HasForeignPool}")]
    partial void LogNetworkCreated(string network, string application, bool hasForeignPool);

    [LoggerMessage(LogLevel.Information, "Docker network {Network} of application {Application} deleted")]
    partial void LogNetworkDeleted(string network, string application);
}
