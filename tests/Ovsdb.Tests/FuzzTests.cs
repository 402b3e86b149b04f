using System.Text;

namespace Sdn.Ovsdb.Tests;

public sealed class FuzzTests
{
    static readonly int Seeds = 1_500;

    static readonly MonitorRequest Request = new("db", [new MonitoredTable("t")]);

    static readonly string Schema = """{"id":3,"error":null,"result":{"name":"db","tables":{"t":{"columns":{"s":{"type":"string"},"i":{"type":{"key":"integer","min":0,"max":9}},"m":{"type":{"key":"string","value":"real","min":0,"max":9}},"u":{"type":{"key":"uuid","min":0}}}}}}}""";

    static readonly string Dump = """{"id":4,"error":null,"result":[false,"550e8400-e29b-41d4-a716-446655440000",{"t":{"11111111-2222-3333-4444-555555555555":{"initial":{"s":"aä\u0041","i":["set",[1,2,-3]],"m":["map",[["k",1.5],["l",1e3]]],"u":["uuid","550e8400-e29b-41d4-a716-446655440000"]}}}}]}""";

    static readonly string Update = """{"id":null,"method":"update3","params":["replica1","550e8400-e29b-41d4-a716-446655440001",{"t":{"11111111-2222-3333-4444-555555555555":{"modify":{"i":["set",[1,4]],"m":["map",[["k",2.5]]]}}}}]}""";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Damaged_messages_end_the_session_with_a_clear_error_or_not_at_all()
    {
        var violations = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var end = await Feed(Damage(Encoding.UTF8.GetBytes(Dump + Update), new Random(seed)));
            if (end is null || end is { Error: "connection lost", Details: "the stream ended within a message" })
                continue;
            Assert.True(end.Error == "protocol violation", $"seed {seed}: {end}");
            Assert.False(string.IsNullOrEmpty(end.Details), $"seed {seed}");
            violations++;
        }
        Assert.InRange(violations, Seeds / 2, Seeds);
    }

    [Fact]
    public async Task Undamaged_messages_pass()
    {
        Assert.Null(await Feed(Encoding.UTF8.GetBytes(Dump + Update)));
    }

    /// <summary>How a session ends that gets these bytes where the dump and an update should be; null for properly.</summary>
    static async Task<OvsdbException?> Feed(byte[] bytes)
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;
        var attaching = new OvsdbReplica(Request).Attach(client, Token);
        await peer.Receive();
        await peer.Send(Schema);
        await peer.Receive();
        await peer.Send(bytes);
        peer.Close();
        await attaching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await client.Completion.WaitAsync(Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (OvsdbException?)client.Completion.Exception?.InnerException;
    }

    static byte[] Damage(byte[] bytes, Random random)
    {
        var damaged = bytes.ToList();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(damaged.Count);
            switch (random.Next(4))
            {
                case 0:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 1:
                    damaged.RemoveAt(at);
                    break;
                case 2:
                    damaged.InsertRange(at, damaged.GetRange(at, Math.Min(random.Next(1, 40), damaged.Count - at)));
                    break;
                default:
                    damaged[at] = "\"[]{},:0e-\\n"u8[random.Next(12)];
                    break;
            }
        }
        return [.. damaged];
    }
}
