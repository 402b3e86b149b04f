using System.Net.Sockets;
using System.Reflection;
using Microsoft.Extensions.Options;
using Sdn.Controller;
using Sdn.Controller.Configuration;
using Sdn.Controller.Store;

const int Failed = 1, Misused = 2;

switch (CommandLine.Parse(args))
{
    case CommandLine.Help:
        Console.Out.Write(OptionTable.Help());
        return 0;
    case CommandLine.Version:
        Console.Out.WriteLine($"sdn-controller {Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)}");
        return 0;
    case CommandLine.Mistake mistake:
        Console.Error.WriteLine($"sdn-controller: {mistake.Message}; --help shows all options");
        return Misused;
    case CommandLine.Run run:
        try
        {
            if (run.RestoreFile is { } file)
            {
                Console.Out.WriteLine("sdn-controller: " + StoreRestore.Restore(ControllerHost.StateDirectoryOf(run), file, TimeProvider.System.GetUtcNow()));
                return 0;
            }

            await using var controller = ControllerHost.Build(run);
            await controller.RunAsync();
            return 0;
        }
        catch (OptionsValidationException e)
        {
            foreach (var failure in e.Failures)
                Console.Error.WriteLine($"sdn-controller: {failure}");
            return Misused;
        }
        catch (InvalidOperationException e) when (e.InnerException is FormatException or ArgumentException or OverflowException)
        {
            // The configuration binder: a value is not of its option's type, and the message names both.
            Console.Error.WriteLine($"sdn-controller: {e.Message}");
            return Misused;
        }
        catch (Exception e) when (e is StoreOpenException or IOException or InvalidDataException or SocketException)
        {
            // What people can mend: a port in use, a file that is missing or malformed, a store that does not open.
            Console.Error.WriteLine($"sdn-controller: {e.Message}");
            return Failed;
        }

    default:
        throw new System.Diagnostics.UnreachableException();
}
