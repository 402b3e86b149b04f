using System.Text;
using Sdn.Api;

namespace Sdn.Controller.Tests.Devices;

/// <summary>Peers that do not keep to a protocol cost only themselves.</summary>
[Collection(Alone.Name)]
public sealed class HostilePeerTests : IAsyncLifetime
{
    LiveController _controller = null!;

    public async ValueTask InitializeAsync() =>
        _controller = await LiveController.Start(("Devices:HandshakeTimeoutSeconds", "1"), ("Devices:OvsdbMessageBytesMax", "1000000"));

    public ValueTask DisposeAsync() => _controller.DisposeAsync();

    [Theory]
    [InlineData("not json at all", "protocol violation: ")]
    [InlineData("{\"id\":0,\"result\":{}", "has not said who it is within 1 s")]
    [InlineData("[1,2,3]", "protocol violation: a message that is not a JSON object")]
    [InlineData("{\"id\":1,\"id\":2}", "protocol violation: a message with two members \"id\"")]
    [InlineData("", "has not said who it is within 1 s")]
    [InlineData("\u0000\u0001\u0002", "protocol violation: ")]
    public async Task Text_that_is_no_OVSDB_ends_its_connection(string text, string reason)
    {
        using var peer = await HostilePeer.Connect(_controller.OvsdbPort);

        await peer.Send(Encoding.UTF8.GetBytes(text));
        await peer.WaitForEnd();

        await EndedReadably("OVSDB session", peer, reason);
    }

    [Fact]
    public async Task A_message_that_is_too_long_ends_its_connection()
    {
        using var peer = await HostilePeer.Connect(_controller.OvsdbPort);

        await peer.Send(Encoding.UTF8.GetBytes("{\"id\":0,\"error\":null,\"result\":[" + string.Concat(Enumerable.Repeat("\"aaaaaaaaaaaaaaaa\",", 100_000))));
        await peer.WaitForEnd();

        await EndedReadably("OVSDB session", peer, "protocol violation: a message longer than MessageBytesMax (1000000 bytes)");
    }

    [Fact]
    public async Task A_message_that_is_too_deep_ends_its_connection()
    {
        using var peer = await HostilePeer.Connect(_controller.OvsdbPort);

        await peer.Send(Encoding.UTF8.GetBytes("{\"id\":0,\"result\":" + new string('[', 100_000)));
        await peer.WaitForEnd();

        await EndedReadably("OVSDB session", peer, "protocol violation: ");
    }

    [Theory]
    [InlineData("{\"id\":ID,\"result\":5,\"error\":null}")]
    [InlineData("{\"id\":ID,\"result\":{},\"error\":null}")]
    [InlineData("{\"id\":ID,\"result\":{\"name\":\"Open_vSwitch\",\"version\":\"8.3.0\",\"tables\":[]},\"error\":null}")]
    [InlineData("{\"id\":ID,\"result\":{\"name\":\"Open_vSwitch\",\"version\":\"8.3.0\",\"tables\":{}},\"error\":null}")]
    [InlineData("{\"id\":ID,\"result\":{\"name\":\"Open_vSwitch\",\"version\":\"8.3.0\",\"tables\":{\"Interface\":{\"columns\":{\"name\":{\"type\":\"integer\"}}}}},\"error\":null}")]
    [InlineData("{\"id\":ID,\"result\":null,\"error\":{\"error\":\"\\u001b[2Jno\"}}")]
    [InlineData("{\"id\":\"ID\",\"result\":null,\"error\":null}")]
    [InlineData("{\"id\":ID,\"result\":null,\"error\":null}{\"id\":null,\"method\":\"update3\",\"params\":[]}")]
    public async Task An_OVSDB_server_that_answers_nonsense_ends_its_connection(string answer)
    {
        using var peer = await HostilePeer.Connect(_controller.OvsdbPort);

        await peer.AnswerAll(answer);

        await EndedReadably("OVSDB", peer);
    }

    [Theory]
    [InlineData("0400000800000001", "the switch speaks up to version 4 on the wire")]
    [InlineData("0600000400000001", "a message says it is 4 bytes long")]
    [InlineData("0600ffff00000001", "has not said hello and who it is within 1 s")]
    [InlineData("474554202f20485454502f312e310d0a0d0a", "has not said hello and who it is within 1 s")]
    [InlineData("", "has not said hello and who it is within 1 s")]
    [InlineData("0600000800000001", "has not said hello and who it is within 1 s")]
    [InlineData("06000008000000010601000c0000000200000000", "the switch refused the controller's hello")]
    public async Task Bytes_that_are_no_OpenFlow_end_their_connection(string hex, string reason)
    {
        using var peer = await HostilePeer.Connect(_controller.OpenFlowPort);

        await peer.Send(Convert.FromHexString(hex));
        await peer.WaitForEnd();

        await EndedReadably("OpenFlow session", peer, reason);
    }

    [Fact]
    public async Task Many_bad_peers_disturb_no_device_and_leave_no_memory_behind()
    {
        await using var device = await _controller.AddDevice("d1");
        var before = await _controller.WaitReady("d1");
        await SendBadPeers(200);
        var held = GC.GetTotalMemory(forceFullCollection: true);

        // Pools grow to the most that was needed at once, and stay; who leaks grows each time.
        var grown = long.MaxValue;
        for (var round = 0; round < 4 && grown >= 200 * 20_000; round++)
        {
            await SendBadPeers(200);
            grown = await Grown(held, 200 * 20_000);
            held += grown;
        }

        var after = await _controller.Devices.GetDeviceAsync(new() { Name = "devices/d1" });

        Assert.Equal((DeviceState.Ready, before.Status.ConnectTime, before.Status.FlowChangesSent), (after.Status.State, after.Status.ConnectTime, after.Status.FlowChangesSent));
        Assert.True(grown < 200 * 20_000, $"{grown} bytes more are held after 200 peers");
        Assert.Equal([FlowState.Installed], (await _controller.CountFlows("d1")).Keys);
    }

    // A peer sees its end before its handler has let go of all that it held, so this looks until it is little enough.
    static async Task<long> Grown(long held, long enough)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var grown = GC.GetTotalMemory(forceFullCollection: true) - held;
        while (grown >= enough && !bound.IsCancellationRequested)
        {
            await look.WaitForNextTickAsync(CancellationToken.None);
            grown = GC.GetTotalMemory(forceFullCollection: true) - held;
        }

        return grown;
    }

    // Half of them break the protocol at once, the others are silent until they are cut off.
    async Task SendBadPeers(int count) => await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
    {
        using var peer = await HostilePeer.Connect(i % 2 == 0 ? _controller.OvsdbPort : _controller.OpenFlowPort);
        await peer.Send(i % 4 < 2 ? new byte[100_000] : Array.Empty<byte>());
        await peer.WaitForEnd();
    }));

    /// <summary>The end of the peer's connection is logged for people, and nothing is logged as an error.</summary>
    async Task EndedReadably(params object[] texts)
    {
        var line = await _controller.Log.Wait([.. texts.Select(text => text is HostilePeer peer ? peer.Address : (string)text)]);

        Assert.DoesNotContain(line, char.IsControl);
        Assert.DoesNotContain(_controller.Log.All, l => l.StartsWith("Error", StringComparison.Ordinal) || l.StartsWith("Critical", StringComparison.Ordinal));
    }
}

/// <summary>Tests that look at the memory of the whole process: nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
