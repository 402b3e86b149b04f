using Grpc.Core;
using Sdn.Api;
using Sdn.Controller.Store;

namespace Sdn.Controller.Services;

/// <summary>The API of endpoints; its behaviour is said in endpoint.proto.</summary>
sealed class EndpointService(ResourceStore store, Views views, Watches watches, Attachment attachment, TimeProvider time)
    : Api.EndpointService.EndpointServiceBase
{
    static readonly TimeSpan TtlDefault = TimeSpan.FromMinutes(5);
    static readonly TimeSpan TtlMax = TimeSpan.FromHours(1);

    static readonly IReadOnlyCollection<string> Changeable = ["container_id", "container_name", "labels"];

    public override async Task<ReserveAddressResponse> ReserveAddress(ReserveAddressRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var application = violations.ReadName("application", "applications", request.Application);
        var device = violations.ReadName("device", "devices", request.Device);
        var ttl = violations.ReadDuration("ttl", request.Ttl, TtlDefault, TtlMax);
        violations.Check(ttl > TimeSpan.Zero, "ttl", "must be more than 0");
        var isFamily = violations.Check(request.Family is AddressFamily.Ipv4 or AddressFamily.Ipv6, "family", "is required: IPV4 or IPV6");
        if (isFamily && request.Address.Length > 0)
            violations.ReadAddress("address", request.Address, request.Family.ToSocket());
        var key = violations.ReadRequestId(request.RequestId, request);
        violations.Throw();

        return await store.Write(
            context.Peer,
            key,
            writer => Addresses.Reserve(writer, application, device, request.Family, request.Address, time.GetUtcNow() + ttl),
            context.CancellationToken);
    }

    public override async Task<ReleaseAddressResponse> ReleaseAddress(ReleaseAddressRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var application = violations.ReadName("application", "applications", request.Application);
        var device = violations.ReadName("device", "devices", request.Device);
        var address = violations.ReadAddress("address", request.Address, family: null);
        violations.Throw();

        await store.Write(
            context.Peer,
            writer =>
            {
                var space = Spaces.Addresses(Allocation.FamilyOf(address!), application);
                if (writer.State.ReservationsIn(space).TryGetValue(Prefixes.ToNumber(address!), out var reservation) && reservation.Device == device)
                    writer.EndReservation(space, reservation, writer.Now);
                return writer.Revision;
            },
            context.CancellationToken);
        return new();
    }

    public override Task<AttachResponse> Attach(AttachRequest request, ServerCallContext context) =>
        attachment.Attach(request, context.Peer, context.CancellationToken);

    public override async Task<DetachResponse> Detach(DetachRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var id = violations.ReadName("name", "endpoints", request.Name);
        var device = violations.ReadFilter("device", "devices", request.Device);
        violations.Throw();
        return await attachment.Detach(id, device, context.Peer, context.CancellationToken);
    }

    public override Task<Endpoint> GetEndpoint(GetEndpointRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var id = violations.ReadName("name", "endpoints", request.Name);
        violations.Throw();
        var snapshot = store.Current;
        return Task.FromResult(views.Of(snapshot, Find(snapshot, id)));
    }

    public override Task<ListEndpointsResponse> ListEndpoints(ListEndpointsRequest request, ServerCallContext context)
    {
        var snapshot = store.Current;
        var violations = new Violations();
        violations.ReadFilter("device", "devices", request.Device);
        violations.ReadFilter("application", "applications", request.Application);
        var page = violations.Read(
            request.PageSize,
            request.PageToken,
            $"endpoints {request.Device} {request.Application}",
            snapshot.Endpoints,
            e => IsOf(e, request.Device, request.Application));
        return Task.FromResult(new ListEndpointsResponse
        {
            Endpoints = { page.Items.Select(e => views.Of(snapshot, e)) },
            NextPageToken = page.NextToken,
            Revision = snapshot.Revision,
        });
    }

    public override async Task<Endpoint> UpdateEndpoint(UpdateEndpointRequest request, ServerCallContext context)
    {
        var given = request.Endpoint ?? new();
        var violations = new Violations();
        var id = violations.ReadName("endpoint.name", "endpoints", given.Name);
        violations.Check(request.UpdateMask?.Paths.Count > 0, "update_mask", "is required: " + string.Join(", ", Changeable.Select(f => "spec." + f)));
        var fields = violations.Read(request.UpdateMask, Changeable);
        AttachRules.CheckContainer(given.Spec ?? new(), "endpoint.spec", violations);
        var key = violations.ReadRequestId(request.RequestId, request);
        violations.Throw();

        var endpoint = await store.Write(
            context.Peer,
            key,
            writer =>
            {
                var current = Find(writer.Snapshot, id);
                Refusal.CheckRevision(given.Revision, current.Revision, current.Name);
                var updated = current.Clone();
                updated.Spec = FieldMasks.Merge(current.Spec, given.Spec ?? new(), fields);
                return updated.Spec.Equals(current.Spec) ? current : writer.Update(updated);
            },
            context.CancellationToken);
        return views.Of(store.Current, endpoint);
    }

    public override Task WatchEndpoints(WatchEndpointsRequest request, IServerStreamWriter<WatchEndpointsResponse> responseStream, ServerCallContext context)
    {
        var violations = new Violations();
        violations.ReadFilter("device", "devices", request.Device);
        violations.ReadFilter("application", "applications", request.Application);
        violations.Throw();
        return watches.Run(
            request.StartRevision,
            snapshot => snapshot.Endpoints.Values,
            ResourceKind.Endpoint,
            e => IsOf(e, request.Device, request.Application),
            views.Of,
            e => responseStream.WriteAsync(ToResponse(e), context.CancellationToken),
            context.CancellationToken);
    }

    static WatchEndpointsResponse ToResponse(WatchEvent<Endpoint> e)
    {
        var response = new WatchEndpointsResponse { Revision = e.Revision };
        if (e.Resource is not null)
            response.Endpoint = e.Resource;
        else if (e.Deleted is not null)
            response.Deleted = e.Deleted;
        else
            response.SnapshotComplete = true;
        return response;
    }

    static bool IsOf(Endpoint endpoint, string device, string application) =>
        (device.Length == 0 || endpoint.Spec.Device == device) && (application.Length == 0 || endpoint.Spec.Application == application);

    static Endpoint Find(StoreSnapshot snapshot, string id) =>
        snapshot.Endpoints.GetValueOrDefault(id) ?? throw Refusal.NotFound(ResourceNames.Endpoint(id));
}
