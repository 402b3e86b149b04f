using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sdn.Agent.Netlink;
using Sdn.Api;

namespace Sdn.Agent.Tests;

/// <summary>What the stand-in for the controller holds, and the faults that it is to show.</summary>
sealed class StandInStore
{
    public ConcurrentDictionary<string, Application> Applications { get; } = new();
    public ConcurrentDictionary<string, Api.Endpoint> Endpoints { get; } = new();
    public ConcurrentDictionary<string, string> Reserved { get; } = new(); // address -> application
    public ConcurrentQueue<string> Calls { get; } = new();
    public string[] PeerVtepAddresses { get; set; } = [];

    /// <summary>Every call is taken and none is answered.</summary>
    public bool IsSilent { get; set; }

    /// <summary>What every Attach is refused with.</summary>
    public Status? AttachRefusal { get; set; }

    int _lastHost = 0x100; // over all applications: no address is given twice
    readonly Lock _gate = new();

    public void AddApplication(string id, int number, uint mtu = 1400, bool hasIpv6 = true) => Applications["applications/" + id] = new Application
    {
        Name = "applications/" + id,
        Spec = new ApplicationSpec(),
        Status = new ApplicationStatus
        {
            Number = (uint)number,
            Ipv4Subnet = $"10.{number}.0.0/16",
            Ipv4Gateway = $"10.{number}.0.1",
            Ipv6Subnet = hasIpv6 ? $"fd64:{number}::/64" : "",
            Ipv6Gateway = hasIpv6 ? $"fd64:{number}::1" : "",
            Mtu = mtu,
        },
    };

    public async Task Enter(string call, CancellationToken stop)
    {
        Calls.Enqueue(call);
        if (IsSilent)
            await Task.Delay(Timeout.Infinite, stop);
    }

    public Application Application(string name) => Applications.TryGetValue(name, out var application)
        ? application
        : throw new RpcException(new Status(StatusCode.NotFound, $"{name} does not exist"));

    public ReserveAddressResponse Reserve(ReserveAddressRequest request)
    {
        lock (_gate)
        {
            var application = Application(request.Application);
            var isIpv6 = request.Family == Api.AddressFamily.Ipv6;
            var host = request.Address.Length > 0 ? 0 : ++_lastHost;
            var address = request.Address.Length > 0
                ? request.Address
                : isIpv6 ? $"fd64:{application.Status.Number}::{host:x}" : $"10.{application.Status.Number}.{host >> 8}.{host & 0xff}";
            if (!Reserved.TryAdd(address, request.Application) || Endpoints.Values.Any(e => e.Status.Ipv4Address.Split('/')[0] == address))
                throw new RpcException(new Status(StatusCode.AlreadyExists, $"{address} is taken"));
            return new ReserveAddressResponse
            {
                Address = address + (isIpv6 ? "/64" : "/16"),
                Gateway = isIpv6 ? application.Status.Ipv6Gateway : application.Status.Ipv4Gateway,
            };
        }
    }

    public Api.Endpoint Attach(AttachRequest request)
    {
        if (AttachRefusal is { } refusal)
            throw new RpcException(refusal);
        lock (_gate)
        {
            var spec = request.Spec;
            var status = Application(spec.Application).Status;
            var name = "endpoints/" + request.EndpointId;
            if (Endpoints.TryGetValue(name, out var existing))
                return existing.Spec.Equals(spec) ? existing : throw new RpcException(new Status(StatusCode.AlreadyExists, $"{name} exists"));
            var host = ++_lastHost;
            var v4 = spec.Ipv4Address.Length > 0 ? spec.Ipv4Address : $"10.{status.Number}.{host >> 8}.{host & 0xff}";
            var v6 = status.Ipv6Subnet.Length == 0 ? "" : spec.Ipv6Address.Length > 0 ? spec.Ipv6Address : $"fd64:{status.Number}::{host:x}";
            Reserved.TryRemove(v4, out _);
            Reserved.TryRemove(v6, out _);
            return Endpoints[name] = new Api.Endpoint
            {
                Name = name,
                Spec = spec.Clone(),
                Status = new EndpointStatus
                {
                    Ipv4Address = v4 + "/16",
                    Ipv6Address = v6.Length == 0 ? "" : v6 + "/64",
                    MacAddress = spec.MacAddress.Length > 0 ? spec.MacAddress : $"0a:00:00:00:{host >> 8:x2}:{host & 0xff:x2}",
                    Ipv4Gateway = status.Ipv4Gateway,
                    Ipv6Gateway = status.Ipv6Gateway,
                    Mtu = status.Mtu,
                },
            };
        }
    }
}

