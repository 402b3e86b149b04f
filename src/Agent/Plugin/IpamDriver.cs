using System.Collections.Concurrent;
using System.Net;
using Sdn.Agent.Control;
using Sdn.Api;

namespace Sdn.Agent.Plugin;

/// <summary>
/// The Docker IPAM driver: a pool is one address family of an application, and the controller hands the addresses out, so
/// that no two devices give the same one.
/// </summary>
sealed partial class IpamDriver(ControllerClient controller, ILogger<IpamDriver> logger)
{
    public const string LocalAddressSpace = "sdn";
    const string AddressType = "RequestAddressType";
    const string Gateway = "com.docker.network.gateway";
    static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(2); // an unreleased reservation expires by itself

    // The controller chooses MAC addresses, and it remembers reservations: nothing to replay when dockerd restarts.
    public static IpamCapabilities Capabilities { get; } = new(RequiresMacAddress: false, RequiresRequestReplay: false);

    public static AddressSpaces AddressSpaces { get; } = new(LocalAddressSpace, "sdn-global");

    // What was reserved by this process. An attach ends a reservation at the controller, so a release that comes after the
    // endpoint is gone can find another's there: it is sent only for what RequestAddress gave.
    readonly ConcurrentDictionary<(string Application, string Address), bool> _reserved = new();

    public async Task<RequestPoolResponse> RequestPool(RequestPoolRequest request, CancellationToken stop)
    {
        if (request.Options is null || !request.Options.TryGetValue(NetworkDriver.ApplicationOption, out var id) || id.Length == 0)
        {
            throw new RefusedException(
                "the IPAM option application is missing: docker network create -d sdn --ipam-driver sdn --ipam-opt application=APPLICATION -o application=APPLICATION NAME");
        }

        var application = (await controller.GetApplication(id, stop)).Status;
        var (subnet, gateway) = request.IsIpv6 ? (application.Ipv6Subnet, application.Ipv6Gateway) : (application.Ipv4Subnet, application.Ipv4Gateway);
        if (subnet.Length == 0)
            throw new RefusedException($"application {id} carries no {(request.IsIpv6 ? "IPv6; leave out --ipv6" : "IPv4; with Docker 28 or newer add --ipv4=false")}");
        if (!string.IsNullOrEmpty(request.Pool) && !IsSame(request.Pool, subnet))
            throw new RefusedException($"the subnet of application {id} is {subnet}, not {request.Pool}; leave out --subnet");
        if (!string.IsNullOrEmpty(request.SubPool) && !IsSame(request.SubPool, subnet))
            throw new RefusedException($"addresses of application {id} are handed out by the controller for all devices; leave out --ip-range");

        return new RequestPoolResponse($"{id}/{(request.IsIpv6 ? "v6" : "v4")}", subnet,
            new Dictionary<string, string> { [Gateway] = $"{gateway}/{IPNetwork.Parse(subnet).PrefixLength}" });
    }

    public async Task<RequestAddressResponse> RequestAddress(RequestAddressRequest request, CancellationToken stop)
    {
        var (id, family) = Parse(request.PoolId);
        if (request.Options is not null && request.Options.TryGetValue(AddressType, out var type) && type == Gateway)
            return await RequestGateway(id, family, request.Address, stop);

        var reserved = await controller.ReserveAddress(id, family, request.Address ?? "", stop);
        _reserved[(id, reserved.Address.Split('/')[0])] = true;
        return new RequestAddressResponse(reserved.Address, new Dictionary<string, string>());
    }

    /// <summary>Succeeds always: what could not be released expires.</summary>
    public async Task ReleaseAddress(ReleaseAddressRequest request, CancellationToken stop)
    {
        var address = request.Address.Split('/')[0];
        var application = request.PoolId.Split('/')[0];
        if (!_reserved.TryRemove((application, address), out _))
            return; // the gateway, an address of an endpoint, or one of before a restart
        try
        {
            await controller.ReleaseAddress(application, address, ReleaseTimeout, stop);
        }
        catch (ControllerException e)
        {
            LogNotReleased(address, application, e.Message);
        }
    }

    /// <summary>An attach with these addresses has ended their reservations.</summary>
    public void EndReservations(string application, params ReadOnlySpan<string> addresses)
    {
        foreach (var address in addresses)
            _reserved.TryRemove((application, address), out _);
    }

    async Task<RequestAddressResponse> RequestGateway(string id, AddressFamily family, string? asked, CancellationToken stop)
    {
        var application = (await controller.GetApplication(id, stop)).Status;
        var (subnet, gateway) = family == AddressFamily.Ipv6
            ? (application.Ipv6Subnet, application.Ipv6Gateway)
            : (application.Ipv4Subnet, application.Ipv4Gateway);
        if (!string.IsNullOrEmpty(asked) && !IPAddress.Parse(asked).Equals(IPAddress.Parse(gateway)))
            throw new RefusedException($"the gateway of application {id} is {gateway}, not {asked}; leave out --gateway");
        return new RequestAddressResponse($"{gateway}/{IPNetwork.Parse(subnet).PrefixLength}", new Dictionary<string, string>());
    }

    static (string Application, AddressFamily Family) Parse(string poolId) => poolId.Split('/') switch
    {
        [{ Length: > 0 } id, "v4"] => (id, AddressFamily.Ipv4),
        [{ Length: > 0 } id, "v6"] => (id, AddressFamily.Ipv6),
        _ => throw new RefusedException($"\"{poolId}\" is no pool of the sdn driver"),
    };

    static bool IsSame(string a, string b) => IPNetwork.TryParse(a, out var x) && IPNetwork.TryParse(b, out var y) && x == y;

    [LoggerMessage(LogLevel.Warning, "Address {Address} of application {Application} could not be released and expires by itself: {Reason}")]
    partial void LogNotReleased(string address, string application, string reason);
}
