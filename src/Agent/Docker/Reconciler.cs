using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Sdn.Agent.Control;
using Sdn.Agent.Netlink;
using Sdn.Agent.State;

namespace Sdn.Agent.Docker;

/// <summary>
/// Compares what the agent has made with what Docker, the controller and the kernel say there is, and acts on the
/// difference. It touches nothing that the agent did not make.
/// </summary>
sealed partial class Reconciler(
    StateFile state, ControllerClient controller, Attachments attachments, Links links, DockerClient docker, AgentOptions options, TimeProvider time,
    ILogger<Reconciler> logger)
{
    /// <summary>Docker shows networks and endpoints to others only after it has had the driver's answer.</summary>
    TimeSpan Grace => options.ControllerTimeout + TimeSpan.FromSeconds(10);

    /// <summary>One pass; gives the containers that are to be looked at.</summary>
    public async Task<IReadOnlyCollection<string>> Pass(CancellationToken stop)
    {
        DeleteOrphanedVeths();
        var running = (await docker.Containers.ListContainersAsync(new ContainersListParameters(), stop)).ToList();
        await DetachEndpointsOfGoneContainers(running, stop);
        await DetachEndpointsUnknownToDocker(stop);
        await RestoreEndpointsUnknownToController(stop);

        var unnamed = state.State.Endpoints.Where(e => e.Value.ContainerId.Length == 0).Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. running.Where(c => (c.Labels?.ContainsKey(Containers.ApplicationLabel) ?? false) ||
                    (c.NetworkSettings?.Networks?.Values.Any(n => unnamed.Contains(n.EndpointID ?? "")) ?? false))
                .Select(c => c.ID),
        ];
    }

    // The list of links comes first: an endpoint is in the state before its veth pair is made.
    void DeleteOrphanedVeths()
    {
        var ours = links.List().Where(l => l.Kind == "veth" && IsOurName(l.Name)).ToList();
        var endpoints = state.State.Endpoints.Values;
        var known = endpoints.Select(e => e.Interface).Concat(endpoints.Select(e => e.Peer)).ToHashSet(StringComparer.Ordinal);
        foreach (var link in ours.Where(l => !known.Contains(l.Name)))
        {
            if (links.Delete(link.Name))
                LogVethDeleted(link.Name);
        }
    }

    static bool IsOurName(string name) =>
        name.Length == 14 && (name.StartsWith("sdn", StringComparison.Ordinal) || name.StartsWith("sdc", StringComparison.Ordinal)) &&
        name.Skip(3).All(char.IsAsciiHexDigitLower);

    async Task DetachEndpointsOfGoneContainers(List<ContainerListResponse> running, CancellationToken stop)
    {
        var ids = running.Select(c => c.ID).ToHashSet(StringComparer.Ordinal);
        foreach (var (endpointId, endpoint) in state.State.Endpoints.Where(e => e.Value.Origin == EndpointOrigin.Label && !ids.Contains(e.Key)))
        {
            LogContainerGone(endpointId, endpoint.Application);
            await attachments.Detach(endpointId, stop);
        }
    }

    async Task DetachEndpointsUnknownToDocker(CancellationToken stop)
    {
        var old = time.GetUtcNow() - Grace;
        var byNetwork = state.State.Endpoints
            .Where(e => e.Value.Origin == EndpointOrigin.Network && e.Value.CreateTime < old)
            .ToLookup(e => e.Value.NetworkId);
        foreach (var networkId in byNetwork.Select(g => g.Key).Concat(state.State.Networks.Where(n => n.Value.CreateTime < old).Select(n => n.Key)).ToHashSet())
        {
            var known = await EndpointsOf(networkId, stop);
            foreach (var (endpointId, endpoint) in byNetwork[networkId].Where(e => known is null || !known.Contains(e.Key)))
            {
                LogContainerGone(endpointId, endpoint.Application);
                await attachments.Detach(endpointId, stop);
            }
            if (known is null && state.State.Networks.ContainsKey(networkId) && !state.State.Replacements.ContainsKey(networkId))
            {
                await state.Change(s => s with { Networks = s.Networks.Remove(networkId) });
                LogNetworkGone(networkId);
            }
        }
    }

    /// <summary>The endpoints that libnetwork has, those without a container too; null when it has no such network.</summary>
    async Task<HashSet<string>?> EndpointsOf(string networkId, CancellationToken stop)
    {
        try
        {
            var network = await docker.Networks.InspectNetworkAsync(networkId, stop);
            return (network.Containers ?? new Dictionary<string, EndpointResource>()).Values.Select(e => e.EndpointID).ToHashSet(StringComparer.Ordinal);
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    async Task RestoreEndpointsUnknownToController(CancellationToken stop)
    {
        var old = time.GetUtcNow() - Grace;
        var atController = await controller.ListEndpointIds(stop);
        foreach (var (endpointId, _) in state.State.Endpoints.Where(e => e.Value.CreateTime < old && e.Value.Addresses is not null && !atController.Contains(e.Key)))
        {
            try
            {
                await attachments.Restore(endpointId, stop);
            }
            catch (ControllerException e) when (e.IsRefusal)
            {
                LogNotRestored(endpointId, e.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Interface} belongs to no endpoint and is deleted")]
    partial void LogVethDeleted(string @interface);

    [LoggerMessage(LogLevel.Information, "The container of endpoint {Endpoint} of application {Application} is gone")]
    partial void LogContainerGone(string endpoint, string application);

    [LoggerMessage(LogLevel.Information, "Docker network {Network} is gone")]
    partial void LogNetworkGone(string network);

    [LoggerMessage(LogLevel.Warning, "Endpoint {Endpoint} is not known to the controller and cannot be attached again: {Reason}")]
    partial void LogNotRestored(string endpoint, string reason);
}
