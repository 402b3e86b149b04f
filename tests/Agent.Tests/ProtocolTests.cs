using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sdn.Agent.Tests;

/// <summary>The plugin socket, byte by byte as dockerd 20.10 calls it: an empty Host header and no Content-Type.</summary>
[Collection(MachineTests.Name)]
public sealed partial class ProtocolTests(Machine machine)
{
    [Fact]
    public async Task Activate_names_both_drivers()
    {
        var (status, body) = await Post("/Plugin.Activate", "");

        Assert.Equal(200, status);
        Assert.Equal("""{"Implements":["NetworkDriver","IpamDriver"]}""", body);
    }

    [Fact]
    public async Task Capabilities_are_local_scope_global_connectivity_and_no_replay()
    {
        Assert.Equal((200, """{"Scope":"local","ConnectivityScope":"global"}"""), await Post("/NetworkDriver.GetCapabilities", ""));
        Assert.Equal((200, """{"RequiresMACAddress":false,"RequiresRequestReplay":false}"""), await Post("/IpamDriver.GetCapabilities", ""));
        Assert.Equal((200, """{"LocalDefaultAddressSpace":"sdn","GlobalDefaultAddressSpace":"sdn-global"}"""), await Post("/IpamDriver.GetDefaultAddressSpaces", ""));
    }

    [Theory]
    [InlineData("/NetworkDriver.AllocateNetwork")]
    [InlineData("/NetworkDriver.GwAllocCheck")]
    [InlineData("/VolumeDriver.List")]
    public async Task What_is_not_implemented_is_404(string path) => Assert.Equal(404, (await Post(path, "{}")).Status);

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public async Task A_request_that_cannot_be_read_is_400(string body) => Assert.Equal(400, (await Post("/NetworkDriver.CreateEndpoint", body)).Status);

    [Fact]
    public async Task Errors_are_Err_for_the_network_driver_and_Error_for_the_ipam_driver()
    {
        Assert.Equal((200, """{"Err":"network 00 is not known to the sdn driver"}"""), await Post("/NetworkDriver.DeleteNetwork", """{"NetworkID":"00"}"""));
        Assert.Equal((200, """{"Error":"\u0022h4local\u0022 is no pool of the sdn driver"}"""), await Post("/IpamDriver.RequestAddress", """{"PoolID":"h4local","Address":"","Options":{}}"""));
    }

    [Fact]
    public async Task A_taken_address_is_refused()
    {
        machine.Store.AddApplication("taken", 98);
        const string request = """{"PoolID":"taken/v4","Address":"10.98.0.50","Options":{}}""";

        Assert.Equal((200, """{"Address":"10.98.0.50/16","Data":{}}"""), await Post("/IpamDriver.RequestAddress", request));
        Assert.Contains("10.98.0.50 is taken", (await Post("/IpamDriver.RequestAddress", request)).Body, StringComparison.Ordinal);
        Assert.Equal((200, "{}"), await Post("/IpamDriver.ReleaseAddress", """{"PoolID":"taken/v4","Address":"10.98.0.50"}"""));
        Assert.Equal((200, """{"Address":"10.98.0.50/16","Data":{}}"""), await Post("/IpamDriver.RequestAddress", request));
    }

    /// <summary>
    /// Every call of a real dockerd 20.10 (data/dockerd-20.10-transcript.jsonl), in order. Placeholders become ids, and the
    /// recorded stub's pools and options become those of an application.
    /// </summary>
    [Fact]
    public async Task Every_call_of_a_recorded_dockerd_is_answered()
    {
        machine.Store.AddApplication("replay", 99);
        var rows = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "data", "dockerd-20.10-transcript.jsonl"), TestContext.Current.CancellationToken);

        foreach (var row in rows)
        {
            using var document = JsonDocument.Parse(row);
            var path = document.RootElement.GetProperty("path").GetString()!;
            var recorded = document.RootElement.GetProperty("request");
            var request = recorded.ValueKind == JsonValueKind.Null ? "" : Translate(recorded.GetRawText());

            var (status, body) = await Post(path, request);

            Assert.True(status == 200, $"{row}: {status} {body}");
            Assert.False(body.Contains("Err", StringComparison.Ordinal), $"{request}: {body}");
            if (path == "/NetworkDriver.CreateEndpoint")
                Assert.DoesNotContain("\"Address\"", body, StringComparison.Ordinal);
            if (path == "/NetworkDriver.Join")
                Assert.Contains("\"Gateway\":\"10.99.0.1\"", body, StringComparison.Ordinal);
        }
        Assert.Equal(71, rows.Length);
        Assert.DoesNotContain(machine.Store.Endpoints.Values, e => e.Spec.Application == "applications/replay");
    }

    static string Translate(string recorded) => Placeholder()
        .Replace(recorded, match => match.Groups[1].Value.PadLeft(4, 'a').PadRight(64, 'b'))
        .Replace("h4local/10.99.0.0/24", "replay/v4", StringComparison.Ordinal)
        .Replace("h4local/10.102.0.0/24", "replay/v4", StringComparison.Ordinal)
        .Replace("\"Pool\": \"10.99.0.0/24\", \"SubPool\"", "\"Pool\": \"\", \"SubPool\"", StringComparison.Ordinal)
        .Replace("\"Options\": {\"foo\": \"bar\"}", "\"Options\": {\"application\": \"replay\"}", StringComparison.Ordinal)
        .Replace("\"Options\": {}, \"V6\"", "\"Options\": {\"application\": \"replay\"}, \"V6\"", StringComparison.Ordinal)
        .Replace("\"com.docker.network.generic\": {\"com.example.vni\": \"77\"}", "\"com.docker.network.generic\": {\"application\": \"replay\"}", StringComparison.Ordinal)
        .Replace("\"com.docker.network.generic\": {}", "\"com.docker.network.generic\": {\"application\": \"replay\"}", StringComparison.Ordinal)
        .Replace("\"10.99.0.1\", \"Options\"", "\"\", \"Options\"", StringComparison.Ordinal)
        .Replace("10.102.0.", "10.99.1.", StringComparison.Ordinal)
        .Replace("10.97.0.", "10.99.2.", StringComparison.Ordinal)
        .Replace("fd00:97::", "fd64:99::", StringComparison.Ordinal);

    async Task<(int Status, string Body)> Post(string path, string body)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(machine.PluginSocket));
        var content = Encoding.UTF8.GetBytes(body);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: \r\nUser-Agent: Go-http-client/1.1\r\nContent-Length: {content.Length}\r\n" +
            "Accept: application/vnd.docker.plugins.v1.2+json\r\nConnection: close\r\n\r\n"));
        await socket.SendAsync(content);
        using var reader = new StreamReader(new NetworkStream(socket, ownsSocket: false));
        var answer = await reader.ReadToEndAsync();
        Assert.Contains("Content-Type: application/vnd.docker.plugins.v1.2+json", answer, StringComparison.Ordinal);
        return (int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture), answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }

    [GeneratedRegex("<(?:ID|SANDBOX)([0-9]+)>")]
    internal static partial Regex Placeholder();
}
