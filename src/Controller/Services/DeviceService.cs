using Grpc.Core;
using Sdn.Api;
using Sdn.Controller.Devices;
using Sdn.Controller.Store;

namespace Sdn.Controller.Services;

/// <summary>The API of devices; its behaviour is said in device.proto.</summary>
sealed class DeviceService(ResourceStore store, IDeviceStatuses statuses, Views views, Watches watches, StateWatches stateWatches, FlowComparison flows)
    : Api.DeviceService.DeviceServiceBase
{
    static readonly TimeSpan WaitDefault = TimeSpan.FromSeconds(30);
    static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(10);

    public override async Task<Device> CreateDevice(CreateDeviceRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        violations.CheckLabel("device_id", request.DeviceId);
        var spec = DeviceRules.Read(request.Device?.Spec ?? new(), request.DeviceId, violations);
        var key = violations.ReadRequestId(request.RequestId, request);
        violations.Throw();

        var device = await store.Write(
            context.Peer,
            key,
            writer =>
            {
                var name = ResourceNames.Device(request.DeviceId);
                if (writer.Snapshot.Devices.ContainsKey(request.DeviceId))
                    throw Refusal.NameInUse(name);

                DeviceRules.CheckUnique(writer.Snapshot, spec, request.DeviceId);
                return writer.Create(new Device { Name = name, Spec = spec });
            },
            context.CancellationToken);
        return views.Of(store.Current, device);
    }

    public override Task<Device> GetDevice(GetDeviceRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var id = violations.ReadName("name", "devices", request.Name);
        violations.Throw();
        var snapshot = store.Current;
        return Task.FromResult(views.Of(snapshot, Find(snapshot, id)));
    }

    public override Task<ListDevicesResponse> ListDevices(ListDevicesRequest request, ServerCallContext context)
    {
        var snapshot = store.Current;
        var page = new Violations().Read(request.PageSize, request.PageToken, "devices", snapshot.Devices);
        return Task.FromResult(new ListDevicesResponse
        {
            Devices = { page.Items.Select(d => views.Of(snapshot, d)) },
            NextPageToken = page.NextToken,
            Revision = snapshot.Revision,
        });
    }

    public override async Task<Device> UpdateDevice(UpdateDeviceRequest request, ServerCallContext context)
    {
        var given = request.Device ?? new();
        var violations = new Violations();
        var id = violations.ReadName("device.name", "devices", given.Name);
        var fields = violations.Read(request.UpdateMask, DeviceRules.Changeable);
        var key = violations.ReadRequestId(request.RequestId, request);
        violations.Throw();

        var device = await store.Write(
            context.Peer,
            key,
            writer => Update(writer, Find(writer.Snapshot, id), given, fields),
            context.CancellationToken);
        return views.Of(store.Current, device);
    }

    public override async Task<DeleteDeviceResponse> DeleteDevice(DeleteDeviceRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var id = violations.ReadName("name", "devices", request.Name);
        var key = violations.ReadRequestId(request.RequestId, request);
        violations.Throw();

        return await store.Write(
            context.Peer,
            key,
            writer =>
            {
                var device = Find(writer.Snapshot, id);
                Refusal.CheckRevision(request.Revision, device.Revision, device.Name);
                var endpoints = writer.Snapshot.Fleet.EndpointsOn(id).ToList();
                if (endpoints.Count > 0 && !request.Force)
                    throw Refusal.Precondition("ENDPOINTS_ATTACHED", $"{device.Name} has {endpoints.Count} endpoints attached; detach them, or delete with force");

                foreach (var endpoint in endpoints)
                    writer.Delete(writer.Snapshot.Endpoints[endpoint.Name]);
                writer.Delete(device);
                return new DeleteDeviceResponse { Revision = writer.Revision };
            },
            context.CancellationToken);
    }

    public override async Task WatchDevices(WatchDevicesRequest request, IServerStreamWriter<WatchDevicesResponse> responseStream, ServerCallContext context)
    {
        watches.CheckStart(request.StartRevision, store.Current);
        if (request.StartRevision != 0)
        {
            // No log keeps status, so a watch that resumes is told how every device is now, after the deletions that it missed.
            var snapshot = store.Current;
            for (var position = request.StartRevision; position < snapshot.Revision;)
            {
                var changes = watches.ChangesAfter(position);
                position = changes.Count == 0 ? snapshot.Revision : changes[^1].Revision;
                await TellDeletions(changes, snapshot, responseStream, context.CancellationToken);
            }
        }

        await stateWatches.Run(
            hasSnapshot: request.StartRevision == 0,
            snapshot => snapshot.Devices.Select(d => KeyValuePair.Create(d.Value.Name, views.Of(snapshot, d.Value))),
            e => responseStream.WriteAsync(ToResponse(e), context.CancellationToken),
            context.CancellationToken);
    }

    public override async Task<WaitForRevisionResponse> WaitForRevision(WaitForRevisionRequest request, ServerCallContext context)
    {
        var snapshot = store.Current;
        var violations = new Violations();
        var asked = request.Devices.Select((name, i) => violations.ReadName($"devices[{i}]", "devices", name)).Distinct().ToList();
        var timeout = violations.ReadDuration("timeout", request.Timeout, WaitDefault, WaitMax);
        violations.Check(request.Revision <= snapshot.Revision, "revision", $"is {request.Revision}, beyond the store's revision {snapshot.Revision}; 0 is the newest");
        violations.Throw();
        foreach (var id in asked)
            Find(snapshot, id);

        var revision = request.Revision == 0 ? snapshot.Revision : request.Revision;
        var disconnected = asked.Where(d => !statuses.IsConnected(d)).ToHashSet();
        var devices = (asked.Count > 0 ? asked : snapshot.Devices.Keys.Where(statuses.IsConnected)).Where(d => !disconnected.Contains(d)).ToList();
        var realized = await Task.WhenAll(devices.Select(d => statuses.WaitRealized(d, revision, timeout, context.CancellationToken).AsTask()));
        var missing = devices.Where((_, i) => !realized[i]).ToLookup(statuses.IsConnected);
        return new()
        {
            Revision = revision,
            LaggingDevices = { missing[true].Select(ResourceNames.Device) },
            DisconnectedDevices = { asked.Where(d => disconnected.Contains(d) || missing[false].Contains(d)).Select(ResourceNames.Device) },
        };
    }

    public override async Task DumpFlows(DumpFlowsRequest request, IServerStreamWriter<DumpFlowsResponse> responseStream, ServerCallContext context)
    {
        var violations = new Violations();
        var id = violations.ReadName("name", "devices", request.Name);
        violations.Throw();
        var snapshot = store.Current;
        Find(snapshot, id);
        try
        {
            var installed = await statuses.DumpFlows(id, context.CancellationToken);
            foreach (var flow in flows.Compare(snapshot, id, installed))
                await responseStream.WriteAsync(flow, context.CancellationToken);
        }
        catch (DeviceNotConnectedException)
        {
            throw Refusal.Make(StatusCode.Unavailable, "DEVICE_NOT_CONNECTED", $"{request.Name} is not connected: its flows cannot be read");
        }
    }

    static async Task TellDeletions(
        IEnumerable<Change> changes,
        StoreSnapshot snapshot,
        IServerStreamWriter<WatchDevicesResponse> responseStream,
        CancellationToken cancellationToken)
    {
        foreach (var change in changes.Where(c => c.Kind == ResourceKind.Device && c.Operation == ChangeOperation.Deleted))
        {
            if (!snapshot.Devices.ContainsKey(change.Id))
                await responseStream.WriteAsync(new() { Deleted = ResourceNames.Device(change.Id), Revision = change.Revision }, cancellationToken);
        }
    }

    static WatchDevicesResponse ToResponse(WatchEvent<Device> e)
    {
        var response = new WatchDevicesResponse { Revision = e.Revision };
        if (e.Resource is not null)
            response.Device = e.Resource;
        else if (e.Deleted is not null)
            response.Deleted = e.Deleted;
        else
            response.SnapshotComplete = true;
        return response;
    }

    static Device Find(StoreSnapshot snapshot, string id) =>
        snapshot.Devices.GetValueOrDefault(id) ?? throw Refusal.NotFound(ResourceNames.Device(id));

    static Device Update(StoreWriter writer, Device current, Device given, IReadOnlyCollection<string> fields)
    {
        Refusal.CheckRevision(given.Revision, current.Revision, current.Name);
        var id = ResourceNames.Id(current.Name);
        var merged = FieldMasks.Merge(current.Spec, given.Spec ?? new(), fields);
        if (merged.SystemId.Length == 0)
            merged.SystemId = current.Spec.SystemId;
        var violations = new Violations();
        var spec = DeviceRules.Read(merged, id, violations);
        violations.Check(spec.SystemId == current.Spec.SystemId, "device.spec.system_id", $"is '{current.Spec.SystemId}' and cannot change; delete the device and create it anew");
        violations.Throw();
        if (spec.Equals(current.Spec))
            return current;

        DeviceRules.CheckUnique(writer.Snapshot, spec, id);
        var updated = current.Clone();
        updated.Spec = spec;
        DeviceRules.CheckHosted(writer.Snapshot.Fleet, updated.ToFleet(writer.Snapshot.Fleet.Devices[id].Number));
        return writer.Update(updated);
    }
}
