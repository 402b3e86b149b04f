using System.Net;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Sdn.Api;
using Sdn.Controller.Configuration;
using Sdn.Controller.Devices;

namespace Sdn.Controller.Tests;

/// <summary>A controller in the test's process, on loopback ports of its own, with a state directory that goes with it.</summary>
sealed class RunningController : IAsyncDisposable
{
    readonly Dictionary<string, string?> _settings;
    readonly bool _isKept; // the directory is the test's own, which deletes it
    WebApplication _application = null!;
    GrpcChannel _channel = null!;

    RunningController(string directory, bool isKept, Dictionary<string, string?> settings)
    {
        Directory = directory;
        _isKept = isKept;
        _settings = settings;
    }

    public string Directory { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public ScriptedDevices Sessions { get; } = new();

    public GrpcChannel Channel => _channel;

    public ApplicationService.ApplicationServiceClient Applications => new(_channel);

    public DeviceService.DeviceServiceClient Devices => new(_channel);

    public EndpointService.EndpointServiceClient Endpoints => new(_channel);

    public PolicyService.PolicyServiceClient Policies => new(_channel);

    public TunnelService.TunnelServiceClient Tunnels => new(_channel);

    public static async Task<RunningController> Start(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Listen:Grpc"] = "127.0.0.1:0",
            ["Listen:Ovsdb"] = "127.0.0.1:0",
            ["Listen:OpenFlow"] = "127.0.0.1:0",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var (key, value) in settings)
            all[key] = value;
        var isKept = all.ContainsKey("Store:StateDirectory");
        if (!isKept)
            all["Store:StateDirectory"] = System.IO.Directory.CreateTempSubdirectory("sdn-controller-test-").FullName;
        var controller = new RunningController(all["Store:StateDirectory"]!, isKept, all);
        await controller.Open();
        return controller;
    }

    /// <summary>Ends the controller and starts another on the same state.</summary>
    public async Task Restart()
    {
        await Close();
        await Open();
    }

    public async Task AddDevices(params string[] ids)
    {
        for (var i = 0; i < ids.Length; i++)
            await Devices.CreateDeviceAsync(new() { DeviceId = ids[i], Device = new() { Spec = new() { VtepAddress = $"192.0.2.{i + 1}" } } });
        Sessions.Connect(ids);
    }

    public async Task<Application> AddApplication(string id, ApplicationSpec? spec = null) =>
        await Applications.CreateApplicationAsync(new() { ApplicationId = id, Application = new() { Spec = spec ?? new() } });

    public async Task<AttachResponse> Attach(string id, string device, string application, EndpointSpec? spec = null)
    {
        var full = spec?.Clone() ?? new();
        (full.Device, full.Application) = ("devices/" + device, "applications/" + application);
        full.Interface = full.Interface.Length > 0 ? full.Interface : "v" + id;
        return await Endpoints.AttachAsync(new() { EndpointId = id, Spec = full });
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        if (!_isKept)
            System.IO.Directory.Delete(Directory, recursive: true);
    }

    async Task Open()
    {
        _application = ControllerHost.Build(new CommandLine.Run(_settings, null), services => services
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IDeviceStatuses>(Sessions));
        await _application.StartAsync();
        _channel = GrpcChannel.ForAddress(new UriBuilder(_application.Urls.First()) { Scheme = "http", Host = IPAddress.Loopback.ToString() }.Uri);
    }

    async Task Close()
    {
        _channel.Dispose();
        await _application.DisposeAsync();
    }
}

/// <summary>What a refused call says.</summary>
static class Refused
{
    /// <summary>The call's error as a line: code, reason, then the fields that were wrong, in order.</summary>
    public static async Task<(StatusCode Code, string Reason, string[] Fields)> By(Func<Task> call)
    {
        var e = await Assert.ThrowsAsync<RpcException>(call);
        var status = e.GetRpcStatus();
        var fields = status?.GetDetail<BadRequest>()?.FieldViolations.Select(v => v.Field).Order(StringComparer.Ordinal).ToArray() ?? [];
        return (e.StatusCode, status?.GetDetail<ErrorInfo>()?.Reason ?? "", fields);
    }
}
