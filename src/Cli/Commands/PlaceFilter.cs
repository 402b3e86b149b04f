using System.CommandLine;
using Sdn.Cli.Calls;
using Sdn.Cli.Resources;

namespace Sdn.Cli.Commands;

/// <summary><c>--device</c> and <c>--application</c> of commands that show what is on a device or of an application.</summary>
sealed class PlaceFilter
{
    readonly Option<string> _device = Commands.Options.Text("--device", "NAME", "Only those of this device");
    readonly Option<string> _application = Commands.Options.Text("--application", "NAME", "Only those of this application");

    public Option[] Options => [_device, _application];

    /// <summary>The full name; empty if the option is not given.</summary>
    public string Device(Call call) => call.Parsed.GetValue(_device) is { } name ? ResourceName.Device(name) : "";

    public string Application(Call call) =>
        call.Parsed.GetValue(_application) is { } name ? ResourceName.Application(name) : "";
}
