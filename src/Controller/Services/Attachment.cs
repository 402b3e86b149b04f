using Grpc.Core;
using Microsoft.Extensions.Options;
using Sdn.Api;
using Sdn.Controller.Configuration;
using Sdn.Controller.Devices;
using Sdn.Controller.Store;
using Sdn.OpenFlow;
using Sdn.Pipeline;

namespace Sdn.Controller.Services;

/// <summary>
/// The way of an endpoint from a hook's call to a device that forwards for it, and back. When its own device does not get
/// there, the endpoint is taken back, so that a call that fails leaves nothing.
/// </summary>
sealed partial class Attachment(
    ResourceStore store,
    IDeviceStatuses statuses,
    Views views,
    IOptions<AttachOptions> options,
    TimeProvider clock,
    ILogger<Attachment> logger)
{
    static readonly TimeSpan PeerTimeoutMax = TimeSpan.FromSeconds(30);

    public async Task<AttachResponse> Attach(AttachRequest request, string actor, CancellationToken cancellationToken)
    {
        var violations = new Violations();
        violations.CheckEndpointId("endpoint_id", request.EndpointId);
        var spec = AttachRules.Read(request.Spec ?? new(), violations);
        var peerTimeout = violations.ReadDuration("peer_timeout", request.PeerTimeout, TimeSpan.FromSeconds(options.Value.PeerTimeoutSeconds), PeerTimeoutMax);
        violations.Throw();

        var (endpoint, isNew) = await store.Write(actor, writer => FindOrCreate(writer, request.EndpointId, spec), cancellationToken);
        await WaitForOwnDevice(endpoint, isNew, actor, cancellationToken);
        return await Answer(endpoint, peerTimeout, cancellationToken);
    }

    /// <param name="device">The device that asks; null for an admin.</param>
    public async Task<DetachResponse> Detach(string id, string? device, string actor, CancellationToken cancellationToken)
    {
        var taken = await store.Write(
            actor,
            writer =>
            {
                var endpoint = writer.Snapshot.Endpoints.GetValueOrDefault(id);
                if (endpoint is null)
                    return (Revision: writer.Snapshot.Revision, Device: null);
                if (device is not null && endpoint.Spec.Device != ResourceNames.Device(device))
                    throw Refusal.Make(StatusCode.PermissionDenied, "ENDPOINT_OF_ANOTHER_DEVICE", $"{endpoint.Name} belongs to {endpoint.Spec.Device}, not to {ResourceNames.Device(device)}");

                writer.Delete(endpoint);
                return (writer.Revision, Device: (string?)ResourceNames.Id(endpoint.Spec.Device));
            },
            cancellationToken);

        // The host deletes its interface after this; OVS should have let go of it by then. That it has not is no failure.
        if (taken.Device is not null)
            await statuses.WaitRealized(taken.Device, taken.Revision, TimeSpan.FromSeconds(options.Value.DetachTimeoutSeconds), cancellationToken);
        return new() { Revision = taken.Revision };
    }

    (Endpoint Endpoint, bool IsNew) FindOrCreate(StoreWriter writer, string id, EndpointSpec spec)
    {
        var deviceId = ResourceNames.Id(spec.Device);
        if (writer.Snapshot.Endpoints.TryGetValue(id, out var existing))
        {
            var differences = AttachRules.Differences(existing.Spec, spec);
            if (differences.Count > 0)
                throw Refusal.Make(StatusCode.AlreadyExists, "ENDPOINT_DIFFERS", $"{existing.Name} is attached already and differs: {string.Join("; ", differences)}");

            CheckConnected(deviceId);
            return (existing, false);
        }

        var application = Addresses.FindApplication(writer.Snapshot, ResourceNames.Id(spec.Application));
        Addresses.FindDevice(writer.Snapshot, deviceId);
        AttachRules.CheckPlace(writer.State, spec);
        CheckConnected(deviceId);
        var endpoint = new Endpoint
        {
            Name = ResourceNames.Endpoint(id),
            Spec = spec,
            Status = new()
            {
                Ipv4Address = Addresses.TakeForEndpoint(writer, application, deviceId, AddressFamily.Ipv4, spec.Ipv4Address),
                Ipv6Address = Addresses.TakeForEndpoint(writer, application, deviceId, AddressFamily.Ipv6, spec.Ipv6Address),
                MacAddress = TakeMac(writer, spec.MacAddress).ToString(),
                Ofport = writer.TakeOfPort(deviceId),
            },
        };
        return (writer.Create(endpoint), true);
    }

    static MacAddress TakeMac(StoreWriter writer, string asked)
    {
        if (asked.Length == 0)
            return writer.TakeMac();

        var mac = MacAddress.Parse(asked);
        if (writer.State.Macs.TryGetValue(mac, out var owner))
        {
            var violations = new Violations();
            violations.Add("spec.mac_address", $"{mac} is in use by {owner}; leave it out to have one allocated");
            throw Refusal.InUse("MAC_ADDRESS_IN_USE", violations);
        }

        return mac;
    }

    void CheckConnected(string device)
    {
        if (!statuses.IsConnected(device))
            throw Refusal.Precondition("DEVICE_NOT_CONNECTED", $"device {device} is not connected");
    }

    async Task WaitForOwnDevice(Endpoint endpoint, bool isNew, string actor, CancellationToken cancellationToken)
    {
        var device = ResourceNames.Id(endpoint.Spec.Device);
        var bound = TimeSpan.FromSeconds(options.Value.OwnDeviceTimeoutSeconds);
        var isAttached = false;
        RpcException? failure = null;
        try
        {
            var isRealized = await statuses.WaitRealizedOrRefused(device, endpoint.Revision, bound, cancellationToken);
            if (isRealized && !isNew)
                await WaitForPort(device, endpoint.Spec.Interface, bound, cancellationToken);
            var portError = isRealized ? statuses.PortError(device, endpoint.Spec.Interface) : null;
            isAttached = isRealized && portError is null;
            failure = isAttached ? null : NotAttached(device, endpoint, portError); // as things are now: to take it back mends them
        }
        finally
        {
            // Also when the caller has gone: he has not heard of the endpoint, so nobody would detach it.
            if (!isAttached && isNew)
                await TakeBack(endpoint, actor);
        }

        if (failure is not null)
            throw failure;

        var now = store.Current.Endpoints.GetValueOrDefault(ResourceNames.Id(endpoint.Name));
        if (now?.Uid != endpoint.Uid)
            throw Refusal.Make(StatusCode.Aborted, "ENDPOINT_DETACHED", $"{endpoint.Name} was detached while it was being attached; attach it again");
    }

    /// <summary>
    /// An endpoint that is there already may be attached again with an interface made anew, as after a restart of its device:
    /// the error of the old one stands until Open vSwitch has seen the new one.
    /// </summary>
    async Task WaitForPort(string device, string port, TimeSpan bound, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(bound, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            for (var sequence = statuses.Sequence; statuses.PortError(device, port) is not null;)
                sequence = await statuses.WaitForChange(sequence, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The error stands, and the caller looks at it.
        }
    }

    RpcException NotAttached(string device, Endpoint endpoint, string? portError)
    {
        if (!statuses.IsConnected(device))
            return Refusal.Make(StatusCode.Unavailable, "DEVICE_NOT_CONNECTED", $"device {device} has disconnected while {endpoint.Name} was being attached");

        var status = statuses.Of(device);
        var error = portError ?? (status.State == DeviceState.Failed ? status.LastError : "");
        return error.Length > 0
            ? Refusal.Make(StatusCode.Aborted, "DEVICE_REFUSED", $"device {device} refused {endpoint.Name}: {error}")
            : Refusal.Make(StatusCode.Unavailable, "DEVICE_TOO_SLOW", $"device {device} has not realized {endpoint.Name} within {options.Value.OwnDeviceTimeoutSeconds} s; try again");
    }

    async Task TakeBack(Endpoint endpoint, string actor)
    {
        LogTakenBack(endpoint.Name, endpoint.Spec.Device);
        await store.Write(
            actor,
            writer =>
            {
                var now = writer.Snapshot.Endpoints.GetValueOrDefault(ResourceNames.Id(endpoint.Name));
                if (now?.Uid == endpoint.Uid)
                    writer.Delete(now);
                return writer.Revision;
            },
            CancellationToken.None);
    }

    async Task<AttachResponse> Answer(Endpoint endpoint, TimeSpan peerTimeout, CancellationToken cancellationToken)
    {
        var snapshot = store.Current;
        var device = ResourceNames.Id(endpoint.Spec.Device);
        var peers = Topology.PeersOf(snapshot.Fleet, ResourceNames.Id(endpoint.Spec.Application), device);
        var connected = peers.Where(statuses.IsConnected).ToList();
        var realized = await Task.WhenAll(connected.Select(d => statuses.WaitRealized(d, endpoint.Revision, peerTimeout, cancellationToken).AsTask()));
        return new()
        {
            Endpoint = views.Of(snapshot, endpoint),
            Revision = endpoint.Revision,
            LaggingDevices = { connected.Where((d, i) => !realized[i] && statuses.IsConnected(d)).Select(ResourceNames.Device) },
            PeerVtepAddresses = { peers.Select(d => snapshot.Fleet.Devices.GetValueOrDefault(d)).OfType<FleetDevice>().Select(d => d.Vtep.ToString()) },
        };
    }

    [LoggerMessage(LogLevel.Warning, "{endpoint} is taken back: {device} has not realized it")]
    partial void LogTakenBack(string endpoint, string device);
}
