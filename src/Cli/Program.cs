using System.Text;
using Sdn.Cli;

// Results are buffered and flushed at the end of a command and after each event of a watch: Console.Out would flush
// after every write, and ten thousand flows are as many system calls.
using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), bufferSize: 16384);
var shell = new Shell(
    In: Console.OpenStandardInput(),
    Out: output,
    Error: Console.Error,
    HasColors: !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
    Controller: Environment.GetEnvironmentVariable("SDNCTL_CONTROLLER"));
return await Sdnctl.Run(args, shell, CancellationToken.None);
