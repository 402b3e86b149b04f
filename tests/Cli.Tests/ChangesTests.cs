using Google.Protobuf.WellKnownTypes;

namespace Sdn.Cli.Tests;

public sealed class ChangesTests(StandIn controller) : IClassFixture<StandIn>
{
    [Fact]
    public async Task Changes_are_a_table_of_who_did_what_and_when()
    {
        var ran = await controller.Run("changes", "--resource", "devices/d1", "--actor", "ipv4:192.0.2.7", "--since", "2026-01-01T01:00:00+01:00", "--after", "6", "--count", "5");

        Assert.Equal(
            """
            REVISION  TIME                  ACTOR                 OPERATION  RESOURCE
                   7  2026-01-01T00:00:00Z  ipv4:192.0.2.7:50312  updated    devices/d1

            """,
            ran.Out);
        Assert.Equal(
            new() { Resource = "devices/d1", Actor = "ipv4:192.0.2.7", StartTime = new Timestamp { Seconds = 1767225600 }, AfterRevision = 6, PageSize = 5 },
            controller.Store.Listed);
    }

    [Fact]
    public async Task A_time_that_is_none_says_how_one_is_written()
    {
        var ran = await controller.Run("changes", "--since", "yesterday");

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("--since cannot be 'yesterday': write a time like 2026-01-31T08:00:00Z", ran.Error, StringComparison.Ordinal);
    }
}
