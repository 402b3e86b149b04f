using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Sdn.Api;

namespace Sdn.Agent.Control;

/// <summary>
/// The controller as the agent sees it: one HTTP/2 connection that is kept warm, a deadline on every call, and errors in
/// words for the user of the container runtime.
/// </summary>
sealed class ControllerClient : IDisposable
{
    const int PageSizeMax = 1000;
    static readonly TimeSpan ReconnectTimeout = TimeSpan.FromSeconds(1.2); // longer than the longest back-off
    static readonly TimeSpan RecentFor = TimeSpan.FromSeconds(1);

    readonly AgentOptions _options;
    readonly GrpcChannel _channel;
    readonly EndpointService.EndpointServiceClient _endpoints;
    readonly ApplicationService.ApplicationServiceClient _applications;
    readonly DeviceService.DeviceServiceClient _devices;
    readonly TimeProvider _time;
    volatile RecentApplication? _recent; // replaced as a whole, by whoever asks

    public ControllerClient(AgentOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _channel = GrpcChannel.ForAddress(options.Controller, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                UseProxy = false,
                ConnectTimeout = TimeSpan.FromSeconds(3),
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
                KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
                KeepAlivePingDelay = TimeSpan.FromSeconds(15),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            },
            DisposeHttpClient = true,
            // The default lets a call fail for up to two minutes after the controller is back.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(200),
            MaxReconnectBackoff = TimeSpan.FromSeconds(1),
        });
        _endpoints = new EndpointService.EndpointServiceClient(_channel);
        _applications = new ApplicationService.ApplicationServiceClient(_channel);
        _devices = new DeviceService.DeviceServiceClient(_channel);
    }

    public string DeviceName => Names.Device(_options.Device);

    /// <summary>
    /// The application as it is, or was a moment ago: dockerd makes five calls to create one network.
    /// </summary>
    public async Task<Application> GetApplication(string application, CancellationToken stop)
    {
        if (_recent is { } recent && recent.Id == application && _time.GetElapsedTime(recent.Timestamp) < RecentFor)
            return recent.Application;
        try
        {
            var found = await Call($"look up application {application}", _options.ControllerTimeout,
                call => _applications.GetApplicationAsync(new GetApplicationRequest { Name = Names.Application(application) }, call), stop);
            _recent = new RecentApplication(application, found, _time.GetTimestamp());
            return found;
        }
        catch (ControllerException e) when (e.Code == StatusCode.NotFound)
        {
            throw new RefusedException(
                $"application {application} does not exist at sdn-controller {_options.Controller}; create it first: sdnctl application create {application}", e);
        }
    }

    public Task<ReserveAddressResponse> ReserveAddress(string application, AddressFamily family, string address, CancellationToken stop) =>
        Call($"reserve an address of application {application}", _options.ControllerTimeout,
            call => _endpoints.ReserveAddressAsync(new ReserveAddressRequest
            {
                Application = Names.Application(application),
                Device = DeviceName,
                Family = family,
                Address = address,
            }, call), stop);

    public Task ReleaseAddress(string application, string address, TimeSpan timeout, CancellationToken stop) =>
        Call($"release address {address} of application {application}", timeout,
            call => _endpoints.ReleaseAddressAsync(new ReleaseAddressRequest
            {
                Application = Names.Application(application),
                Device = DeviceName,
                Address = address,
            }, call), stop);

    public Task<AttachResponse> Attach(string endpointId, EndpointSpec spec, CancellationToken stop)
    {
        spec.Device = DeviceName;
        return Call($"attach to {spec.Application}", _options.ControllerTimeout,
            call => _endpoints.AttachAsync(new AttachRequest { EndpointId = endpointId, Spec = spec }, call), stop);
    }

    public Task Detach(string endpointId, TimeSpan timeout, CancellationToken stop) =>
        Call($"detach endpoint {endpointId}", timeout,
            call => _endpoints.DetachAsync(new DetachRequest { Name = Names.Endpoint(endpointId), Device = DeviceName }, call), stop);

    public Task UpdateContainer(string endpointId, EndpointSpec container, CancellationToken stop) =>
        Call($"name the container of endpoint {endpointId}", _options.ControllerTimeout,
            call => _endpoints.UpdateEndpointAsync(new UpdateEndpointRequest
            {
                Endpoint = new Api.Endpoint { Name = Names.Endpoint(endpointId), Spec = container },
                UpdateMask = new FieldMask { Paths = { "spec.container_id", "spec.container_name", "spec.labels" } },
            }, call), stop);

    /// <summary>The ids of all endpoints of this device, whoever made them.</summary>
    public async Task<HashSet<string>> ListEndpointIds(CancellationToken stop)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var request = new ListEndpointsRequest { Device = DeviceName, PageSize = PageSizeMax };
        do
        {
            var page = await Call("list the device's endpoints", _options.ControllerTimeout, call => _endpoints.ListEndpointsAsync(request, call), stop);
            ids.UnionWith(page.Endpoints.Select(e => Names.LastPart(e.Name)));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return ids;
    }

    /// <summary>Every change of the application's endpoints on any device, the present ones first.</summary>
    public AsyncServerStreamingCall<WatchEndpointsResponse> WatchEndpoints(string application, CancellationToken stop) =>
        _endpoints.WatchEndpoints(new WatchEndpointsRequest { Application = Names.Application(application) }, cancellationToken: stop);

    public Task<Device> GetDevice(string name, CancellationToken stop) =>
        Call($"look up {name}", _options.ControllerTimeout, call => _devices.GetDeviceAsync(new GetDeviceRequest { Name = name }, call), stop);

    public void Dispose() => _channel.Dispose();

    async Task<T> Call<T>(string what, TimeSpan timeout, Func<CallOptions, AsyncUnaryCall<T>> start, CancellationToken stop)
    {
        var options = new CallOptions(deadline: DateTime.UtcNow + timeout, cancellationToken: stop);
        try
        {
            try
            {
                using var call = start(options);
                return await call;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && !stop.IsCancellationRequested)
            {
                // The controller may have been back for longer than the channel has tried. Every call may be repeated.
                if (!await Reconnect(stop))
                    throw;
                using var again = start(options);
                return await again;
            }
        }
        catch (RpcException e)
        {
            stop.ThrowIfCancellationRequested();
            throw new ControllerException(Explain(what, timeout, e.Status), e);
        }
    }

    async Task<bool> Reconnect(CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(ReconnectTimeout);
        try
        {
            await _channel.ConnectAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    string Explain(string what, TimeSpan timeout, Status status) => status.StatusCode switch
    {
        StatusCode.Unavailable =>
            $"cannot {what}: sdn-controller at {_options.Controller} cannot be reached ({Cause(status)}); " +
            "check that it runs and that sdn-agent's --controller names it, then try again",
        StatusCode.DeadlineExceeded =>
            $"cannot {what}: sdn-controller at {_options.Controller} did not answer within {timeout.TotalSeconds:0.#} s; " +
            "check that it is well, then try again",
        _ => $"cannot {what}: {status.Detail} ({status.StatusCode}, said by sdn-controller at {_options.Controller})",
    };

    sealed record RecentApplication(string Id, Application Application, long Timestamp);

    static string Cause(Status status) => status.DebugException?.GetBaseException().Message ?? status.Detail;
}
