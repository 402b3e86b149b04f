using System.Diagnostics;
using System.Globalization;
using Sdn.OpenFlow.Fuzz;

namespace Sdn.OpenFlow.Tests;

/// <summary>Every command of ovs-ofctl over OpenFlow 1.5 with a real switch: each message in both directions is read, printed and written as Open vSwitch does.</summary>
public sealed class RecordingTests : IClassFixture<OvsSwitch>, IAsyncLifetime
{
    const string Packet = "0200000000010200000000020800450000280000000040063ace0a0000010a00000200500051000000000000000050020000acb60000";

    readonly OvsSwitch _switch;
    readonly string _directory = Directory.CreateTempSubdirectory("sdn-openflow-recording-").FullName;
    readonly RecordingRelay _relay;

    public RecordingTests(OvsSwitch ovs)
    {
        _switch = ovs;
        _relay = new($"{_directory}/switch", ovs.Management);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Commands_that_ask_and_change()
    {
        await Configure();

        foreach (var command in await Commands())
            await Ofctl(command);

        await Judge(atLeast: 400);
    }

    [Fact]
    public async Task Monitors_with_packets_port_and_flow_changes()
    {
        await using (var monitor = await Monitor("monitor", "65534", "watch:"))
        await using (await Monitor("resuming", "65534", "resume", "-Pnxt_packet_in2"))
        await using (var other = await Monitor("other", "100", "watch:!initial,!own,table=3,out_port=5", "-Pstandard"))
        {
            await Send(monitor, "0618001800000001" + "00000002" + "0000" + "0000" + "0000000000000001", "role reply", Is(MessageType.RoleReply));
            await Send(monitor, "061a000800000002", "asynchronous configuration", Is(MessageType.GetAsyncReply));
            await Send(monitor, "061c0020" + "00000003" + "000b000800000003" + "0007000800000007" + "0009000800000018", "setting of it", Is(MessageType.SetAsync));
            await Ofctl(["add-flow", "SWITCH", "table=0,priority=9,tcp,tp_dst=81,actions=controller(userdata=01.02.03,pause),resubmit(,1)"]);
            await Ofctl(["add-flow", "SWITCH", "table=0,priority=8,tcp,send_flow_rem,actions=controller(reason=action,max_len=20)"]);
            await Ofctl(["packet-out", "SWITCH", $"in_port=5 packet={Packet} actions=set_field:7->reg3,table"]);
            await _relay.WaitFor("packet that goes on", m => IsNicira(m, 28));
            await Ofctl(["mod-flows", "SWITCH", "tcp,actions=drop"]);
            await Ofctl(["del-flows", "SWITCH", "tcp"]);
            await _relay.WaitFor("removed flow", Is(MessageType.FlowRemoved));
            await Ofctl(["add-group", "SWITCH", "group_id=77,type=all,bucket=actions=output:5"]);
            await _relay.WaitFor("forwarded request", Is(MessageType.RequestForward));
            await Ofctl(["mod-port", "SWITCH", "p1", "down"]);
            await _relay.WaitFor("port status", Is(MessageType.PortStatus));
            await _switch.Vsctl("--", "--id=@t", "create", "Flow_Table", "flow_limit=10", "--", "set", "bridge", "br0", "flow_tables:6=@t");
            await Ofctl(["mod-table", "SWITCH", "6", "vacancy:20,80"]);
            await Ofctl(["add-flows", "SWITCH", await Text("full", [.. Enumerable.Range(1, 9).Select(i => $"table=6,priority={i},actions=drop")])]);
            await _relay.WaitFor("table status", Is(MessageType.TableStatus));
            await Ofctl(["packet-out", "SWITCH", $"in_port=6 packet={Packet} actions=controller"]);
            await _relay.WaitFor("packet", Is(MessageType.PacketIn));
            await Send(other, "0618001800000001" + "00000002" + "0000" + "0000" + "0000000000000002", "role status", Is(MessageType.RoleStatus));
        }

        await Judge(atLeast: 60);
    }

    [Fact]
    public async Task A_snooped_controller()
    {
        await using var snooped = new RecordingRelay($"{_directory}/snooped", _switch.Management.Replace(".mgmt", ".snoop", StringComparison.Ordinal));
        await using var controller = await _switch.Connect();
        await using var snoop = await RunningTool.Start($"{_directory}/snoop", ["snoop", $"unix:{snooped.Path}"]);
        await snooped.WaitFor("hello", Is(MessageType.Hello));

        await controller.Bundle([FlowMod.Add(Flow.Parse("table=9,actions=drop"))], TestContext.Current.CancellationToken);
        await snooped.WaitFor("reply to a commit", Is(MessageType.BundleControl));

        Assert.Empty(await Differences(snooped.Messages));
    }

    async Task Configure()
    {
        await _switch.Vsctl("--", "--id=@i", "create", "ipfix", "targets=\"127.0.0.1:9\"", "--", "set", "bridge", "br0", "ipfix=@i");
        await _switch.Vsctl(
            "--", "--id=@b", "get", "bridge", "br0", "--", "--id=@i", "create", "ipfix", "targets=\"127.0.0.1:9\"",
            "--", "create", "Flow_Sample_Collector_Set", "id=1", "bridge=@b", "ipfix=@i");
    }

    /// <summary>The commands in an order in which each has something to do; SWITCH stands for the switch.</summary>
    async Task<IEnumerable<string[]>> Commands()
    {
        var flows = Vectors.Path("flows.txt");
        var bundle = await Text("bundle", "group add group_id=50,type=all,bucket=actions=output:5", "flow add table=11,actions=group:50", "flow modify table=11,actions=drop", "flow delete table=11", "group delete group_id=50");
        var replacement = await Text("replacement", "table=2,actions=drop", "table=3,priority=5,tcp,actions=output:5");
        return
        [
            ["probe", "SWITCH"], ["ping", "SWITCH", "32"], ["benchmark", "SWITCH", "16", "3"],
            ["show", "SWITCH"], ["dump-desc", "SWITCH"], ["dump-tables", "SWITCH"], ["dump-table-features", "SWITCH"], ["dump-table-desc", "SWITCH"],
            ["mod-table", "SWITCH", "1", "evict"], ["mod-table", "SWITCH", "2", "vacancy:20,80"], ["mod-table", "SWITCH", "2", "novacancy"], ["dump-table-desc", "SWITCH"],
            ["get-frags", "SWITCH"], ["set-frags", "SWITCH", "drop"], ["set-frags", "SWITCH", "nx-match"], ["set-frags", "SWITCH", "normal"],
            ["dump-ports", "SWITCH"], ["dump-ports", "SWITCH", "5"], ["dump-ports-desc", "SWITCH"], ["dump-ports-desc", "SWITCH", "5"],
            ["mod-port", "SWITCH", "p2", "down"], ["mod-port", "SWITCH", "p2", "up"], ["mod-port", "SWITCH", "p2", "no-flood"],
            ["add-tlv-map", "SWITCH", "{class=0xffff,type=0,len=4}->tun_metadata0,{class=0x1,type=2,len=124}->tun_metadata63"], ["dump-tlv-map", "SWITCH"],
            ["add-flow", "SWITCH", "table=4,tun_metadata0=0x5,tun_metadata63=0x7/0xff,actions=set_field:0x9->tun_metadata0,output:5"],
            ["dump-flows", "SWITCH", "table=4"], ["del-flows", "SWITCH", "table=4"], ["del-tlv-map", "SWITCH"],
            ["add-meter", "SWITCH", "meter=5,kbps,burst,stats,bands=type=drop,rate=1000,burst_size=100"],
            ["add-meter", "SWITCH", "meter=200,pktps,stats,bands=type=drop,rate=10"], ["mod-meter", "SWITCH", "meter=200,pktps,bands=type=drop,rate=20"],
            ["dump-meters", "SWITCH"], ["dump-meters", "SWITCH", "meter=5"], ["meter-stats", "SWITCH"], ["meter-stats", "SWITCH", "meter=5"], ["meter-features", "SWITCH"],
            ["add-groups", "SWITCH", Vectors.Path("groups.txt")], ["dump-groups", "SWITCH"], ["dump-groups", "SWITCH", "6"], ["dump-group-stats", "SWITCH"],
            ["dump-group-stats", "SWITCH", "group_id=5"], ["dump-group-features", "SWITCH"],
            ["add-group", "SWITCH", "group_id=20,type=select,selection_method=dp_hash,bucket=bucket_id:1,weight:5,actions=output:5"],
            ["mod-group", "SWITCH", "group_id=20,type=all,bucket=bucket_id:1,actions=drop"], ["--may-create", "mod-group", "SWITCH", "group_id=21,type=indirect,bucket=actions=output:6"],
            ["insert-buckets", "SWITCH", "group_id=20,command_bucket_id=first,bucket=bucket_id:7,actions=output:6"], ["remove-buckets", "SWITCH", "group_id=20,command_bucket_id=1"],
            ["--bundle", "add-group", "SWITCH", "group_id=22,type=all"], ["del-groups", "SWITCH", "group_id=22"],
            ["add-flows", "SWITCH", flows], ["dump-flows", "SWITCH"], ["dump-flows", "SWITCH", "table=2,tcp"], ["dump-flows", "SWITCH", "out_port=5"],
            ["dump-aggregate", "SWITCH"], ["dump-aggregate", "SWITCH", "cookie=0x5/-1,table=3,out_group=5"],
            ["add-flow", "SWITCH", "table=12,idle_timeout=5,hard_timeout=9,importance=3,send_flow_rem,check_overlap,reset_counts,tcp,actions=output:5"],
            ["mod-flows", "SWITCH", "cookie=5/0xff,tcp,table=3,actions=drop"], ["--strict", "mod-flows", "SWITCH", "table=3,priority=4,actions=output:6"],
            ["--strict", "del-flows", "SWITCH", "table=3,priority=4"], ["del-flows", "SWITCH", "table=1,tcp"], ["--bundle", "add-flows", "SWITCH", flows],
            ["replace-flows", "SWITCH", replacement], ["--bundle", "--readd", "replace-flows", "SWITCH", flows], ["diff-flows", "SWITCH", "SWITCH"], ["bundle", "SWITCH", bundle],
            ["packet-out", "SWITCH", $"in_port=5 packet={Packet} actions=set_field:0x5->reg0,output:6,resubmit(,1)"],
            ["packet-out", "SWITCH", "controller", "output:5", Packet],
            ["queue-stats", "SWITCH"], ["queue-stats", "SWITCH", "5"], ["queue-stats", "SWITCH", "ALL", "0"], ["queue-get-config", "SWITCH", "5"], ["queue-get-config", "SWITCH", "5", "0"],
            ["dump-ipfix-bridge", "SWITCH"], ["dump-ipfix-flow", "SWITCH"],
            ["ct-flush-zone", "SWITCH", "5"], ["ct-flush", "SWITCH"], ["ct-flush", "SWITCH", "zone=5", "ct_nw_src=10.0.0.1,ct_nw_proto=6,ct_tp_src=5"],
            ["del-meters", "SWITCH", "meter=5"], ["del-meters", "SWITCH"], ["del-flows", "SWITCH"], ["del-groups", "SWITCH"],
        ];
    }

    async Task<string> Text(string name, params string[] lines)
    {
        await File.WriteAllLinesAsync($"{_directory}/{name}", lines);
        return $"{_directory}/{name}";
    }

    Task<string> Ofctl(string[] command) =>
        Tool.Run("ovs-ofctl", ["-O", "OpenFlow15", .. command.Select(word => word == "SWITCH" ? $"unix:{_relay.Path}" : word)]);

    Task<RunningTool> Monitor(string name, params string[] arguments) =>
        RunningTool.Start($"{_directory}/{name}", ["monitor", $"unix:{_relay.Path}", .. arguments]);

    async Task Send(RunningTool monitor, string hex, string? answer, Func<byte[], bool>? is_)
    {
        await Tool.Run("ovs-appctl", "-t", $"{monitor.Name}.ctl", "ofctl/send", hex);
        if (is_ is not null)
            await _relay.WaitFor(answer!, is_);
    }

    static Func<byte[], bool> Is(MessageType type) => message => message[1] == (byte)type;

    static bool IsNicira(byte[] message, byte type) =>
        message[1] == (byte)MessageType.Experimenter && message[8..16].AsSpan().SequenceEqual((byte[])[0, 0, 0x23, 0x20, 0, 0, 0, type]);

    async Task Judge(int atLeast)
    {
        Assert.InRange(_relay.Messages.Count, atLeast, int.MaxValue);
        Assert.Empty(await Differences(_relay.Messages));
    }

    /// <summary>What differs; of messages that differ in nothing but their xid, one is looked at.</summary>
    static async Task<IEnumerable<string>> Differences(IReadOnlyList<byte[]> messages)
    {
        var different = messages.DistinctBy(m => Convert.ToHexString(m.AsSpan(0, 4)) + Convert.ToHexString(m.AsSpan(Codec.HeaderBytes)));
        return from difference in await Comparison.With([.. different.Select((m, i) => ($"message {i}", m))], TestContext.Current.CancellationToken)
               select $"{difference}\n";
    }

    /// <summary>An ovs-ofctl that goes on in the background until it is stopped.</summary>
    sealed class RunningTool(string name) : IAsyncDisposable
    {
        internal string Name => name;

        /// <summary>Comes back when the tool is connected and hears commands.</summary>
        internal static async Task<RunningTool> Start(string name, IEnumerable<string> arguments)
        {
            // It goes on printing, so that its output must not be a pipe whose end somebody waits for.
            await Tool.Run(
                "sh",
                ["-c", "exec ovs-ofctl \"$@\" > /dev/null 2>&1", "sh", "-O", "OpenFlow15", "--detach", "--no-chdir", $"--pidfile={name}.pid", $"--unixctl={name}.ctl", .. arguments]);
            return new(name);
        }

        public async ValueTask DisposeAsync()
        {
            using var process = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync($"{name}.pid"), CultureInfo.InvariantCulture));
            process.Kill();
            await process.WaitForExitAsync();
        }
    }
}
