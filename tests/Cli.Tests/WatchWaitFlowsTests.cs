namespace Sdn.Cli.Tests;

public sealed class WatchWaitFlowsTests(StandIn controller) : IClassFixture<StandIn>
{
    [Fact]
    public async Task Watch_shows_the_snapshot_and_then_each_change()
    {
        var ran = await controller.Run("device", "watch");

        Assert.Equal(
            """
            EVENT    NAME  STATE  VTEP       ENDPOINTS  FLOWS  REALIZED  REVISION  OVS    ERROR
            present  d1    ready  192.0.2.1          2    120         9         7  3.1.0
            changed  d2    failed  2001:db8::2          0      0                   8         OFPFMFC_TABLE_FULL: table Forward
            deleted  d1

            """,
            ran.Out);
        Assert.Equal((4, "sdnctl: the controller has ended the watch.\n"), (ran.ExitCode, ran.Error));
    }

    [Fact]
    public async Task Watch_as_json_is_one_object_a_line()
    {
        var ran = await controller.Run("device", "watch", "-o", "json");

        var lines = ran.Out.TrimEnd('\n').Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal("""{ "snapshotComplete": true, "revision": "9" }""", lines[1]);
        Assert.Equal("""{ "deleted": "devices/d1", "revision": "11" }""", lines[3]);
    }

    [Fact]
    public async Task Ctrl_c_ends_a_watch_with_130_and_no_word()
    {
        using var interrupt = new CancellationTokenSource();
        var output = new InterruptingWriter("deleted", interrupt);
        var error = new StringWriter();

        var exitCode = await Sdnctl.Run(
            ["device", "watch", "--start-revision", "1"],
            new(Stream.Null, output, error, HasColors: false, controller.Address),
            interrupt.Token);

        Assert.Equal((130, ""), (exitCode, error.ToString()));
    }

    [Fact]
    public async Task Wait_returns_when_the_newest_revision_is_realized()
    {
        var ran = await controller.Run("wait");

        Assert.Equal(new Ran(0, "revision 9 is realized\n", ""), ran);
    }

    [Fact]
    public async Task Wait_names_the_devices_that_lag_and_exits_with_3()
    {
        var ran = await controller.Run("wait", "--revision", "42", "--device", "d1", "--device", "devices/d2", "--timeout", "500ms");

        Assert.Equal(
            """
            sdnctl: devices/d1 has not realized revision 42 in time.
            sdnctl: devices/d2 is not connected, so it cannot realize revision 42.
            See why with 'sdnctl device get NAME' and 'sdnctl flows NAME'.

            """,
            ran.Error);
        Assert.Equal((3, ""), (ran.ExitCode, ran.Out));
        Assert.Equal(["devices/d1", "devices/d2"], controller.Devices.Waited!.Devices);
        Assert.Equal(500_000_000, controller.Devices.Waited.Timeout.Nanos);
    }

    [Fact]
    public async Task Flows_counts_and_shows_the_difference()
    {
        var ran = await controller.Run("flows", "d1");

        Assert.Equal(
            """
            STATE      FLOWS  MEANING
            installed      1  desired and installed alike
            missing        1  desired, not installed
            different      1  desired, installed with other actions or another cookie
            stale          1  installed by the controller, not desired
            foreign        1  installed by others, left alone
            + table=Forward, priority=100,dl_dst=02:00:00:00:00:01 actions=goto_table:Output
            - table=Meter, priority=0 actions=drop
            + table=Meter, priority=0 actions=goto_table:Route
            - table=Forward, priority=100,dl_dst=02:00:00:00:00:09 actions=drop

            """,
            ran.Out);
    }

    [Fact]
    public async Task Flows_installed_shows_what_the_switch_has()
    {
        var ran = await controller.Run("flows", "d1", "--installed");

        Assert.Equal(
            """
            table=Classify, priority=0 actions=goto_table:Drop
            table=Meter, priority=0 actions=drop
            table=Forward, priority=100,dl_dst=02:00:00:00:00:09 actions=drop
            table=200, priority=1 actions=drop

            """,
            ran.Out);
    }

    [Fact]
    public async Task Flows_desired_shows_what_the_device_should_have()
    {
        var ran = await controller.Run("flows", "d1", "--desired");

        Assert.Equal(
            """
            table=Classify, priority=0 actions=goto_table:Drop
            table=Forward, priority=100,dl_dst=02:00:00:00:00:01 actions=goto_table:Output
            table=Meter, priority=0 actions=goto_table:Route

            """,
            ran.Out);
    }

    [Fact]
    public async Task A_device_that_is_not_connected_is_a_refusal_and_not_an_unreachable_controller()
    {
        var ran = await controller.Run("flows", "d9");

        Assert.Equal(new Ran(1, "", "sdnctl: UNAVAILABLE: devices/d9 is not connected\n"), ran);
    }

    /// <summary>Presses Ctrl-C when a word has been written.</summary>
    sealed class InterruptingWriter(string word, CancellationTokenSource interrupt) : StringWriter
    {
        public override void Flush()
        {
            if (ToString().Contains(word))
                interrupt.Cancel();
        }
    }
}
