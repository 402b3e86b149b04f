using System.Net;
using System.Net.Sockets;

namespace Sdn.OpenFlow.Tests;

/// <summary>A real ovs-vswitchd that dials the listener, or is dialed; with TLS and without.</summary>
[Collection(nameof(OneSwitch))]
public sealed class SwitchConnectionDialTests(OvsSwitch ovs) : IAsyncLifetime
{
    readonly ListenerCertificates _devices = new();
    readonly string _directory = Directory.CreateTempSubdirectory("sdn-openflow-tls-").FullName;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await ovs.Clear();
        await ovs.Vsctl(["set-ssl", .. await _devices.Write(_directory, "d1")]);
    }

    public async ValueTask DisposeAsync()
    {
        await ovs.Vsctl("del-controller", "br0", "--", "del-ssl");
        _devices.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Open_vSwitch_dials_with_TLS_and_is_known_by_its_certificate()
    {
        await using var host = new ListenerHost(new() { Tls = OpenFlowTls.Server(_devices.Sign("controller"), _devices.Authorities) });

        await ovs.Vsctl("set-controller", "br0", $"ssl:127.0.0.1:{host.EndPoint.Port}");
        var connection = await host.NextServed();

        Assert.Equal("CN=d1", connection.Peer.Certificate?.Subject);
        await connection.Bundle([FlowMod.Add(Flow.Parse("table=1,priority=1,tcp,tp_dst=80 actions=drop"))], Cancellation);
        Assert.Equal("table=1, priority=1,tcp,tp_dst=80 actions=drop", Assert.Single(await connection.DumpFlows(Cancellation)).Flow.ToString());
    }

    [Fact]
    public async Task Open_vSwitch_that_listens_is_dialed()
    {
        var port = FreePort();
        await ovs.Vsctl("set-controller", "br0", $"ptcp:{port}:127.0.0.1");

        await using var connection = await OpenFlowDialer.Dial(OpenFlowEndpoint.Parse($"tcp:127.0.0.1:{port}"), null, new(), TimeProvider.System, Cancellation);
        var description = await connection.Request<DescReply>(new DescRequest(), Cancellation);

        Assert.Equal("Open vSwitch", description.Hardware);
    }

    [Fact]
    public async Task Open_vSwitch_that_listens_with_TLS_is_dialed_and_known_by_its_certificate()
    {
        var port = FreePort();
        await ovs.Vsctl("set-controller", "br0", $"pssl:{port}:127.0.0.1");
        var tls = OpenFlowTls.Client(_devices.Sign("controller"), _devices.Authorities).For("d1");

        await using var connection = await OpenFlowDialer.Dial(new OpenFlowEndpoint.Ssl("127.0.0.1", port), tls, new(), TimeProvider.System, Cancellation);
        await connection.Barrier(Cancellation);

        Assert.Equal("CN=d1", connection.Peer.Certificate?.Subject);
    }

    [Fact]
    public async Task A_bridge_is_dialed_by_its_management_socket()
    {
        await using var connection = await OpenFlowDialer.Dial(OpenFlowEndpoint.Parse($"unix:{ovs.Management}"), null, new(), TimeProvider.System, Cancellation);

        await connection.Barrier(Cancellation);

        Assert.NotEqual(0UL, connection.Features.DatapathId);
    }

    [Fact]
    public async Task A_switch_that_is_not_there_cannot_be_dialed() => await Assert.ThrowsAsync<SocketException>(
        () => OpenFlowDialer.Dial(new OpenFlowEndpoint.Tcp("127.0.0.1", FreePort()), null, new(), TimeProvider.System, Cancellation));

    [Fact]
    public async Task Open_vSwitch_reads_the_refusal_of_its_version()
    {
        await using var host = new ListenerHost(new());
        await ovs.Vsctl("set", "bridge", "br0", "protocols=OpenFlow13");
        try
        {
            await ovs.Vsctl("set-controller", "br0", $"tcp:127.0.0.1:{host.EndPoint.Port}");
            var error = Assert.IsType<OpenFlowException>(await host.NextFailed());

            Assert.Equal("OFPHFC_INCOMPATIBLE", error.Error.Name);
            Assert.Equal("the switch speaks up to version 4 on the wire, OpenFlow 1.5 is 6", error.Detail);
        }
        finally
        {
            await ovs.Vsctl("clear", "bridge", "br0", "protocols");
        }
    }

    [Fact]
    public async Task A_learning_responder_installs_flows_that_a_real_switch_uses()
    {
        var learned = new TaskCompletionSource();
        await using var host = new ListenerHost(new() { Connection = new() { Responder = _ => Learn } });
        await ovs.Vsctl("set-controller", "br0", $"tcp:127.0.0.1:{host.EndPoint.Port}");
        var connection = await host.NextServed();
        await connection.Send(FlowMod.Add(Flow.Parse("table=0,priority=0 actions=CONTROLLER:65535")), Cancellation);
        await connection.Barrier(Cancellation);
        await ovs.Appctl("revalidator/wait");   // what the datapath has cached of the time before

        await ovs.Appctl("netdev-dummy/receive", "p1", Arp);
        await learned.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await connection.Barrier(Cancellation);

        var flows = (await connection.DumpFlows(Cancellation)).Select(desc => desc.Flow.ToString()).Order();
        Assert.Equal(
            ["table=0, idle_timeout=60, priority=1,in_port=5,dl_src=50:54:00:00:00:05,dl_dst=50:54:00:00:00:07 actions=output:6", "table=0, priority=0 actions=CONTROLLER:65535"],
            flows);

        bool Learn(in FrameView frame, FrameBuffer replies)
        {
            if (frame.Type != MessageType.PacketIn)
                return false;
            var packet = new PacketInView(in frame);
            var flow = new FlowModWriter(replies, new() { Priority = 1, IdleTimeoutSeconds = 60, BufferId = packet.BufferId }, packet.Xid);
            flow.Match(Fields.InPort, packet.InPort);
            flow.Match(Fields.EthDst, packet.EthDst.Value);
            flow.Match(Fields.EthSrc, packet.EthSrc.Value);
            flow.Output(6);
            flow.End();
            PacketOutWriter.Write(replies, packet.Xid, packet.BufferId, packet.InPort, 6, packet.Packet);
            learned.TrySetResult();
            return true;
        }
    }

    const string Arp = "in_port(1),eth(src=50:54:00:00:00:05,dst=50:54:00:00:00:07),eth_type(0x0806),"
        + "arp(sip=192.168.0.1,tip=192.168.0.2,op=1,sha=50:54:00:00:00:05,tha=00:00:00:00:00:00)";

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
