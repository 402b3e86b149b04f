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
    [InlineData("http:host")]
    public void What_is_no_endpoint_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => OvsdbEndpoint.Parse(text));
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

    [Theory]
    [InlineData(0, 0.0, 0.5)]
    [InlineData(0, 1.0, 1.0)]
    [InlineData(1, 1.0, 2.0)]
    [InlineData(2, 0.0, 2.0)]
    [InlineData(3, 1.0, 8.0)]
    [InlineData(50, 1.0, 8.0)]
    public void The_wait_doubles_up_to_its_limit_and_is_jittered(int failures, double random, double seconds)
    {
        var reconnector = new OvsdbReconnector(
            OvsdbEndpoint.Parse("unix:/x"), OvsdbClientOptions.Default, OvsdbBackoffOptions.Default, TimeProvider.System);

        Assert.Equal(TimeSpan.FromSeconds(seconds), reconnector.Backoff(failures, random));
    }
}
