using System.Text;

namespace Sdn.Ovsdb.Tests;

/// <summary>What a trace is shown of a session.</summary>
public sealed class TraceTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trace_is_shown_every_message_as_it_is_on_the_wire()
    {
        await using var server = await OvsdbServer.Start();
        var messages = new List<string>();
        var options = OvsdbClientOptions.Default with { Trace = (way, message) => Note(messages, way, Encoding.UTF8.GetString(message)) };

        await using (var client = await server.Connect(options))
            await client.Transact("Open_vSwitch", [new Operation.Comment("ü")], Token);

        Assert.Equal(
            [
                """Sent {"id":2,"method":"set_db_change_aware","params":[true]}""",
                """Received {"id":2,"result":{},"error":null}""",
                """Sent {"id":3,"method":"transact","params":["Open_vSwitch",{"op":"comment","comment":"ü"}]}""",
                """Received {"id":3,"result":[{}],"error":null}""",
            ],
            messages);
    }

    static void Note(List<string> messages, OvsdbDirection way, string message)
    {
        lock (messages)
            messages.Add($"{way} {message.TrimEnd('\n')}");
    }
}
