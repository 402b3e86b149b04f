namespace Sdn.Agent.Tests;

public sealed class AgentOptionsTests
{
    [Fact]
    public void Without_flags_and_environment_everything_has_a_default()
    {
        var options = AgentOptions.Parse([], _ => null);

        Assert.Equal("/run/docker/plugins/sdn.sock", options.PluginSocket);
        Assert.Equal(new Uri("http://127.0.0.1:6650"), options.Controller);
        Assert.Equal(Datapath.Auto, options.Datapath);
        Assert.True(options.RecreateDefaultIpam);
    }

    [Fact]
    public void A_flag_is_stronger_than_the_environment()
    {
        var options = AgentOptions.Parse(["--device", "dev1", "--datapath=netdev"],
            name => name switch { "SDN_AGENT_DEVICE" => "other", "SDN_AGENT_BRIDGE" => "br9", _ => null });

        Assert.Equal("dev1", options.Device);
        Assert.Equal("br9", options.Bridge);
        Assert.Equal(Datapath.Netdev, options.Datapath);
    }

    [Theory]
    [InlineData("unknown flag --frob; sdn-agent --help lists them", "--frob", "1")]
    [InlineData("--device needs a value: --device NAME", "--device")]
    [InlineData("--device \"Dev 1\" must be 1 to 63 of a-z, 0-9 and -", "--device", "Dev 1")]
    [InlineData("--controller \"host:6650\" must be a URL that begins with http:// or https://", "--controller", "host:6650")]
    [InlineData("--datapath \"kernel\" must be one of Auto, Netdev, System", "--datapath", "kernel")]
    public void A_bad_command_line_is_explained(string message, params string[] arguments)
    {
        var e = Assert.Throws<OptionsException>(() => AgentOptions.Parse(arguments, _ => null));

        Assert.Equal(message, e.Message);
    }

    [Fact]
    public async Task An_unknown_flag_ends_the_program_with_exit_code_2()
    {
        var result = await Machine.Run(Path.Combine(AppContext.BaseDirectory, "sdn-agent"), ["--frob"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("unknown flag --frob", result.Error, StringComparison.Ordinal);
    }
}
