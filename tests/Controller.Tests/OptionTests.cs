using System.Diagnostics;
using System.Text.Json;
using Sdn.Controller.Configuration;

namespace Sdn.Controller.Tests;

public sealed class OptionTests
{
    [Fact]
    public void Every_option_has_a_row_of_help_and_its_default_in_appsettings()
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "appsettings.json")));
        var shown = settings.RootElement.EnumerateObject()
            .Where(section => section.Name != "Logging")
            .SelectMany(section => section.Value.EnumerateObject().Select(option => ($"{section.Name}:{option.Name}", option.Value.ToString())));
        var declared = ((string Section, Type Type)[])[("Listen", typeof(ListenOptions)), ("Store", typeof(StoreOptions)), ("Addresses", typeof(AddressOptions)), ("Attach", typeof(AttachOptions)), ("Devices", typeof(DeviceOptions))];

        Assert.Equal(OptionTable.Rows.Select(r => (r.Key, r.Default)), shown);
        Assert.Equal(OptionTable.Rows.Select(r => r.Key), declared.SelectMany(d => d.Type.GetProperties().Select(p => $"{d.Section}:{p.Name}")));
    }

    [Theory]
    [InlineData("--bogus 1", 2, "sdn-controller: there is no option '--bogus'; --help shows all options\n")]
    [InlineData("--state-dir", 2, "sdn-controller: option '--state-dir' needs a value; --help shows all options\n")]
    [InlineData("--Addresses:RestSeconds=-1 --state-dir /nowhere", 2, "sdn-controller: Addresses:RestSeconds is '-1'; it must be 0 to 86400\n")]
    [InlineData("--Addresses:RestSeconds=soon --state-dir /nowhere", 2, "sdn-controller: Failed to convert configuration value 'soon' at 'Addresses:RestSeconds' to type 'System.Int32'.\n")]
    [InlineData("--Listen:Ovsdb=6640 --state-dir /proc/none", 2, "sdn-controller: Listen:Ovsdb is '6640'; it must be an address and a port, such as 0.0.0.0:6640 or [::]:6640\n")]
    public async Task A_mistake_is_named_on_stderr(string arguments, int exitCode, string expected)
    {
        using var process = Process.Start(ControllerProcess.Command(arguments.Split(' ')))!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal((exitCode, expected), (process.ExitCode, error));
    }

    [Fact]
    public async Task Help_shows_every_option()
    {
        using var process = Process.Start(ControllerProcess.Command("--help"))!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("--Addresses:RestSeconds SECONDS\n        that a freed address, subnet, key or port rests before reuse (default 600)", text, StringComparison.Ordinal);
        Assert.All(OptionTable.Rows, row => Assert.Contains($"--{row.Key} ", text, StringComparison.Ordinal));
    }
}
