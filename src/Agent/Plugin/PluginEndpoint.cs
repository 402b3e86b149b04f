using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sdn.Agent.Control;
using Sdn.Agent.Docker;
using Sdn.Agent.Netlink;

namespace Sdn.Agent.Plugin;

/// <summary>
/// The calls of dockerd by their paths. Bodies are JSON whatever the headers say: dockerd sends no Content-Type and an
/// empty Host.
/// </summary>
sealed partial class PluginEndpoint
{
    const string ContentType = "application/vnd.docker.plugins.v1.2+json";

    readonly Dictionary<string, Call> _calls;
    readonly CancellationToken _stop;
    readonly ILogger<PluginEndpoint> _logger;

    delegate Task Call(HttpContext context);

    public PluginEndpoint(
        NetworkDriver network, IpamDriver ipam, NetworkReplacer replacer, IHostApplicationLifetime lifetime, ILogger<PluginEndpoint> logger)
    {
        _stop = lifetime.ApplicationStopping;
        _logger = logger;
        var json = PluginJson.Default;
        var none = new EmptyResponse();
        _calls = new Dictionary<string, Call>(StringComparer.Ordinal)
        {
            ["/Plugin.Activate"] = Answer(new ActivateResponse(["NetworkDriver", "IpamDriver"]), json.ActivateResponse),

            ["/NetworkDriver.GetCapabilities"] = Answer(NetworkDriver.Capabilities, json.NetworkCapabilities),
            ["/NetworkDriver.CreateNetwork"] = context => Serve(context, json.CreateNetworkRequest, json.EmptyResponse, async request =>
            {
                var application = await network.CreateNetwork(request, _stop);
                context.Response.OnCompleted(() => replacer.Answered(application));
                return none;
            }),
            ["/NetworkDriver.DeleteNetwork"] = context => Serve(context, json.NetworkRequest, json.EmptyResponse, async request =>
            {
                await network.DeleteNetwork(request);
                return none;
            }),
            ["/NetworkDriver.CreateEndpoint"] = context => Serve(context, json.CreateEndpointRequest, json.CreateEndpointResponse,
                request => network.CreateEndpoint(request, _stop)),
            ["/NetworkDriver.DeleteEndpoint"] = context => Serve(context, json.EndpointRequest, json.EmptyResponse, async request =>
            {
                await network.DeleteEndpoint(request, _stop);
                return none;
            }),
            ["/NetworkDriver.EndpointOperInfo"] = context => Serve(context, json.EndpointRequest, json.EndpointOperInfoResponse,
                request => Task.FromResult(network.EndpointOperInfo(request))),
            ["/NetworkDriver.Join"] = context => Serve(context, json.EndpointRequest, json.JoinResponse,
                request => Task.FromResult(network.Join(request))),

            // The endpoint ends with DeleteEndpoint, published ports and discovery are no part of an application's network:
            // nothing to do, and dockerd wants to hear so. What is not in this table (AllocateNetwork and FreeNetwork, which
            // go to drivers of global scope) is answered by 404, which means "not implemented".
            ["/NetworkDriver.Leave"] = Answer(none, json.EmptyResponse),
            ["/NetworkDriver.ProgramExternalConnectivity"] = Answer(none, json.EmptyResponse),
            ["/NetworkDriver.RevokeExternalConnectivity"] = Answer(none, json.EmptyResponse),
            ["/NetworkDriver.DiscoverNew"] = Answer(none, json.EmptyResponse),
            ["/NetworkDriver.DiscoverDelete"] = Answer(none, json.EmptyResponse),

            ["/IpamDriver.GetCapabilities"] = Answer(IpamDriver.Capabilities, json.IpamCapabilities),
            ["/IpamDriver.GetDefaultAddressSpaces"] = Answer(IpamDriver.AddressSpaces, json.AddressSpaces),
            ["/IpamDriver.RequestPool"] = context => Serve(context, json.RequestPoolRequest, json.RequestPoolResponse,
                request => ipam.RequestPool(request, _stop)),
            ["/IpamDriver.ReleasePool"] = Answer(none, json.EmptyResponse),
            ["/IpamDriver.RequestAddress"] = context => Serve(context, json.RequestAddressRequest, json.RequestAddressResponse,
                request => ipam.RequestAddress(request, _stop)),
            ["/IpamDriver.ReleaseAddress"] = context => Serve(context, json.ReleaseAddressRequest, json.EmptyResponse, async request =>
            {
                await ipam.ReleaseAddress(request, _stop);
                return none;
            }),
        };
    }

    public Task Handle(HttpContext context)
    {
        LogCall(context.Request.Path);
        if (_calls.TryGetValue(context.Request.Path, out var call))
            return HttpMethods.IsPost(context.Request.Method) ? call(context) : WriteError(context, StatusCodes.Status405MethodNotAllowed, "only POST");
        return WriteError(context, StatusCodes.Status404NotFound, $"{context.Request.Path} is not implemented");
    }

    static Call Answer<T>(T response, JsonTypeInfo<T> type) => context => Write(context, StatusCodes.Status200OK, response, type);

    async Task Serve<TRequest, TResponse>(
        HttpContext context, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType, Func<TRequest, Task<TResponse>> serve)
    {
        try
        {
            // Not RequestAborted: a dockerd that goes away comes back with the same call, and half is worse than whole.
            var request = await JsonSerializer.DeserializeAsync(context.Request.Body, requestType, context.RequestAborted)
                ?? throw new JsonException("the body is null");
            await Write(context, StatusCodes.Status200OK, await serve(request), responseType);
        }
        catch (JsonException e)
        {
            await WriteError(context, StatusCodes.Status400BadRequest, $"the request cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is RefusedException or NetlinkException)
        {
            LogRefused(context.Request.Path, e.Message);
            // 200: of any other status dockerd shows the call's name and, for the IPAM driver, bare JSON.
            await WriteError(context, StatusCodes.Status200OK, e.Message);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            await WriteError(context, StatusCodes.Status503ServiceUnavailable, "sdn-agent is stopping; try again");
        }
        catch (Exception e) when (e is not (OperationCanceledException or BadHttpRequestException))
        {
            LogFailed(e, context.Request.Path);
            await WriteError(context, StatusCodes.Status500InternalServerError, $"sdn-agent failed: {e.Message}");
        }
    }

    static Task WriteError(HttpContext context, int status, string message) =>
        context.Request.Path.Value!.StartsWith("/IpamDriver.", StringComparison.Ordinal)
            ? Write(context, status, new IpamErrorResponse(message), PluginJson.Default.IpamErrorResponse)
            : Write(context, status, new NetworkErrorResponse(message), PluginJson.Default.NetworkErrorResponse);

    static Task Write<T>(HttpContext context, int status, T response, JsonTypeInfo<T> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(response, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes).AsTask();
    }

    [LoggerMessage(LogLevel.Debug, "dockerd calls {Path}")]
    partial void LogCall(string path);

    [LoggerMessage(LogLevel.Warning, "{Path} refused: {Reason}")]
    partial void LogRefused(string path, string reason);

    [LoggerMessage(LogLevel.Error, "{Path} failed")]
    partial void LogFailed(Exception exception, string path);
}
