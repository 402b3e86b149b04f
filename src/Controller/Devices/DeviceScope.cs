namespace Sdn.Controller.Devices;

/// <summary>Puts the device into the scope of what is logged.</summary>
static class DeviceScope
{
    static readonly Func<ILogger, string, IDisposable?> Define = LoggerMessage.DefineScope<string>("{Device}");

    public static IDisposable? BeginDevice(this ILogger logger, string device) => Define(logger, device);
}
