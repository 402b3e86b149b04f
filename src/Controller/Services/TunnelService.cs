using System.Collections.Immutable;
using Grpc.Core;
using Sdn.Api;
using Sdn.Controller.Store;

namespace Sdn.Controller.Services;

/// <summary>The API of tunnels; its behaviour is said in tunnel.proto.</summary>
sealed class TunnelService(ResourceStore store, Tunnels tunnels, StateWatches watches) : Api.TunnelService.TunnelServiceBase
{
    const string Collection = "tunnels/";

    public override async Task<Tunnel> GetTunnel(GetTunnelRequest request, ServerCallContext context)
    {
        var parts = request.Name.StartsWith(Collection, StringComparison.Ordinal) ? request.Name[Collection.Length..].Split('~') : [];
        var violations = new Violations();
        violations.Check(parts.Length == 3, "name", $"'{request.Name}' is no name; one is written tunnels/{{application}}~{{device}}~{{peer}}");
        violations.Throw();

        var snapshot = store.Current;
        var path = Tunnels.Find(snapshot, parts[0], parts[1], parts[2]) ?? throw Refusal.NotFound(request.Name);
        var tunnel = tunnels.View(snapshot, path);
        await tunnels.Count([(path, tunnel)], context.CancellationToken);
        return tunnel;
    }

    public override async Task<ListTunnelsResponse> ListTunnels(ListTunnelsRequest request, ServerCallContext context)
    {
        var snapshot = store.Current;
        var violations = new Violations();
        var application = violations.ReadFilter("application", "applications", request.Application);
        var device = violations.ReadFilter("device", "devices", request.Device);
        violations.Throw();

        var paths = Tunnels.Of(snapshot, application, device).ToImmutableSortedDictionary(p => ResourceNames.Id(p.Name), p => p, StringComparer.Ordinal);
        var page = violations.Read(request.PageSize, request.PageToken, $"tunnels {application} {device}", paths);
        var views = page.Items.Select(p => (Path: p, View: tunnels.View(snapshot, p))).ToList();
        await tunnels.Count(views, context.CancellationToken);
        return new() { Tunnels = { views.Select(v => v.View) }, NextPageToken = page.NextToken, Revision = snapshot.Revision };
    }

    public override Task WatchTunnels(WatchTunnelsRequest request, IServerStreamWriter<WatchTunnelsResponse> responseStream, ServerCallContext context)
    {
        var violations = new Violations();
        var application = violations.ReadFilter("application", "applications", request.Application);
        var device = violations.ReadFilter("device", "devices", request.Device);
        violations.Throw();
        return watches.Run(
            hasSnapshot: true,
            snapshot => Tunnels.Of(snapshot, application, device).Select(p => KeyValuePair.Create(p.Name, tunnels.View(snapshot, p))),
            e => responseStream.WriteAsync(ToResponse(e), context.CancellationToken),
            context.CancellationToken);
    }

    static WatchTunnelsResponse ToResponse(WatchEvent<Tunnel> e)
    {
        var response = new WatchTunnelsResponse { Revision = e.Revision };
        if (e.Resource is not null)
            response.Tunnel = e.Resource;
        else if (e.Deleted is not null)
            response.Deleted = e.Deleted;
        else
            response.SnapshotComplete = true;
        return response;
    }
}