sealed class StandInEndpoints(StandInStore store) : EndpointService.EndpointServiceBase
{
    public override async Task<ReserveAddressResponse> ReserveAddress(ReserveAddressRequest request, ServerCallContext context)
    {
        await store.Enter("ReserveAddress", context.CancellationToken);
        return store.Reserve(request);
    }

    public override async Task<ReleaseAddressResponse> ReleaseAddress(ReleaseAddressRequest request, ServerCallContext context)
    {
        await store.Enter("ReleaseAddress", context.CancellationToken);
        store.Reserved.TryRemove(request.Address, out _);
        return new ReleaseAddressResponse();
    }

    public override async Task<AttachResponse> Attach(AttachRequest request, ServerCallContext context)
    {
        await store.Enter("Attach", context.CancellationToken);
        return new AttachResponse { Endpoint = store.Attach(request), Revision = 1, PeerVtepAddresses = { store.PeerVtepAddresses } };
    }

    public override async Task<DetachResponse> Detach(DetachRequest request, ServerCallContext context)
    {
        await store.Enter("Detach", context.CancellationToken);
        store.Endpoints.TryRemove(request.Name, out _);
        return new DetachResponse { Revision = 2 };
    }

    public override async Task<ListEndpointsResponse> ListEndpoints(ListEndpointsRequest request, ServerCallContext context)
    {
        await store.Enter("ListEndpoints", context.CancellationToken);
        return new ListEndpointsResponse { Endpoints = { store.Endpoints.Values.Where(e => e.Spec.Device == request.Device) } };
    }

    public override async Task<Api.Endpoint> UpdateEndpoint(UpdateEndpointRequest request, ServerCallContext context)
    {
        await store.Enter("UpdateEndpoint", context.CancellationToken);
        if (!store.Endpoints.TryGetValue(request.Endpoint.Name, out var endpoint))
            throw new RpcException(new Status(StatusCode.NotFound, $"{request.Endpoint.Name} does not exist"));
        var updated = endpoint.Clone();
        updated.Spec.ContainerId = request.Endpoint.Spec.ContainerId;
        updated.Spec.ContainerName = request.Endpoint.Spec.ContainerName;
        updated.Spec.Labels.Clear();
        updated.Spec.Labels.Add(request.Endpoint.Spec.Labels);
        return store.Endpoints[request.Endpoint.Name] = updated;
    }

    public override async Task WatchEndpoints(
        WatchEndpointsRequest request, IServerStreamWriter<WatchEndpointsResponse> responseStream, ServerCallContext context)
    {
        foreach (var endpoint in store.Endpoints.Values.Where(e => e.Spec.Application == request.Application))
            await responseStream.WriteAsync(new WatchEndpointsResponse { Endpoint = endpoint });
        await Task.Delay(Timeout.Infinite, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

sealed class StandInApplications(StandInStore store) : ApplicationService.ApplicationServiceBase
{
    public override async Task<Application> GetApplication(GetApplicationRequest request, ServerCallContext context)
    {
        await store.Enter("GetApplication", context.CancellationToken);
        return store.Application(request.Name);
    }
}

/// <summary>
/// A real gRPC server in the test's process that stands in for the controller, listening inside a network namespace.
/// </summary>
sealed class StandInController : IAsyncDisposable
{
    public const string Address = "http://127.0.0.1:6650";

    readonly WebApplication _app;
    readonly Socket _socket;

    StandInController(WebApplication app, Socket socket) => (_app, _socket) = (app, socket);

    public static async Task<StandInController> Start(NetworkNamespace ns, StandInStore store)
    {
        var socket = ns.Run(() =>
        {
            var listener = new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 6650));
            listener.Listen();
            return listener;
        });
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.ListenHandle((ulong)socket.Handle, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(store);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        var app = builder.Build();
        app.MapGrpcService<StandInEndpoints>();
        app.MapGrpcService<StandInApplications>();
        await app.StartAsync();
        return new StandInController(app, socket);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _socket.Dispose();
    }
}
