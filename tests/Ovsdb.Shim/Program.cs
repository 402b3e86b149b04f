using Sdn.Ovsdb;
using Sdn.Ovsdb.Shim;

// The face that Open vSwitch's own test program test-ovsdb has, on this library: verb and arguments in, the same lines out.
// "--" only ends the options.
var arguments = args.Where(argument => argument != "--").ToArray();
if (arguments.Length == 0 || !Verbs.All.TryGetValue(arguments[0], out var verb))
{
    Console.Error.WriteLine($"ovsdb-shim: unknown verb '{arguments.FirstOrDefault()}'; use one of {string.Join(' ', Verbs.All.Keys)}");
    return 1;
}
try
{
    return verb(arguments[1..]);
}
catch (Exception e) when (e is OvsdbException or FormatException or UsageException)
{
    Console.Out.Flush();
    Console.Error.WriteLine($"ovsdb-shim: {e.Message}");
    return 1;
}
