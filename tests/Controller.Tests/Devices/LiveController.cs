using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sdn.Api;
using Sdn.Controller.Configuration;

namespace Sdn.Controller.Tests.Devices;

/// <summary>A controller in the test's process whose devices are real and whose clock is the machine's.</summary>
sealed class LiveController : IAsyncDisposable
{
    /// <summary>No test waits longer for anything.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(15);

    readonly Dictionary<string, string?> _settings;
    readonly string _directory = Directory.CreateTempSubdirectory("sdn-live-").FullName;
    WebApplication _application = null!;
    GrpcChannel _channel = null!;

    LiveController((string Key, string Value)[] settings)
    {
        (OvsdbPort, OpenFlowPort) = FreePorts();
        _settings = new()
        {
            ["Listen:Grpc"] = "127.0.0.1:0",
            ["Listen:Ovsdb"] = $"0.0.0.0:{OvsdbPort}",
            ["Listen:OpenFlow"] = $"0.0.0.0:{OpenFlowPort}",
            ["Store:StateDirectory"] = _directory,
            ["Addresses:RestSeconds"] = "0",
            ["Devices:VerifyPlans"] = "true",
            ["Attach:OwnDeviceTimeoutSeconds"] = "15",
            ["Attach:DetachTimeoutSeconds"] = "10",
        };
        foreach (var (key, value) in settings)
            _settings[key] = value;
    }

    public int OvsdbPort { get; }

    public int OpenFlowPort { get; }

    /// <summary>Of the controller that runs now.</summary>
    public LogLines Log { get; private set; } = null!;

    public DeviceService.DeviceServiceClient Devices => new(_channel);

    public ApplicationService.ApplicationServiceClient Applications => new(_channel);

    public EndpointService.EndpointServiceClient Endpoints => new(_channel);

    public static async Task<LiveController> Start(params (string Key, string Value)[] settings)
    {
        var controller = new LiveController(settings);
        await controller.Open();
        return controller;
    }

    /// <summary>Ends the controller and starts another on the same state and ports.</summary>
    public async Task Restart()
    {
        await Close();
        await Open();
    }

    /// <summary>A device as the store knows it, and the real one that is pointed to the controller.</summary>
    public async Task<OvsDevice> AddDevice(string id)
    {
        await Create(id);
        var device = await OvsDevice.Start(id);
        await device.Manage(OvsdbPort);
        return device;
    }

    public async Task Create(string id) => await Devices.CreateDeviceAsync(
        new() { DeviceId = id, Device = new() { Spec = new() { VtepAddress = $"192.0.2.{id[1..]}" } } });

    public async Task AddApplication(string id) => await Applications.CreateApplicationAsync(new() { ApplicationId = id, Application = new() { Spec = new() } });

    public async Task<AttachResponse> Attach(string id, string device, string application, string interfaceName) => await Endpoints.AttachAsync(
        new() { EndpointId = id, Spec = new() { Device = $"devices/{device}", Application = $"applications/{application}", Interface = interfaceName } },
        deadline: DateTime.UtcNow + WaitMax);

    /// <summary>Watches a device until its status is as wanted.</summary>
    public async Task<Device> Wait(string device, Func<DeviceStatus, bool> isWanted)
    {
        Device? last = null;
        using var watch = Devices.WatchDevices(new(), deadline: DateTime.UtcNow + WaitMax);
        try
        {
            while (await watch.ResponseStream.MoveNext(default))
            {
                last = watch.ResponseStream.Current.Device is { } seen && seen.Name == $"devices/{device}" ? seen : last;
                if (last is not null && isWanted(last.Status))
                    return last;
            }
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.DeadlineExceeded)
        {
            throw new TimeoutException($"{device} is at {last?.Status}; the log:\n{string.Join('\n', Log.All)}");
        }

        throw new InvalidOperationException("the watch ended");
    }

    public Task<Device> WaitReady(string device) => Wait(device, status => status.State == DeviceState.Ready);

    /// <summary>How many flows stand how between plan and switch.</summary>
    public async Task<Dictionary<FlowState, int>> CountFlows(string device)
    {
        var states = new List<FlowState>();
        using var call = Devices.DumpFlows(new() { Name = $"devices/{device}" }, deadline: DateTime.UtcNow + WaitMax);
        while (await call.ResponseStream.MoveNext(default))
            states.Add(call.ResponseStream.Current.State);
        return states.CountBy(state => state).ToDictionary();
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        Directory.Delete(_directory, recursive: true);
    }

    async Task Open()
    {
        Log = new();
        _application = ControllerHost.Build(
            new CommandLine.Run(_settings, null), services => services.AddSingleton<ILoggerProvider>(Log));
        await _application.StartAsync();
        _channel = GrpcChannel.ForAddress(_application.Urls.Select(url => new Uri(url)).First(url => url.Port != OvsdbPort && url.Port != OpenFlowPort));
    }

    async Task Close()
    {
        _channel.Dispose();
        using var bound = new CancellationTokenSource(WaitMax);
        await _application.StopAsync(bound.Token);
        await _application.DisposeAsync();
    }

    static (int, int) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Any, 0);
        using var second = new TcpListener(IPAddress.Any, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
