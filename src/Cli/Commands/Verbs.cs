using System.CommandLine;
using Google.Protobuf;
using Grpc.Core;
using Sdn.Cli.Calls;
using Sdn.Cli.Resources;

namespace Sdn.Cli.Commands;

/// <summary>The verbs that are the same for every kind of resource; a kind says only how its service is called.</summary>
static class Verbs
{
    /// <summary>Resources that a page holds: the most that the API gives.</summary>
    public const int PageSize = 1000;

    public static Argument<string> Name(string noun) =>
        new("NAME") { Description = $"The {noun}'s name, short or full" };

    /// <param name="caller">Who runs it.</param>
    /// <param name="kind">What is listed.</param>
    /// <param name="page">Asks for the page that a token names.</param>
    /// <param name="filters">Options that <paramref name="page"/> reads.</param>
    public static Command List<T>(
        Caller caller, ResourceKind<T> kind, Func<Call, string, Task<Page<T>>> page, params Option[] filters)
        where T : class, IMessage<T>
    {
        var command = new ExampleCommand("list", $"Lists all {kind.Collection}.", $"sdnctl {kind.Noun} list -o json");
        AddAll(command, filters);
        return caller.Bind(command, async call =>
        {
            var resources = new List<T>();
            var token = "";
            do
            {
                var next = await page(call, token);
                resources.AddRange(next.Resources);
                token = next.NextPageToken;
            }
            while (token != "");
            call.Output.WriteList(kind, resources);
            return ExitCodes.Ok;
        });
    }

    public static Command Get<T>(Caller caller, ResourceKind<T> kind, Func<Call, string, Task<T>> get, string example)
        where T : class, IMessage<T>
    {
        var name = Name(kind.Noun);
        var command = new ExampleCommand("get", $"Shows all that is known of one {kind.Noun}.", $"sdnctl {kind.Noun} get {example}")
        {
            name,
        };
        return caller.Bind(command, async call =>
        {
            call.Output.WriteDetails(await get(call, kind.FullName(call.Parsed.GetValue(name)!)));
            return ExitCodes.Ok;
        });
    }

    /// <param name="caller">Who runs it.</param>
    /// <param name="command">Its name and help.</param>
    /// <param name="kind">What is deleted.</param>
    /// <param name="delete">Deletes what the name says; gives the reply and its revision.</param>
    /// <param name="options">Options that <paramref name="delete"/> reads.</param>
    public static Command Delete<T>(
        Caller caller,
        ExampleCommand command,
        ResourceKind<T> kind,
        Func<Call, string, Task<(IMessage Reply, ulong Revision)>> delete,
        params Option[] options)
        where T : class, IMessage<T>
    {
        var name = Name(kind.Noun);
        var wait = new WaitOptions();
        command.Add(name);
        AddAll(command, options);
        wait.AddTo(command);
        return caller.Bind(command, async call =>
        {
            var fullName = kind.FullName(call.Parsed.GetValue(name)!);
            var (reply, revision) = await delete(call, fullName);
            call.Output.WriteReply(reply, $"{fullName} is deleted at revision {revision}");
            return await wait.Await(call, revision);
        });
    }

    /// <param name="caller">Who runs it.</param>
    /// <param name="kind">What is watched.</param>
    /// <param name="watch">Opens the stream after a revision (0: with a snapshot).</param>
    /// <param name="read">Reads one event of it.</param>
    /// <param name="startRevision">The option that <paramref name="watch"/> takes the revision from; null if it cannot.</param>
    /// <param name="options">Other options that <paramref name="watch"/> reads.</param>
    public static Command Watch<T, TEvent>(
        Caller caller,
        ResourceKind<T> kind,
        Func<Call, AsyncServerStreamingCall<TEvent>> watch,
        Func<TEvent, ResourceEvent<T>> read,
        Option<ulong>? startRevision,
        params Option[] options)
        where T : class, IMessage<T>
    {
        var command = new ExampleCommand(
            "watch",
            $"Shows all {kind.Collection}, then every change, until Ctrl-C.",
            $"sdnctl {kind.Noun} watch -o json | jq -c .");
        if (startRevision is not null)
            command.Add(startRevision);
        AddAll(command, options);
        return caller.Bind(command, async call =>
        {
            using var stream = watch(call);
            var events = call.Output.Events(kind, startsWithSnapshot: startRevision is null || call.Parsed.GetValue(startRevision) == 0);
            await foreach (var happened in stream.ResponseStream.ReadAllAsync(call.CancellationToken))
                events.Write(read(happened));
            call.Shell.Error.WriteLine("sdnctl: the controller has ended the watch.");
            return ExitCodes.Unreachable;
        });
    }

    public static Option<ulong> StartRevision() =>
        Options.Revision("--start-revision", "Only changes after this revision, without a snapshot");

    public static void AddAll(Command command, IEnumerable<Option> options)
    {
        foreach (var option in options)
            command.Add(option);
    }
}
