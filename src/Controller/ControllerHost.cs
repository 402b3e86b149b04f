using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Sdn.Controller.Configuration;
using Sdn.Controller.Devices;
using Sdn.Controller.Services;
using Sdn.Controller.Store;
using ListenOptions = Sdn.Controller.Configuration.ListenOptions;

namespace Sdn.Controller;

/// <summary>The program put together: options, store, services, listeners.</summary>
static class ControllerHost
{
    /// <param name="configure">What a caller changes before it is built: tests own the clock and the devices.</param>
    public static WebApplication Build(CommandLine.Run run, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        Configure(builder.Configuration, run);
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.IncludeScopes = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        builder.Logging.Configure(o => o.ActivityTrackingOptions = ActivityTrackingOptions.None); // ids that no trace collects

        // The host logs an error at start and throws it: Program says it to people, once.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        AddOptions(builder.Services);
        AddServices(builder.Services);
        configure?.Invoke(builder.Services);
        builder.WebHost.ConfigureKestrel(Listen);

        var application = builder.Build();
        application.MapGrpcService<Services.ApplicationService>();
        application.MapGrpcService<Services.DeviceService>();
        application.MapGrpcService<Services.EndpointService>();
        application.MapGrpcService<Services.PolicyService>();
        application.MapGrpcService<Services.StoreService>();
        application.MapGrpcService<Services.TunnelService>();
        application.MapGrpcHealthChecksService();
        application.MapGrpcReflectionService();
        return application;
    }

    /// <summary>The state directory that a run would use.</summary>
    public static string StateDirectoryOf(CommandLine.Run run)
    {
        using var configuration = new ConfigurationManager();
        Configure(configuration, run);
        return configuration["Store:StateDirectory"] ?? new StoreOptions().StateDirectory;
    }

    static void Configure(ConfigurationManager configuration, CommandLine.Run run)
    {
        configuration.Sources.Clear();
        configuration.SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true);
        if (run.ConfigFile is not null)
            configuration.AddJsonFile(Path.GetFullPath(run.ConfigFile), optional: false);
        configuration.AddEnvironmentVariables("SDN_").AddInMemoryCollection(run.Settings);
    }

    static void AddOptions(IServiceCollection services)
    {
        services.AddOptions<ListenOptions>().BindConfiguration(ListenOptions.Section).ValidateOnStart();
        services.AddOptions<StoreOptions>().BindConfiguration(StoreOptions.Section).ValidateOnStart();
        services.AddOptions<AddressOptions>().BindConfiguration(AddressOptions.Section).ValidateOnStart();
        services.AddOptions<AttachOptions>().BindConfiguration(AttachOptions.Section).ValidateOnStart();
        services.AddOptions<DeviceOptions>().BindConfiguration(DeviceOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DeviceOptions>, DeviceChecks>();
        services.AddSingleton<IValidateOptions<ListenOptions>, ListenChecks>();
        services.AddSingleton<IValidateOptions<StoreOptions>, StoreChecks>();
        services.AddSingleton<IValidateOptions<AddressOptions>, AddressChecks>();
        services.AddSingleton<IValidateOptions<AttachOptions>, AttachChecks>();
    }

    static void AddServices(IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ResourceStore>();
        services.AddSingleton<IStoreSignal>(s => s.GetRequiredService<ResourceStore>());
        services.AddHostedService(s => s.GetRequiredService<ResourceStore>()); // before the listeners: these are the last to start
        services.AddSingleton<DeviceSessions>();
        services.AddSingleton<IDeviceStatuses>(s => s.GetRequiredService<DeviceSessions>());
        services.AddHostedService(s => s.GetRequiredService<DeviceSessions>());
        services.AddSingleton<OpenFlowConnectionHandler>();
        services.AddHostedService<OpenFlowService>(); // stops before the sessions that its connections belong to
        services.AddSingleton<Services.StoreService>(); // one for all calls: it lets one backup at a time be taken
        services.AddSingleton<Views>();
        services.AddSingleton<Watches>();
        services.AddSingleton<StateWatches>();
        services.AddSingleton<Tunnels>();
        services.AddSingleton<FlowComparison>();
        services.AddSingleton<Attachment>();
        services.AddGrpc(grpc => grpc.Interceptors.Add<StoreErrors>());
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks().AddCheck<StoreHealth>("store");
    }

    static void Listen(KestrelServerOptions kestrel)
    {
        var options = kestrel.ApplicationServices.GetRequiredService<IOptions<ListenOptions>>().Value;
        kestrel.AddServerHeader = false;
        kestrel.Listen(IPEndPoint.Parse(options.Grpc), listen => listen.Protocols = HttpProtocols.Http2);
        kestrel.Listen(IPEndPoint.Parse(options.Ovsdb), listen => listen.UseConnectionHandler<OvsdbConnectionHandler>());
    }
}
