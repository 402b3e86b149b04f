using System.Net;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sdn.Api;

namespace Sdn.Cli.Tests;

/// <summary>A gRPC server on a loopback port with literal answers; it keeps the requests that it got.</summary>
public sealed class StandIn : IAsyncLifetime
{
    WebApplication? _server;

    internal DevicesStandIn Devices { get; } = new();

    internal ApplicationsStandIn Applications { get; } = new();

    internal PoliciesStandIn Policies { get; } = new();

    internal EndpointsStandIn Endpoints { get; } = new();

    internal TunnelsStandIn Tunnels { get; } = new();

    internal StoreStandIn Store { get; } = new();

    public string Address => _server!.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(Devices).AddSingleton(Applications).AddSingleton(Policies);
        builder.Services.AddSingleton(Endpoints).AddSingleton(Tunnels).AddSingleton(Store);
        _server = builder.Build();
        _server.MapGrpcService<DevicesStandIn>();
        _server.MapGrpcService<ApplicationsStandIn>();
        _server.MapGrpcService<PoliciesStandIn>();
        _server.MapGrpcService<EndpointsStandIn>();
        _server.MapGrpcService<TunnelsStandIn>();
        _server.MapGrpcService<StoreStandIn>();
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    /// <summary>Runs the real command tree against this server.</summary>
    internal Task<Ran> Run(params string[] args) => Ran.Of("", Address, args);
}

/// <summary>A finished run of sdnctl.</summary>
sealed record Ran(int ExitCode, string Out, string Error)
{
    public static async Task<Ran> Of(string standardInput, string? controller, params string[] args)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(standardInput));
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var exitCode = await Sdnctl.Run(
            args, new(input, output, error, HasColors: false, controller), TestContext.Current.CancellationToken);
        return new(exitCode, output.ToString(), error.ToString());
    }
}

/// <summary>A store whose backup is the letters abc, the SHA-256 of which is in FIPS 180-2, appendix B.1.</summary>
sealed class StoreStandIn : StoreService.StoreServiceBase
{
    public string Second { get; set; } = "bc";

    public ListChangesRequest? Listed { get; private set; }

    public override Task<ListChangesResponse> ListChanges(ListChangesRequest request, ServerCallContext context)
    {
        Listed = request;
        var change = new ResourceChange
        {
            Revision = 7,
            Time = new Timestamp { Seconds = 1767225600 },
            Actor = "ipv4:192.0.2.7:50312",
            Resource = "devices/d1",
            Operation = ResourceOperation.Updated,
        };
        return Task.FromResult(new ListChangesResponse { Changes = { change } });
    }

    public override async Task Backup(BackupRequest request, IServerStreamWriter<BackupResponse> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new() { Chunk = ByteString.CopyFromUtf8("a") });
        await responseStream.WriteAsync(new() { Chunk = ByteString.CopyFromUtf8(Second) });
        var hash = Convert.FromHexString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        await responseStream.WriteAsync(new() { Summary = new() { Revision = 9, SizeBytes = 3, Sha256 = ByteString.CopyFrom(hash) } });
    }
}

/// <summary>Two devices on two pages; d9 does not exist.</summary>
sealed class DevicesStandIn : DeviceService.DeviceServiceBase
{
    public static readonly Device D1 = new()
    {
        Name = "devices/d1",
        Uid = "u1",
        Revision = 7,
        CreateTime = new Timestamp { Seconds = 1767225600 },
        Spec = new() { SystemId = "d1", VtepAddress = "192.0.2.1", Labels = { ["rack"] = "r1" } },
        Status = new() { State = DeviceState.Ready, OvsVersion = "3.1.0", RealizedRevision = 9, FlowCount = 120, EndpointCount = 2 },
    };

    public static readonly Device D2 = new()
    {
        Name = "devices/d2",
        Revision = 8,
        Spec = new() { VtepAddress = "2001:db8::2" },
        Status = new() { State = DeviceState.Failed, LastError = "OFPFMFC_TABLE_FULL: table Forward" },
    };

