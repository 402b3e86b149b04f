using System.Reflection;
using Docker.DotNet;
using Sdn.Agent;
using Sdn.Agent.Control;
using Sdn.Agent.Docker;
using Sdn.Agent.Netlink;
using Sdn.Agent.Plugin;
using Sdn.Agent.State;

const int usageError = 2;
const int startError = 1;

if (args is ["--help"] or ["-h"])
{
    Console.Write(AgentOptions.Help());
    return 0;
}
if (args is ["--version"])
{
    Console.WriteLine("sdn-agent " + typeof(AgentOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
    return 0;
}
try
{
    await Run(AgentOptions.Parse(args, Environment.GetEnvironmentVariable));
    return 0;
}
catch (OptionsException e)
{
    Console.Error.WriteLine($"sdn-agent: {e.Message}");
    return usageError;
}
catch (Exception e) when (e is StateFileException or NetlinkException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"sdn-agent: {e.Message}");
    return startError;
}

static async Task Run(AgentOptions options)
{
    using var state = StateFile.Open(options.StateDir, TimeProvider.System);
    using var links = Links.Open();
    using var controller = new ControllerClient(options, TimeProvider.System);
    using var docker = new DockerClientBuilder().WithEndpoint(options.Docker).Build();
    var socket = new PluginSocket(options.PluginSocket);

    // The empty builder: no configuration files, no metrics, nothing that a small device need not carry.
    var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
    builder.WebHost.UseKestrelCore().ConfigureKestrel(socket.Listen);
    builder.Logging
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        })
        .SetMinimumLevel(Enum.Parse<LogLevel>(options.LogLevel))
        .AddFilter("Microsoft", LogLevel.Warning);
    builder.Services
        .AddSingleton(options)
        .AddSingleton(state)
        .AddSingleton(links)
        .AddSingleton(controller)
        .AddSingleton(docker)
        .AddSingleton(TimeProvider.System)
        .AddSingleton<BridgeDatapath>()
        .AddSingleton<Attachments>()
        .AddSingleton<IpamDriver>()
        .AddSingleton<NetworkDriver>()
        .AddSingleton<PluginEndpoint>()
        .AddSingleton<TunnelWarmer>().AddHostedService(services => services.GetRequiredService<TunnelWarmer>())
        .AddSingleton<NetworkReplacer>().AddHostedService(services => services.GetRequiredService<NetworkReplacer>())
        .AddSingleton<Containers>()
        .AddSingleton<Reconciler>()
        .AddHostedService<DockerWatch>()
        .AddHostedService<DetachRetries>();

    await using var app = builder.Build();
    app.Run(app.Services.GetRequiredService<PluginEndpoint>().Handle);
    await app.StartAsync();
    socket.Publish();
    app.Services.GetRequiredService<ILogger<Program>>().Serving(options.Device, options.PluginSocket, options.Controller);
    await app.WaitForShutdownAsync();
    socket.Withdraw();
}

static partial class ProgramLog
{
    [LoggerMessage(LogLevel.Information, "Device {Device} serves Docker at {Socket}, with the controller at {Controller}")]
    public static partial void Serving(this ILogger<Program> logger, string device, string socket, Uri controller);
}
