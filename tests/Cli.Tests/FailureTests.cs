using System.CommandLine;
using System.Net;
using System.Net.Sockets;

namespace Sdn.Cli.Tests;

public sealed class FailureTests(StandIn controller) : IClassFixture<StandIn>
{
    [Fact]
    public async Task A_refusal_names_each_field()
    {
        var ran = await controller.Run("device", "create", "bad", "--vtep", "x");

        Assert.Equal(
            """
            sdnctl: INVALID_ARGUMENT: 2 fields of the device cannot be
              device.spec.vtep_address: must be an IP address
              device.spec.underlay_mtu: must be from 576 to 65535

            """,
            ran.Error);
        Assert.Equal((1, ""), (ran.ExitCode, ran.Out));
    }

    [Fact]
    public async Task A_refusal_does_not_say_its_fields_twice()
    {
        var ran = await controller.Run("device", "create", "worse", "--vtep", "x");

        Assert.Equal(
            """
            sdnctl: INVALID_ARGUMENT: the controller does not accept:
              device.spec.vtep_address: must be an IP address
              device.spec.underlay_mtu: must be from 576 to 65535

            """,
            ran.Error);
    }

    [Fact]
    public async Task What_is_not_there_says_where_to_look()
    {
        var ran = await controller.Run("device", "get", "d9");

        Assert.Equal(new Ran(1, "", "sdnctl: NOT_FOUND: there is no devices/d9\nSee what there is with 'list'.\n"), ran);
    }

    [Fact]
    public async Task No_controller_is_exit_code_4()
    {
        var address = $"http://127.0.0.1:{UnusedPort()}";

        var ran = await Ran.Of("", null, "device", "list", "--controller", address);

        Assert.Equal(
            $"sdnctl: no controller answers at {address}: connection refused. "
                + "Is sdn-controller running? Set --controller or SDNCTL_CONTROLLER.\n",
            ran.Error);
        Assert.Equal(4, ran.ExitCode);
    }

    [Theory]
    [InlineData("--mtu cannot be '-1': write a whole number from 0 to 4294967295", "app", "create", "a", "--mtu", "-1")]
    [InlineData("--encapsulation cannot be 'stt': write vxlan or gre", "app", "create", "a", "--encapsulation", "stt")]
    [InlineData("GRE has no VNI: give --key.", "app", "create", "a", "--encapsulation", "gre", "--vni", "1")]
    [InlineData("Give --key or --vni, not both: they say the same.", "app", "create", "a", "--key", "1", "--vni", "1")]
    [InlineData("--output cannot be 'xml': write table, json or yaml", "device", "list", "-o", "xml")]
    [InlineData("--label cannot be 'rack': write KEY=VALUE, each key once", "device", "create", "d", "--label", "rack")]
    [InlineData("--timeout cannot be '30': write a duration like 30s, 500ms or 1m30s", "wait", "--timeout", "30")]
    [InlineData("--port cannot be '0': write a port like 8080 or a range like 9000-9010", "policy", "create", "p", "--port", "0")]
    [InlineData("--port cannot be '70000': write a port like 8080 or a range like 9000-9010", "policy", "create", "p", "--port", "70000")]
    [InlineData("Give the device's name, or -f and a manifest.", "device", "create", "--vtep", "192.0.2.1")]
    [InlineData("Give at least one flag that says what to change, or -f and a manifest.", "device", "update", "d1")]
    [InlineData("Give one of --desired, --installed and --difference.", "flows", "d1", "--desired", "--installed")]
    [InlineData("'applications/a' cannot be the name of a device: write devices/NAME or only NAME", "device", "get", "applications/a")]
    [InlineData("'ftp://c' is not a controller's address: write it like http://127.0.0.1:6650", "device", "list", "--controller", "ftp://c")]
    [InlineData("A rule needs --from: the application that may open connections.", "policy", "create", "p", "--to", "a", "--port", "1")]
    public async Task A_wrong_command_line_is_exit_code_2_and_says_what_would_be_right(string message, params string[] args)
    {
        var ran = await controller.Run(args);

        Assert.Equal($"sdnctl: {message}", ran.Error.Split('\n')[0]);
        Assert.Equal((2, ""), (ran.ExitCode, ran.Out));
    }

    [Fact]
    public async Task Every_command_has_help_with_exit_codes()
    {
        var root = Sdnctl.CreateRoot(new(Stream.Null, TextWriter.Null, TextWriter.Null, false, null));

        var paths = Paths(root, []).ToList();

        Assert.Equal(46, paths.Count);
        foreach (var path in paths)
        {
            var ran = await controller.Run([.. path, "--help"]);
            Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
            Assert.StartsWith("Description:\n  ", ran.Out);
            Assert.Contains("3    a device has not realized the revision in time", ran.Out);
        }
    }

    [Fact]
    public async Task No_output_has_escape_codes_unless_it_goes_to_a_terminal()
    {
        var plain = await controller.Run("device", "list");
        var output = new StringWriter();
        await Sdnctl.Run(
            ["device", "list"],
            new(Stream.Null, output, TextWriter.Null, HasColors: true, controller.Address),
            TestContext.Current.CancellationToken);

        Assert.DoesNotContain('\e', plain.Out);
        Assert.Contains('\e', output.ToString());
    }

    static IEnumerable<string[]> Paths(Command command, string[] path) =>
        [path, .. command.Subcommands.SelectMany(c => Paths(c, [.. path, c.Name]))];

    static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