    public CreateDeviceRequest? Created { get; private set; }

    public UpdateDeviceRequest? Updated { get; private set; }

    public DeleteDeviceRequest? Deleted { get; private set; }

    public WaitForRevisionRequest? Waited { get; private set; }

    public override Task<Device> CreateDevice(CreateDeviceRequest request, ServerCallContext context)
    {
        Created = request;
        if (request.DeviceId == "bad")
            throw Refusal("2 fields of the device cannot be");
        if (request.DeviceId == "worse")
            throw Refusal("device.spec.vtep_address: must be an IP address; device.spec.underlay_mtu: must be from 576 to 65535");
        var device = D1.Clone();
        device.Name = $"devices/{request.DeviceId}";
        return Task.FromResult(device);
    }

    public override Task<Device> GetDevice(GetDeviceRequest request, ServerCallContext context) =>
        request.Name == "devices/d1"
            ? Task.FromResult(D1)
            : throw new RpcException(new(StatusCode.NotFound, $"there is no {request.Name}"));

    public override Task<ListDevicesResponse> ListDevices(ListDevicesRequest request, ServerCallContext context) =>
        Task.FromResult(request.PageToken == ""
            ? new ListDevicesResponse { Devices = { D1 }, NextPageToken = "second", Revision = 9 }
            : new ListDevicesResponse { Devices = { D2 }, Revision = 9 });

    public override Task<Device> UpdateDevice(UpdateDeviceRequest request, ServerCallContext context)
    {
        Updated = request;
        return Task.FromResult(D1);
    }

    public override Task<DeleteDeviceResponse> DeleteDevice(DeleteDeviceRequest request, ServerCallContext context)
    {
        Deleted = request;
        return Task.FromResult(new DeleteDeviceResponse { Revision = 10 });
    }

    public override async Task WatchDevices(
        WatchDevicesRequest request, IServerStreamWriter<WatchDevicesResponse> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new() { Device = D1, Revision = 9 });
        await responseStream.WriteAsync(new() { SnapshotComplete = true, Revision = 9 });
        await responseStream.WriteAsync(new() { Device = D2, Revision = 10 });
        await responseStream.WriteAsync(new() { Deleted = "devices/d1", Revision = 11 });
        if (request.StartRevision == 1) // "for ever", in the test of Ctrl-C
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
    }

    public override Task<WaitForRevisionResponse> WaitForRevision(WaitForRevisionRequest request, ServerCallContext context)
    {
        Waited = request;
        return Task.FromResult(request.Revision == 42
            ? new WaitForRevisionResponse { Revision = 42, LaggingDevices = { "devices/d1" }, DisconnectedDevices = { "devices/d2" } }
            : new WaitForRevisionResponse { Revision = request.Revision == 0 ? 9 : request.Revision });
    }

    public override async Task DumpFlows(
        DumpFlowsRequest request, IServerStreamWriter<DumpFlowsResponse> responseStream, ServerCallContext context)
    {
        if (request.Name != "devices/d1")
            throw new RpcException(new(StatusCode.Unavailable, $"{request.Name} is not connected"));
        DumpFlowsResponse[] flows =
        [
            new() { State = FlowState.Installed, Flow = "table=Classify, priority=0 actions=goto_table:Drop" },
            new() { State = FlowState.Missing, Flow = "table=Forward, priority=100,dl_dst=02:00:00:00:00:01 actions=goto_table:Output" },
            new()
            {
                State = FlowState.Different,
                Flow = "table=Meter, priority=0 actions=goto_table:Route",
                InstalledFlow = "table=Meter, priority=0 actions=drop",
            },
            new() { State = FlowState.Stale, Flow = "table=Forward, priority=100,dl_dst=02:00:00:00:00:09 actions=drop" },
            new() { State = FlowState.Foreign, Flow = "table=200, priority=1 actions=drop" },
        ];
        foreach (var flow in flows)
            await responseStream.WriteAsync(flow);
    }

    static RpcException Refusal(string message) => new Google.Rpc.Status
    {
        Code = (int)Code.InvalidArgument,
        Message = message,
        Details =
        {
            Any.Pack(new BadRequest
            {
                FieldViolations =
                {
                    new BadRequest.Types.FieldViolation { Field = "device.spec.vtep_address", Description = "must be an IP address" },
                    new BadRequest.Types.FieldViolation { Field = "device.spec.underlay_mtu", Description = "must be from 576 to 65535" },
                },
            }),
        },
    }.ToRpcException();
}

