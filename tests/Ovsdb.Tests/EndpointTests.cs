namespace Sdn.Ovsdb.Tests;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("unix:/run/db.sock", "unix:/run/db.sock")]
    [InlineData("tcp:192.0.2.1", "tcp:192.0.2.1:6640")]
    [InlineData("tcp:192.0.2.1:7000", "tcp:192.0.2.1:7000")]
    [InlineData("tcp:[2001:db8::1]", "tcp:[2001:db8::1]:6640")]
    [InlineData("tcp:[2001:db8::1]:7000", "tcp:[2001:db8::1]:7000")]
    [InlineData("tcp:db.example:7000", "tcp:db.example:7000")]
    [InlineData("tcp:[fe80::1%eth0]:7000", "tcp:[fe80::1%eth0]:7000")]
    [InlineData("ssl:192.0.2.1", "ssl:192.0.2.1:6640")]
    [InlineData("ssl:[2001:db8::1]:7000", "ssl:[2001:db8::1]:7000")]
    public void Endpoints_are_read_as_OVS_writes_them(string text, string expected)
    {
        Assert.Equal(expected, OvsdbEndpoint.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("unix:")]
    [InlineData("tcp:")]
    [InlineData("tcp::6640")]
    [InlineData("tcp:[]:6640")]
    [InlineData("tcp:host:0")]
    [InlineData("tcp:host:65536")]
    [InlineData("tcp:host:+1")]
    [InlineData("tcp:2001:db8::1")]
    [InlineData("tcp:[::1]x:6640")]
    [InlineData("tcp:[::1")]
    [InlineData("ssl:")]
    [InlineData("ssl:host:")]
    [InlineData("ptcp:6640")]
    [InlineData("http:host")]
    public void What_is_no_endpoint_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => OvsdbEndpoint.Parse(text));
    }

    [Theory]
    [InlineData("punix:/run/db.sock", "punix:/run/db.sock")]
    [InlineData("ptcp:", "ptcp:6640")]
    [InlineData("ptcp:7000", "ptcp:7000")]
    [InlineData("ptcp:0:127.0.0.1", "ptcp:0:127.0.0.1")]
    [InlineData("ptcp:7000:[::]", "ptcp:7000:[::]")]
    [InlineData("pssl:", "pssl:6640")]
    [InlineData("pssl::192.0.2.1", "pssl:6640:192.0.2.1")]
    [InlineData("pssl:7000:[2001:db8::1]", "pssl:7000:[2001:db8::1]")]
    public void Passive_endpoints_are_read_as_OVS_writes_them(string text, string expected)
    {
        Assert.Equal(expected, OvsdbPassiveEndpoint.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("punix:")]
    [InlineData("ptcp:x")]
    [InlineData("ptcp:65536")]
    [InlineData("ptcp:-1")]
    [InlineData("ptcp:6640:")]
    [InlineData("ptcp:6640:::1")]
    [InlineData("ptcp:6640:[]")]
    [InlineData("pssl:127.0.0.1:6640")]
    [InlineData("tcp:127.0.0.1")]
    public void What_is_no_passive_endpoint_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => OvsdbPassiveEndpoint.Parse(text));
    }

    [Theory]
    [InlineData("tcp:192.0.2.1:6641", "tcp:192.0.2.1:6641")]
    [InlineData("tcp:192.0.2.1,ssl:192.0.2.2, unix:/x", "tcp:192.0.2.1:6640,ssl:192.0.2.2:6640,unix:/x")]
    [InlineData("unix:/a,b,unix:/c", "unix:/a,b,unix:/c")]
    [InlineData(
        "tcp:a,cid:12345678-1234-5678-1234-5678123456ab,tcp:b", "tcp:a:6640,tcp:b:6640,cid:12345678-1234-5678-1234-5678123456ab")]
    public void Several_remotes_are_read_as_OVS_writes_them(string text, string expected)
    {
        Assert.Equal(expected, OvsdbRemotes.Parse(text).ToString());
    }

    [Theory]
    [InlineData("", "names no server")]
    [InlineData("cid:12345678-1234-5678-1234-5678123456ab", "names no server")]
    [InlineData("tcp:a,cid:1234", "'cid:1234' is not a cluster's id")]
    [InlineData("tcp:a,cid:12345678-1234-5678-1234-5678123456ab,cid:12345678-1234-5678-1234-5678123456ab", "more than one cid:")]
    [InlineData("tcp:a,ptcp:6640", "'ptcp:6640' is no OVSDB endpoint to dial")]
    public void What_is_no_list_of_remotes_is_refused(string text, string why)
    {
        var refusal = Assert.Throws<FormatException>(() => OvsdbRemotes.Parse(text));

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_no_socket_can_have_is_a_lost_connection()
    {
        var endpoint = new OvsdbEndpoint.Unix($"/{new string('x', 107)}");

        var failure = await Assert.ThrowsAsync<OvsdbException>(() => OvsdbConnector.Connect(
            endpoint, OvsdbClientOptions.Default, TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.Equal("connection lost", failure.Error);
        Assert.Contains("107 bytes", failure.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_lost_connection()
    {
        var failure = await Assert.ThrowsAsync<OvsdbException>(() => OvsdbConnector.Connect(
            OvsdbEndpoint.Parse("unix:/nonexistent/db.sock"),
            OvsdbClientOptions.Default,
            TimeProvider.System,
            TestContext.Current.CancellationToken));

        Assert.Equal("connection lost", failure.Error);
        Assert.Contains("unix:/nonexistent/db.sock", failure.Details, StringComparison.Ordinal);
    }
}
