using System.Diagnostics;

namespace Sdn.Pipeline.Tests;

/// <summary>A real ovs-vswitchd with the dummy datapath that has one device's plan, in a folder of its own.</summary>
sealed class Switch : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sdn-pipeline-").FullName;
    readonly List<Process> _daemons = [];

    Switch()
    {
    }

    string Database => $"unix:{_folder}/db.sock";

    string Management => $"unix:{_folder}/br-int.mgmt";

    /// <summary>A switch with the plan of a device of a case.</summary>
    public static async Task<Switch> Of(Fleet fleet, string device)
    {
        var result = new Switch();
        try
        {
            await result.StartDaemons(fleet.Devices[device]);
            await result.AddBridges(fleet, fleet.Devices[device]);
            var plan = Planner.Plan(fleet, device);
            var ports = plan.Ports.ToList();
            if (ports.Count > 0)
                await result.AddPorts(ports);
            await result.Load(plan);
            return result;
        }
        catch
        {
            await result.DisposeAsync();
            throw;
        }
    }

    /// <summary>Replaces what the switch has with the plan, in one bundle.</summary>
    public async Task Load(DevicePlan plan)
    {
        var bundle = Path.Combine(_folder, "bundle");
        await File.WriteAllLinesAsync(bundle,
        [
            "flow delete",
            "group delete group_id=all",
            .. plan.Groups.Select(g => $"group add {g}"),
            .. plan.Flows.Select(f => $"flow add {f}"),
        ]);
        await Programs.Run("ovs-ofctl", _folder, "-O", "OpenFlow15", "bundle", Management, bundle);
    }

    /// <summary>The switch's own account of what happens to a packet; <paramref name="states"/> are what conntrack says of it.</summary>
    public async Task<Trace> Trace(string packet, params string[] states) =>
        new(await Control(["ofproto/trace", "br-int", packet, .. states.SelectMany(s => new[] { "--ct-next", s })]));

    /// <summary>The same from a table on, for a packet that conntrack has already seen: it may carry ct_state and ct_label.</summary>
    public async Task<Trace> TraceFrom(Table table, string packet) =>
        new(await Control("ofproto/trace-packet-out", "br-int", packet, $"resubmit(,{table.Id})"));

    /// <summary>The flows that the switch has, as ovs-ofctl prints them.</summary>
    public async Task<IReadOnlyList<string>> Flows()
    {
        var dump = await Programs.Run("ovs-ofctl", _folder, "-O", "OpenFlow15", "--no-stats", "dump-flows", Management);
        return dump.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>The groups that the switch has, as ovs-ofctl prints them.</summary>
    public async Task<IReadOnlyList<string>> Groups()
    {
        var dump = await Programs.Run("ovs-ofctl", _folder, "-O", "OpenFlow15", "dump-groups", Management);
        return [.. dump.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => l.StartsWith("group_id", StringComparison.Ordinal))];
    }

    /// <summary>Name, number and error of each interface of br-int, as OVS has them.</summary>
    public Task<string> Interfaces() => Vsctl("--columns=name,ofport,error", "--format=csv", "list", "Interface");

    public ValueTask DisposeAsync()
    {
        foreach (var daemon in Enumerable.Reverse(_daemons))
        {
            daemon.Kill();   // no wait for the end: it has nothing to save, and is not our child once it detached
            daemon.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    async Task StartDaemons(FleetDevice device)
    {
        await Programs.Run("ovsdb-tool", _folder, "create", $"{_folder}/conf.db", "/usr/share/openvswitch/vswitch.ovsschema");
        await StartDaemon("ovsdb-server", "db", $"{_folder}/conf.db", $"--remote=p{Database}");
        await Vsctl("--no-wait", "init");

        // In a network namespace of its own: OVS sends no tunnel packet whose source address is not one of the kernel's,
        // and sees none of the routes of the machine. Not --enable-dummy=override, which would make tunnels dummies too.
        await StartDaemon(
            "unshare", "switch",
            "--net", "--map-root-user", "sh", "-c", "ip address add \"$1\" dev lo && ip link set lo up && shift && exec ovs-vswitchd \"$@\"",
            "sh", device.Vtep.ToString(), Database, "--enable-dummy", "--disable-system");
    }

    // A daemon that detaches lets its parent go once it serves.
    async Task StartDaemon(string program, string name, params string[] arguments)
    {
        var pidFile = $"{_folder}/{name}.pid";
        await Programs.Run(program, _folder,
        [
            .. arguments, "--detach", "--no-chdir", $"--pidfile={pidFile}", $"--unixctl={_folder}/{name}.ctl",
            $"--log-file={_folder}/{name}.log", "-vconsole:off",
        ]);
        _daemons.Add(Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(pidFile))));
    }

    async Task AddBridges(Fleet fleet, FleetDevice device)
    {
        await Vsctl(
            "add-br", "br-phy", "--", "set", "bridge", "br-phy", "datapath_type=dummy", "other_config:hwaddr=aa:55:aa:55:00:00",
            "--", "add-port", "br-phy", "phy0", "--", "set", "interface", "phy0", "type=dummy",   // what reaches no port is not encapsulated
            "--", "add-br", "br-int", "--", "set", "bridge", "br-int", "datapath_type=dummy", "fail_mode=secure", "other_config:disable-in-band=true");
        var isIpv4 = device.Vtep.GetAddressBytes().Length == 4;
        var network = isIpv4 ? "192.0.2.0/24" : "2001:db8::/64";
        await Control("netdev-dummy/" + (isIpv4 ? "ip4addr" : "ip6addr"), "br-phy", $"{device.Vtep}/{network.Split('/')[1]}");
        await Control("ovs/route/add", network, "br-phy");
        foreach (var peer in fleet.Devices.Values.Where(d => d.Number != device.Number && d.Vtep.AddressFamily == device.Vtep.AddressFamily))
            await Control("tnl/arp/set", "br-phy", peer.Vtep.ToString(), $"aa:55:aa:55:00:{peer.Number:x2}");
    }

    async Task AddPorts(IReadOnlyList<BridgePort> ports) => await Vsctl([.. ports.SelectMany(port => (string[])
    [
        "--", "add-port", "br-int", port.Name, "--", "set", "interface", port.Name,
        $"type={(port.Type.Length == 0 ? "dummy" : port.Type)}", $"ofport_request={port.OfPort}",
        .. port.Options.Select(o => $"options:{o.Key}={o.Value}"),
        .. port.ExternalIds.Select(o => $"external_ids:{o.Key}={o.Value}"),
    ])]);

    Task<string> Vsctl(params string[] arguments) => Programs.Run("ovs-vsctl", _folder, [$"--db={Database}", "--timeout=20", .. arguments]);

    Task<string> Control(params string[] arguments) =>
        Programs.Run("ovs-appctl", _folder, ["--timeout=20", "-t", $"{_folder}/switch.ctl", .. arguments]);
}