/// <summary>Answers what was asked for, with what a controller would allocate.</summary>
sealed class ApplicationsStandIn : ApplicationService.ApplicationServiceBase
{
    public CreateApplicationRequest? Created { get; private set; }

    public override Task<Application> CreateApplication(CreateApplicationRequest request, ServerCallContext context)
    {
        Created = request;
        return Task.FromResult(new Application
        {
            Name = $"applications/{request.ApplicationId}",
            Revision = 12,
            Spec = request.Application.Spec,
            Status = new()
            {
                Key = request.Application.Spec.Key,
                Ipv4Subnet = "10.64.0.0/24",
                Ipv6Subnet = "fd64:1::/64",
                Mtu = 1450,
            },
        });
    }
}

/// <summary>Answers what was asked for.</summary>
sealed class PoliciesStandIn : PolicyService.PolicyServiceBase
{
    public List<CreatePolicyRequest> Created { get; } = [];

    public UpdatePolicyRequest? Updated { get; private set; }

    public override Task<Policy> CreatePolicy(CreatePolicyRequest request, ServerCallContext context)
    {
        if (request.PolicyId == "taken")
            throw new RpcException(new(StatusCode.AlreadyExists, "policies/taken is there already"));
        Created.Add(request);
        return Task.FromResult(new Policy { Name = $"policies/{request.PolicyId}", Revision = 13, Spec = request.Policy.Spec });
    }

    public override Task<Policy> UpdatePolicy(UpdatePolicyRequest request, ServerCallContext context)
    {
        Updated = request;
        return Task.FromResult(request.Policy);
    }
}

/// <summary>One endpoint; keeps the filters that it was asked with.</summary>
sealed class EndpointsStandIn : EndpointService.EndpointServiceBase
{
    public ListEndpointsRequest? Listed { get; private set; }

    public DetachRequest? Detached { get; private set; }

    public override Task<ListEndpointsResponse> ListEndpoints(ListEndpointsRequest request, ServerCallContext context)
    {
        Listed = request;
        return Task.FromResult(new ListEndpointsResponse
        {
            Endpoints =
            {
                new Endpoint
                {
                    Name = "endpoints/5d2f0a",
                    Revision = 5,
                    Spec = new() { Application = "applications/cameras", Device = "devices/d1", ContainerName = "caméra-1" },
                    Status = new() { Ipv4Address = "10.64.0.2/24", MacAddress = "02:00:00:00:00:01", Ofport = 32768, IsRealized = true },
                },
            },
        });
    }

    public override Task<DetachResponse> Detach(DetachRequest request, ServerCallContext context)
    {
        Detached = request;
        return Task.FromResult(new DetachResponse { Revision = 14 });
    }
}

/// <summary>One tunnel.</summary>
sealed class TunnelsStandIn : TunnelService.TunnelServiceBase
{
    public override Task<ListTunnelsResponse> ListTunnels(ListTunnelsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListTunnelsResponse
        {
            Tunnels =
            {
                new Tunnel
                {
                    Name = "tunnels/cameras~d1~d2",
                    Status = new()
                    {
                        State = TunnelState.Up, Encapsulation = "vxlan", Key = 100, Port = "vx100",
                        LocalAddress = "192.0.2.1", RemoteAddress = "192.0.2.2", SentPackets = 12, ReceivedPackets = 9,
                    },
                },
            },
        });
}
