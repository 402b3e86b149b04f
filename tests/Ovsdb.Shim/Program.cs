using Sdn.Ovsdb;
using Sdn.Ovsdb.Shim;

// The face that Open vSwitch's own test program test-ovsdb has, on this library: options, verb and arguments in, the same lines out.
// "--" only ends the options.
try
{
    var (options, rest) = IdlOptions.Parse(CommandLine.Exactly(args));
    var arguments = rest.Where(argument => argument != "--").ToArray();
    if (arguments.Length > 0 && Verbs.All.TryGetValue(arguments[0], out var verb))
        return verb(arguments[1..]);
    if (arguments.Length > 0 && IdlVerbs.All.ContainsKey(arguments[0]))
        return await IdlVerbs.Run(options, arguments, Console.Out, CancellationToken.None);
    var known = string.Join(' ', Verbs.All.Keys.Concat(IdlVerbs.All.Keys));
    throw new UsageException($"unknown verb '{arguments.FirstOrDefault()}'; use one of {known}");
}
catch (Exception e) when (e is OvsdbException or FormatException or UsageException or ArgumentException or KeyNotFoundException)
{
    Console.Out.Flush();
    Console.Error.WriteLine($"test-ovsdb: {e.Message}");
    return 1;
}
