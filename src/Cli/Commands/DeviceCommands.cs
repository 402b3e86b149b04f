using System.CommandLine;
using Sdn.Api;
using Sdn.Cli.Calls;
using Sdn.Cli.Resources;

namespace Sdn.Cli.Commands;

/// <summary><c>sdnctl device</c>: the machines that run Open vSwitch.</summary>
static class DeviceCommands
{
    static readonly ResourceKind<Device> Kind = new("device", "devices", d => d.Name,
    [
        new("NAME", d => ResourceName.Short(d.Name)),
        new("STATE", d => Words.Of(d.Status?.State ?? default), ColumnStyle.State),
        new("VTEP", d => d.Spec?.VtepAddress ?? ""),
        new("ENDPOINTS", d => $"{d.Status?.EndpointCount ?? 0}", ColumnStyle.Number),
        new("FLOWS", d => $"{d.Status?.FlowCount ?? 0}", ColumnStyle.Number),
        new("REALIZED", d => Words.OfNonZero(d.Status?.RealizedRevision ?? 0), ColumnStyle.Number),
        new("REVISION", d => $"{d.Revision}", ColumnStyle.Number),
        new("OVS", d => d.Status?.OvsVersion ?? ""),
        new("ERROR", d => d.Status?.LastError ?? ""),
    ]);

    static readonly SpecCalls<Device> Calls = new(
        Device.Descriptor,
        Flags,
        d => d.Revision,
        (call, id, device) => Client(call)
            .CreateDeviceAsync(new() { DeviceId = id, Device = device, RequestId = call.RequestId }, call.Options).ResponseAsync,
        (call, name, revision, device, mask) =>
        {
            device.Name = name;
            device.Revision = revision;
            return Client(call).UpdateDeviceAsync(new() { Device = device, UpdateMask = mask, RequestId = call.RequestId }, call.Options).ResponseAsync;
        });

    public static Command Create(Caller caller) => new("device", "Devices: machines that run Open vSwitch and containers.")
    {
        Verbs.List(caller, Kind, async (call, token) =>
        {
            var page = await Client(call).ListDevicesAsync(new() { PageSize = Verbs.PageSize, PageToken = token }, call.Options);
            return new(page.Devices, page.NextPageToken);
        }),
        Verbs.Get(caller, Kind, (call, name) => Client(call).GetDeviceAsync(new() { Name = name }, call.Options).ResponseAsync, "d1"),
        SpecVerbs.Create(
            caller, Kind, Calls,
            "sdnctl device create d1 --vtep 192.0.2.1 --label rack=r1 --wait",
            "sdnctl device create -f devices.yaml"),
        SpecVerbs.Update(
            caller, Kind, Calls,
            "sdnctl device update d1 --description 'meter cabinet'",
            "sdnctl device get d1 -o yaml > d1.yaml; $EDITOR d1.yaml; sdnctl device update -f d1.yaml"),
        Delete(caller),
        Watch(caller),
    };

    static DeviceService.DeviceServiceClient Client(Call call) => new(call.Invoker);

    static SpecFlags<Device> Flags() => new SpecFlags<Device>(() => new() { Spec = new() })
        .With(
            Options.Text("--vtep", "ADDRESS", "Its tunnel address (VTEP), IPv4 or IPv6: required at creation"),
            "vtep_address", (d, address) => d.Spec.VtepAddress = address)
        .With(
            Options.Text("--system-id", "ID", "external_ids:system-id of its Open vSwitch [default: the name]; cannot change"),
            "system_id", (d, id) => d.Spec.SystemId = id)
        .With(
            Options.Number("--underlay-mtu", "BYTES", "The largest IP packet of its underlay, 576 to 65535 [default: 1500]"),
            "underlay_mtu", (d, mtu) => d.Spec.UnderlayMtu = mtu)
        .With(
            Options.Text("--description", "TEXT", "Free text for people"),
            "description", (d, text) => d.Spec.Description = text)
        .With(
            Options.Labels("A label; may be repeated. At an update these are all the labels that it then has"),
            "labels", (d, labels) => d.Spec.Labels.Add(labels.ToDictionary()));

    static Command Delete(Caller caller)
    {
        var revision = Options.Revision("--revision", "Only if this is still its revision");
        var force = new Option<bool>("--force") { Description = "Detach its endpoints first" };
        return Verbs.Delete(
            caller, new("delete", "Removes a device.", "sdnctl device delete d1 --force"), Kind,
            async (call, name) =>
            {
                var reply = await Client(call).DeleteDeviceAsync(
                    new() { Name = name, Revision = call.Parsed.GetValue(revision), Force = call.Parsed.GetValue(force), RequestId = call.RequestId },
                    call.Options);
                return (reply, reply.Revision);
            },
            revision, force, Options.RequestId());
    }

    static Command Watch(Caller caller)
    {
        var start = Verbs.StartRevision();
        return Verbs.Watch(
            caller, Kind,
            call => Client(call).WatchDevices(new() { StartRevision = call.Parsed.GetValue(start) }, call.Endless),
            e => new(e, e.Device, e.Deleted, e.SnapshotComplete),
            start);
    }
}
