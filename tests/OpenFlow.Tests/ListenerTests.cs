using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Sdn.OpenFlow.Tests;

/// <summary>The listener, with switches that a test plays over real sockets.</summary>
public sealed class ListenerTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_switch_that_dials_is_served()
    {
        await using var host = new ListenerHost(new());
        await using var peer = await FakeSwitch.Dial(host.EndPoint);

        await peer.Greet(datapathId: 0x17);
        var connection = await host.NextServed();

        Assert.Equal(0x17UL, connection.Features.DatapathId);
        Assert.Equal(IPAddress.Loopback, Assert.IsType<IPEndPoint>(connection.Peer.EndPoint).Address);
        Assert.Null(connection.Peer.Certificate);
        await connection.RoundTrip(peer);
        Assert.Equal(1, host.Listener.Connections);
    }

    [Fact]
    public async Task Hundreds_of_switches_are_served_at_a_time()
    {
        await using var host = new ListenerHost(new());
        var peers = await Task.WhenAll(Enumerable.Range(1, 300).Select(async id =>
        {
            var peer = await FakeSwitch.Dial(host.EndPoint);
            await peer.Greet((ulong)id);
            return peer;
        }));

        var ids = new SortedSet<ulong>();
        for (var i = 0; i < 300; i++)
            ids.Add((await host.NextServed()).Features.DatapathId);

        Assert.Equal(Enumerable.Range(1, 300).Select(id => (ulong)id), ids);
        Assert.Equal(300, host.Listener.Connections);
        foreach (var peer in peers)
            await peer.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_beyond_the_limit_is_closed_and_counted()
    {
        await using var host = new ListenerHost(new() { ConnectionsMax = 1 });
        await using var first = await FakeSwitch.Dial(host.EndPoint);
        await first.Greet();
        var served = await host.NextServed();

        await using var second = await FakeSwitch.Dial(host.EndPoint);

        await second.IsHungUp();
        Assert.Equal(1, host.Listener.TurnedAway);
        await served.RoundTrip(first);
    }

    [Fact]
    public async Task Room_that_a_switch_leaves_is_given_to_another()
    {
        await using var host = new ListenerHost(new() { ConnectionsMax = 1 }, serve: static _ => Task.CompletedTask);
        await using var first = await FakeSwitch.Dial(host.EndPoint);
        await first.Greet();
        await host.NextServed();
        await first.IsHungUp();

        await using var second = await DialUntilServed(host.EndPoint);

        await host.NextServed();
    }

    [Fact]
    public async Task Strangers_that_say_nothing_leave_those_alone_that_are_known()
    {
        await using var host = new ListenerHost(new() { HandshakesMax = 2 });
        await using var known = await FakeSwitch.Dial(host.EndPoint);
        await known.Greet();
        var served = await host.NextServed();

        await using var first = await FakeSwitch.Dial(host.EndPoint);
        await using var second = await FakeSwitch.Dial(host.EndPoint);
        await first.Receive<Hello>();
        await second.Receive<Hello>();
        await using var third = await FakeSwitch.Dial(host.EndPoint);

        await third.IsHungUp();
        await served.RoundTrip(known);
    }

    [Fact]
    public async Task A_stranger_that_says_nothing_is_closed_in_time()
    {
        var clock = new FakeTimeProvider();
        await using var host = new ListenerHost(new() { Connection = new() { HandshakeTimeoutSeconds = 7, EchoIntervalSeconds = 1000 } }, clock);
        await using var stranger = await FakeSwitch.Dial(host.EndPoint);
        await stranger.Receive<Hello>();

        clock.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal("the switch has not said hello and who it is within 7 s", (await host.NextFailed()).Message);
        await stranger.Receive<FeaturesRequest>();
        await stranger.IsHungUp();
    }

    [Fact]
    public async Task A_failure_of_who_serves_costs_its_connection_and_is_told()
    {
        await using var host = new ListenerHost(new(), serve: static _ => throw new InvalidOperationException("a bug"));
        await using var peer = await FakeSwitch.Dial(host.EndPoint);

        await peer.Greet();

        Assert.Equal("a bug", (await host.NextFailed()).Message);
        await peer.IsHungUp();
    }

    [Fact]
    public async Task Switches_are_told_when_the_listener_stops()
    {
        await using var host = new ListenerHost(new());
        await using var peer = await FakeSwitch.Dial(host.EndPoint);
        await peer.Greet();
        var connection = await host.NextServed();

        await host.Stop();

        Assert.Equal("the controller closed the connection", (await connection.Completion).Reason);
        await peer.IsHungUp();
        Assert.Equal(0, host.Listener.Connections);
    }

    [Fact]
    public void A_port_that_is_in_use_is_said()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var error = Assert.Throws<SocketException>(() => OpenFlowListener.Start((IPEndPoint)listener.LocalEndpoint, new(), TimeProvider.System));

        Assert.Equal(SocketError.AddressAlreadyInUse, error.SocketErrorCode);
    }

    [Theory]
    [InlineData("tcp:192.0.2.1", "tcp:192.0.2.1:6653")]
    [InlineData("tcp:switch.example:6633", "tcp:switch.example:6633")]
    [InlineData("ssl:[2001:db8::1]:6640", "ssl:[2001:db8::1]:6640")]
    [InlineData("unix:/run/openvswitch/br0.mgmt", "unix:/run/openvswitch/br0.mgmt")]
    public void An_endpoint_is_written_as_Open_vSwitch_writes_it(string text, string normal) =>
        Assert.Equal(normal, OpenFlowEndpoint.Parse(text).ToString());

    [Theory]
    [InlineData("192.0.2.1:6653", "is no OpenFlow endpoint")]
    [InlineData("udp:192.0.2.1", "is no OpenFlow endpoint")]
    [InlineData("tcp:", "is no OpenFlow endpoint")]
    [InlineData("tcp::6653", "names no host")]
    [InlineData("tcp:192.0.2.1:0", "a port that is not a number from 1 to 65535")]
    [InlineData("ssl:192.0.2.1:six", "a port that is not a number from 1 to 65535")]
    [InlineData("tcp:2001:db8::1", "an IPv6 address without brackets")]
    public void A_text_that_is_no_endpoint_says_why(string text, string why) =>
        Assert.Contains(why, Assert.Throws<FormatException>(() => OpenFlowEndpoint.Parse(text)).Message, StringComparison.Ordinal);

    /// <summary>A peer sees its end before its place is free, so this dials until it is.</summary>
    static async Task<FakeSwitch> DialUntilServed(IPEndPoint controller)
    {
        while (true)
        {
            var peer = await FakeSwitch.Dial(controller);
            if (await peer.TryGreet())
                return peer;
            await peer.DisposeAsync();
            Cancellation.ThrowIfCancellationRequested();
        }
    }
}
