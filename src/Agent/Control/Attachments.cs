using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using Sdn.Agent.Netlink;
using Sdn.Agent.State;
using Sdn.Api;

namespace Sdn.Agent.Control;

/// <summary>What a runtime asks for. Empty addresses and MAC: the controller chooses.</summary>
sealed record AttachOrder
{
    public required string EndpointId { get; init; }
    public required EndpointOrigin Origin { get; init; }
    public required string Application { get; init; }

    /// <summary>What the veth pair is made with; the answer of the controller corrects it. 0: not known.</summary>
    public uint Mtu { get; init; }
    public string NetworkId { get; init; } = "";
    public string Ipv4 { get; init; } = "";
    public string Ipv6 { get; init; } = "";
    public string Mac { get; init; } = "";
    public string ContainerId { get; init; } = "";
    public string ContainerName { get; init; } = "";
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public long ProcessId { get; init; }
}

/// <summary>
/// The endpoints of this device: makes them (veth pair, controller, state) and takes them back. Both may be repeated, and
/// nothing half-made stays.
/// </summary>
sealed partial class Attachments(
    StateFile state, ControllerClient controller, Links links, BridgeDatapath datapath, TunnelWarmer warmer, TimeProvider time,
    ILogger<Attachments> logger)
{
    const int HostNameDigits = 11;                  // with `sdn` 14 of the 15 characters that a name may have
    const uint MtuUntilKnown = 1280;                // the least that IPv6 allows
    static readonly TimeSpan DetachTimeout = TimeSpan.FromSeconds(2); // a stop need not wait longer: the detach is remembered

    readonly KeyedLocks _locks = new();

    /// <summary>Waits for and holds the endpoint's turn; Attach and Detach take it themselves.</summary>
    public Task<IDisposable> Enter(string endpointId) => _locks.Enter(endpointId);

    public async Task<EndpointRecord> Attach(AttachOrder order, CancellationToken stop)
    {
        using var turn = await _locks.Enter(order.EndpointId);
        if (state.State.Endpoints.TryGetValue(order.EndpointId, out var existing) && IsComplete(existing, order))
            return existing;

        var started = Stopwatch.GetTimestamp();
        var record = new EndpointRecord
        {
            Origin = order.Origin,
            Application = order.Application,
            Interface = "sdn" + order.EndpointId[..HostNameDigits],
            Peer = order.Origin == EndpointOrigin.Label ? "eth0" : "sdc" + order.EndpointId[..HostNameDigits],
            CreateTime = time.GetUtcNow(),
            NetworkId = order.NetworkId,
            ContainerId = order.ContainerId,
            ContainerName = order.ContainerName,
            ProcessId = order.ProcessId,
        };
        // The intent goes to the disk while the veth pair is made and the controller works.
        var intent = state.Change(s => s.With(order.EndpointId, record) with { PendingDetaches = s.PendingDetaches.Remove(order.EndpointId) });
        var isAsked = false;
        try
        {
            using var ns = order.ProcessId == 0 ? null : NetworkNamespace.Open($"/proc/{order.ProcessId}/ns/net");
            using var inside = ns is null ? null : Links.OpenIn(ns);
            MakeVeth(record, order.Mtu, ns, inside);
            var vethDone = Stopwatch.GetTimestamp();

            isAsked = true;
            var response = await controller.Attach(order.EndpointId, Spec(order, record), stop);
            var answered = Stopwatch.GetTimestamp();

            var addresses = Read(response.Endpoint.Status);
            Configure(record, order.Mtu, addresses, ns, inside);
            await intent;
            record = record with { Addresses = addresses };
            await state.Change(s => s.With(order.EndpointId, record));
            warmer.Warm(order.Application, response.PeerVtepAddresses);
            LogAttached(order.EndpointId, order.Application, record.Interface, addresses.Ipv4, addresses.Ipv6,
                Milliseconds(started, vethDone), Milliseconds(vethDone, answered), Milliseconds(answered, Stopwatch.GetTimestamp()));
            if (response.LaggingDevices.Count > 0)
                LogLagging(order.EndpointId, string.Join(", ", response.LaggingDevices));
            return record;
        }
        catch (Exception e)
        {
            await Undo(order.EndpointId, record, intent, isAsked && e is not ControllerException { IsRefusal: true });
            throw;
        }
    }

    /// <summary>
    /// Takes the endpoint back. Succeeds when there is none, and when the controller cannot be told now: it will be.
    /// </summary>
    public async Task Detach(string endpointId, CancellationToken stop)
    {
        using var turn = await _locks.Enter(endpointId);
        if (!state.State.Endpoints.TryGetValue(endpointId, out var record))
            return;

        var isTold = true;
        try
        {
            await controller.Detach(endpointId, DetachTimeout, stop);
        }
        catch (ControllerException e) when (e.IsRefusal)
        {
            LogDetachRefused(endpointId, e.Message);
        }
        catch (ControllerException e)
        {
            LogDetachLater(endpointId, e.Message);
            isTold = false;
        }
        links.Delete(record.Interface);
        await Forget(endpointId, isTold);
        LogDetached(endpointId, record.Application, record.Interface);
    }

    /// <summary>Tells the controller of a detach that it could not be told before.</summary>
    public async Task RetryDetach(string endpointId, CancellationToken stop)
    {
        using var turn = await _locks.Enter(endpointId);
        if (!state.State.PendingDetaches.Contains(endpointId))
            return; // attached again meanwhile
        try
        {
            await controller.Detach(endpointId, DetachTimeout, stop);
        }
        catch (ControllerException e) when (e.IsRefusal)
        {
            LogDetachRefused(endpointId, e.Message);
        }
        await state.Change(s => s with { PendingDetaches = s.PendingDetaches.Remove(endpointId) });
        LogDetachedLate(endpointId);
    }

    /// <summary>Asks the controller again for an endpoint that it no longer has, with the addresses that it gave.</summary>
    public async Task Restore(string endpointId, CancellationToken stop)
    {
        using var turn = await _locks.Enter(endpointId);
        if (!state.State.Endpoints.TryGetValue(endpointId, out var record) || record.Addresses is not { } addresses)
            return;
        await controller.Attach(endpointId, new EndpointSpec
        {
            Application = Names.Application(record.Application),
            Interface = record.Interface,
            ContainerId = record.ContainerId,
            ContainerName = record.ContainerName,
            Ipv4Address = Address(addresses.Ipv4),
            Ipv6Address = Address(addresses.Ipv6),
            MacAddress = addresses.Mac,
        }, stop);
        LogRestored(endpointId, record.Application);
    }

    bool IsComplete(EndpointRecord record, AttachOrder order) =>
        record.Addresses is not null && record.Application == order.Application && record.NetworkId == order.NetworkId &&
        record.ProcessId == order.ProcessId && links.Find(record.Interface) is not null;

    void MakeVeth(EndpointRecord record, uint mtu, NetworkNamespace? ns, Links? inside)
    {
        links.Delete(record.Interface); // left by an attach that was cut short
        links.AddVeth(record.Interface, record.Peer, mtu == 0 ? MtuUntilKnown : mtu, ns);
        if (datapath.IsNetdev)
        {
            links.TurnOffChecksumOffload(record.Interface);
            (inside ?? links).TurnOffChecksumOffload(record.Peer);
        }
        links.SetUpAsWire(links.IndexOf(record.Interface));
        SwitchIpv6(record.Interface, isOn: false);
    }

    // The userspace datapath reads beside the kernel, which gets each packet too: with IPv6 on at the host end, a container
    // could reach the device's own addresses. Docker, in turn, has IPv6 off in a container without a network. The kernel
    // has no netlink attribute for it, and /proc/sys/net is that of the calling thread's namespace.
    static bool SwitchIpv6(string name, bool isOn)
    {
        var file = $"/proc/sys/net/ipv6/conf/{name}/disable_ipv6";
        var exists = File.Exists(file); // not on a kernel without IPv6
        if (exists)
            File.WriteAllText(file, isOn ? "0" : "1");
        return exists;
    }

    void Configure(EndpointRecord record, uint mtuOfVeth, AddressRecord addresses, NetworkNamespace? ns, Links? inside)
    {
        if (addresses.Mtu != 0 && addresses.Mtu != (mtuOfVeth == 0 ? MtuUntilKnown : mtuOfVeth))
        {
            links.SetMtu(links.IndexOf(record.Interface), addresses.Mtu);
            (inside ?? links).SetMtu((inside ?? links).IndexOf(record.Peer), addresses.Mtu);
        }
        if (ns is null || inside is null)
            return; // dockerd does the rest, when it has moved the peer into the container

        var index = inside.IndexOf(record.Peer);
        if (addresses.Ipv6.Length > 0)
            ns.Run(() => SwitchIpv6(record.Peer, isOn: true));
        inside.SetMac(index, PhysicalAddress.Parse(addresses.Mac.ToUpperInvariant().Replace(':', '-')));
        inside.SetUp(inside.IndexOf("lo"));
        foreach (var address in new[] { addresses.Ipv4, addresses.Ipv6 }.Where(a => a.Length > 0).Select(Parse))
            inside.AddAddress(index, address.Address, address.PrefixLength);
        inside.SetUp(index);
        foreach (var gateway in new[] { addresses.Ipv4Gateway, addresses.Ipv6Gateway }.Where(g => g.Length > 0))
            inside.AddDefaultRoute(index, IPAddress.Parse(gateway));
    }

    async Task Undo(string endpointId, EndpointRecord record, Task intent, bool mayBeAttached)
    {
        links.Delete(record.Interface);
        await intent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // its failure is what is being undone, or no matter
        await Forget(endpointId, isTold: !mayBeAttached);
    }

    Task Forget(string endpointId, bool isTold) => state.Change(s => s with
    {
        Endpoints = s.Endpoints.Remove(endpointId),
        PendingDetaches = isTold ? s.PendingDetaches.Remove(endpointId) : s.PendingDetaches.Add(endpointId),
    });

    static EndpointSpec Spec(AttachOrder order, EndpointRecord record) => new()
    {
        Application = Names.Application(order.Application),
        Interface = record.Interface,
        ContainerId = order.ContainerId,
        ContainerName = order.ContainerName,
        Labels = { order.Labels.ToDictionary() },
        Ipv4Address = order.Ipv4,
        Ipv6Address = order.Ipv6,
        MacAddress = order.Mac,
    };

    static AddressRecord Read(EndpointStatus status) => new(
        status.Ipv4Address, status.Ipv6Address, status.MacAddress, status.Ipv4Gateway, status.Ipv6Gateway, status.Mtu);

    static (IPAddress Address, int PrefixLength) Parse(string cidr)
    {
        var slash = cidr.IndexOf('/', StringComparison.Ordinal);
        return (IPAddress.Parse(cidr[..slash]), int.Parse(cidr.AsSpan(slash + 1), provider: null));
    }

    static string Address(string cidr) => cidr.Split('/')[0];

    static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    [LoggerMessage(LogLevel.Information, "Attached {Endpoint} to application {Application} as {Interface} with {Ipv4} {Ipv6}: veth {VethMs:0.0} ms, controller {ControllerMs:0.0} ms, addresses and state {StateMs:0.0} ms")]
    partial void LogAttached(string endpoint, string application, string @interface, string ipv4, string ipv6, double vethMs, double controllerMs, double stateMs);

    [LoggerMessage(LogLevel.Warning, "Attached {Endpoint}, but these devices have not realized it yet: {Devices}")]
    partial void LogLagging(string endpoint, string devices);

    [LoggerMessage(LogLevel.Information, "Detached {Endpoint} from application {Application}, {Interface} removed")]
    partial void LogDetached(string endpoint, string application, string @interface);

    [LoggerMessage(LogLevel.Warning, "The controller will be told of the detach of {Endpoint} later: {Reason}")]
    partial void LogDetachLater(string endpoint, string reason);

    [LoggerMessage(LogLevel.Information, "The controller has been told of the detach of {Endpoint}")]
    partial void LogDetachedLate(string endpoint);

    [LoggerMessage(LogLevel.Warning, "The controller refused the detach of {Endpoint}; it is forgotten here: {Reason}")]
    partial void LogDetachRefused(string endpoint, string reason);

    [LoggerMessage(LogLevel.Warning, "The controller did not have {Endpoint} of application {Application} any more; attached it again")]
    partial void LogRestored(string endpoint, string application);
}
