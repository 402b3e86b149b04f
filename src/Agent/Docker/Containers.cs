using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Sdn.Agent.Control;
using Sdn.Agent.Netlink;
using Sdn.Agent.State;
using EndpointSpec = Sdn.Api.EndpointSpec;

namespace Sdn.Agent.Docker;

/// <summary>
/// What the driver protocol does not carry: looks at one container as Docker shows it now, attaches it if its label says so,
/// detaches it if it has ended, and tells the controller whose endpoints its endpoints are.
/// </summary>
sealed partial class Containers(
    StateFile state, ControllerClient controller, Attachments attachments, DockerClient docker, ILogger<Containers> logger)
{
    public const string ApplicationLabel = "sdn.application";
    const string NoNetwork = "none";
    const int LabelsMax = 64;          // what the API takes
    const int LabelCharactersMax = 63;

    readonly KeyedLocks _locks = new();

    /// <summary>Makes true what the container is now; false when something must be tried again.</summary>
    public async Task<bool> Look(string containerId, CancellationToken stop)
    {
        using var turn = await _locks.Enter(containerId);
        try
        {
            var container = await Inspect(containerId, stop);
            await FollowLabel(containerId, container, stop);
            if (container is not null)
                await NameEndpoints(container, stop);
            return true;
        }
        catch (ControllerException e) when (e.IsRefusal)
        {
            LogRefused(containerId, e.Message);
            return true;
        }
        catch (Exception e) when (e is RefusedException or NetlinkException or DockerApiException or HttpRequestException or IOException or TimeoutException)
        {
            LogFailed(containerId, e.Message);
            return false;
        }
    }

    async Task<ContainerInspectResponse?> Inspect(string containerId, CancellationToken stop)
    {
        try
        {
            return await docker.Containers.InspectContainerAsync(containerId, stop);
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    async Task FollowLabel(string containerId, ContainerInspectResponse? container, CancellationToken stop)
    {
        var application = container is null ? "" : ApplicationByLabel(container);
        var processId = container?.State?.Pid ?? 0;
        var isAttached = state.State.Endpoints.TryGetValue(containerId, out var endpoint) && endpoint.Origin == EndpointOrigin.Label;

        // The same container started again has a new process and a new network namespace.
        if (isAttached && (endpoint!.Application != application || endpoint.ProcessId != processId))
            await attachments.Detach(containerId, stop);
        if (container is null || application.Length == 0)
            return;

        await attachments.Attach(new AttachOrder
        {
            EndpointId = containerId,
            Origin = EndpointOrigin.Label,
            Application = application,
            ProcessId = processId,
            ContainerId = containerId,
            ContainerName = NameOf(container),
            Labels = LabelsOf(container),
        }, stop);
    }

    /// <summary>The application that a running container without a network asks for by its label, or empty.</summary>
    static string ApplicationByLabel(ContainerInspectResponse container) =>
        container.State is { Running: true, Pid: > 0 } && container.HostConfig?.NetworkMode == NoNetwork &&
        container.Config?.Labels is { } labels && labels.TryGetValue(ApplicationLabel, out var application) ? application : "";

    /// <summary>CreateEndpoint does not say for which container it is.</summary>
    async Task NameEndpoints(ContainerInspectResponse container, CancellationToken stop)
    {
        var name = NameOf(container);
        foreach (var endpointId in (container.NetworkSettings?.Networks ?? new Dictionary<string, EndpointSettings>()).Values.Select(n => n.EndpointID ?? ""))
        {
            if (!state.State.Endpoints.TryGetValue(endpointId, out var endpoint) || (endpoint.ContainerId == container.ID && endpoint.ContainerName == name))
                continue;
            await controller.UpdateContainer(endpointId, new EndpointSpec
            {
                ContainerId = container.ID,
                ContainerName = name,
                Labels = { LabelsOf(container) },
            }, stop);
            await state.Change(s => s.Endpoints.TryGetValue(endpointId, out var now)
                ? s.With(endpointId, now with { ContainerId = container.ID, ContainerName = name })
                : s);
            LogNamed(endpointId, name);
        }
    }

    static string NameOf(ContainerInspectResponse container) => container.Name.TrimStart('/');

    // The API's bounds are narrower than Docker's; labels are for people and selection, so what does not fit is left out.
    static Dictionary<string, string> LabelsOf(ContainerInspectResponse container) =>
        (container.Config?.Labels ?? new Dictionary<string, string>())
            .Where(l => l.Key.Length is > 0 and <= LabelCharactersMax && l.Value.Length <= LabelCharactersMax)
            .OrderBy(l => l.Key, StringComparer.Ordinal)
            .Take(LabelsMax)
            .ToDictionary();

    [LoggerMessage(LogLevel.Information, "Endpoint {Endpoint} is that of container {Container}")]
    partial void LogNamed(string endpoint, string container);

    [LoggerMessage(LogLevel.Warning, "Container {Container} cannot be attached: {Reason}")]
    partial void LogRefused(string container, string reason);

    [LoggerMessage(LogLevel.Warning, "Container {Container} will be looked at again: {Reason}")]
    partial void LogFailed(string container, string reason);
}
