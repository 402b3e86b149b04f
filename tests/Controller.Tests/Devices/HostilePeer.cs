using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Sdn.Controller.Tests.Devices;

/// <summary>A peer on a raw socket that does not keep to the protocol.</summary>
sealed partial class HostilePeer : IDisposable
{
    readonly TcpClient _client = new(AddressFamily.InterNetwork);

    HostilePeer()
    {
    }

    public string Address => _client.Client.LocalEndPoint!.ToString()!;

    public static async Task<HostilePeer> Connect(int port)
    {
        var peer = new HostilePeer();
        await peer._client.ConnectAsync(IPAddress.Loopback, port);
        return peer;
    }

    /// <summary>Sends bytes for as long as they are taken.</summary>
    public async Task Send(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var bound = new CancellationTokenSource(LiveController.WaitMax);
            await _client.GetStream().WriteAsync(bytes, bound.Token);
        }
        catch (IOException e)
        {
            TestContext.Current.SendDiagnosticMessage(e.Message); // the controller has had enough of it
        }
    }

    /// <summary>Answers each request of the controller with the same text, in which ID stands for the request's id; returns when the controller ends the connection.</summary>
    public Task AnswerAll(string answer) => ReadToEnd(request =>
        Send(Encoding.UTF8.GetBytes(string.Concat(IdPattern().Matches(request).Select(id => answer.Replace("ID", id.Groups[1].Value, StringComparison.Ordinal))))));

    /// <summary>Returns when the controller ends the connection.</summary>
    public Task WaitForEnd() => ReadToEnd(_ => Task.CompletedTask);

    public void Dispose() => _client.Dispose();

    async Task ReadToEnd(Func<string, Task> take)
    {
        using var bound = new CancellationTokenSource(LiveController.WaitMax);
        var buffer = new byte[65_536];
        try
        {
            while (await _client.GetStream().ReadAsync(buffer, bound.Token) is > 0 and var count)
                await take(Encoding.UTF8.GetString(buffer, 0, count));
        }
        catch (IOException e)
        {
            TestContext.Current.SendDiagnosticMessage(e.Message); // reset, which is an end too
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the controller has kept the connection of {Address}");
        }
    }

    [GeneratedRegex("\"id\":([0-9]+)")]
    internal static partial Regex IdPattern();
}
