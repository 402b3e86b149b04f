using System.CommandLine;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Sdn.Cli.Calls;
using Sdn.Cli.Manifests;
using Sdn.Cli.Resources;

namespace Sdn.Cli.Commands;

/// <summary>How a kind's resources are made and changed; each gives the resource as it is then.</summary>
/// <param name="Descriptor">What a manifest of it holds.</param>
/// <param name="Flags">The flags of its spec, new ones for each command.</param>
/// <param name="Revision">The revision of a resource.</param>
/// <param name="Create">Makes one with an id.</param>
/// <param name="Update">Changes the fields that the mask names (empty: the whole spec) of the resource with a full name,
/// if it still has a revision (0: any).</param>
sealed record SpecCalls<T>(
    MessageDescriptor Descriptor,
    Func<SpecFlags<T>> Flags,
    Func<T, ulong> Revision,
    Func<Call, string, T, Task<T>> Create,
    Func<Call, string, ulong, T, FieldMask, Task<T>> Update)
    where T : class, IMessage<T>;

/// <summary>The verbs that take a spec, from flags or from a manifest.</summary>
static class SpecVerbs
{
    public static Command Create<T>(Caller caller, ResourceKind<T> kind, SpecCalls<T> calls, params string[] examples)
        where T : class, IMessage<T>
    {
        var command = new ExampleCommand("create", $"Creates a {kind.Noun} from flags, or {kind.Collection} from a manifest.", examples);
        var source = new SpecSource<T>(kind, calls, command, isFlagNeeded: false);
        var wait = new WaitOptions();
        command.Add(Options.RequestId());
        wait.AddTo(command);
        return caller.Bind(command, call => Change(
            call, kind, calls, wait, source, (name, resource, _) => calls.Create(call, ResourceName.Short(name), resource)));
    }

    public static Command Update<T>(Caller caller, ResourceKind<T> kind, SpecCalls<T> calls, params string[] examples)
        where T : class, IMessage<T>
    {
        var command = new ExampleCommand(
            "update", $"Changes what flags say of a {kind.Noun}, or its whole spec from a manifest.", examples);
        var source = new SpecSource<T>(kind, calls, command, isFlagNeeded: true);
        var revision = Options.Revision("--revision", "Only if this is still its revision");
        var wait = new WaitOptions();
        command.Add(revision);
        command.Add(Options.RequestId());
        wait.AddTo(command);
        return caller.Bind(command, call => Change(call, kind, calls, wait, source, (name, resource, mask) =>
        {
            var expected = call.Parsed.IsGiven(revision) ? call.Parsed.GetValue(revision) : calls.Revision(resource);
            return calls.Update(call, name, expected, resource, mask);
        }));
    }

    static async Task<int> Change<T>(
        Call call,
        ResourceKind<T> kind,
        SpecCalls<T> calls,
        WaitOptions wait,
        SpecSource<T> source,
        Func<string, T, FieldMask, Task<T>> change)
        where T : class, IMessage<T>
    {
        var asked = source.Read(call);
        if (asked is [{ Document: null } only])
        {
            var changed = await change(only.Name, only.Resource, only.Mask);
            call.Output.WriteResource(kind, changed);
            return await wait.Await(call, calls.Revision(changed));
        }
        if (asked.Count > 1 && call.RequestId != "")
            throw new UsageException($"{Options.RequestIdName} is of one change, the manifest has {asked.Count} documents: split it");
        var done = new List<T>();
        try
        {
            foreach (var next in asked)
                done.Add(await ChangeDocument(next, change));
        }
        finally
        {
            if (asked.Count == 1 && done.Count == 1)
                call.Output.WriteResource(kind, done[0]);
            else if (done.Count > 0)
                call.Output.WriteList(kind, done);
        }
        return await wait.Await(call, done.Max(calls.Revision));
    }

    static async Task<T> ChangeDocument<T>(SpecAsked<T> asked, Func<string, T, FieldMask, Task<T>> change)
    {
        try
        {
            return await change(asked.Name, asked.Resource, asked.Mask);
        }
        catch (RpcException e) when (e.StatusCode is not StatusCode.Cancelled)
        {
            throw new ManifestRefusedException(e, asked.Document!);
        }
    }
}
