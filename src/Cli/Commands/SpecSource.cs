using System.CommandLine;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Sdn.Cli.Calls;
using Sdn.Cli.Manifests;
using Sdn.Cli.Resources;

namespace Sdn.Cli.Commands;

/// <summary>A resource that the command line asks for.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Resource">Its spec, and what else a manifest says.</param>
/// <param name="Mask">The fields of the spec that are given; empty for the whole.</param>
/// <param name="Document">Where it comes from; null for flags.</param>
sealed record SpecAsked<T>(string Name, T Resource, FieldMask Mask, ManifestDocument? Document);

/// <summary>Where a command takes specs from: a name and flags, or <c>-f</c> a manifest.</summary>
sealed class SpecSource<T>
    where T : class, IMessage<T>
{
    readonly ResourceKind<T> _kind;
    readonly SpecCalls<T> _calls;
    readonly SpecFlags<T> _flags;
    readonly Argument<string?> _name;
    readonly Option<string> _file;

    public SpecSource(ResourceKind<T> kind, SpecCalls<T> calls, Command command, bool isFlagNeeded)
    {
        _kind = kind;
        _calls = calls;
        _flags = calls.Flags();
        _name = new("NAME")
        {
            Description = $"The {kind.Noun}'s name, short or full; with -f the manifest may say it",
            Arity = ArgumentArity.ZeroOrOne,
        };
        _file = new("--file", "-f")
        {
            HelpName = "FILE",
            Description = $"A manifest: {kind.Collection} in YAML or JSON, one or several documents; - for standard input",
        };
        command.Add(_name);
        command.Add(_file);
        Verbs.AddAll(command, _flags.Options);
        command.Validators.Add(result =>
        {
            var isFile = result.GetResult(_file) is not null;
            var isFlag = _flags.Options.Any(o => result.GetResult(o) is { Implicit: false });
            if (isFile && isFlag)
                result.AddError("Give the spec by flags or by -f, not by both.");
            else if (!isFile && result.GetValue(_name) is null)
                result.AddError($"Give the {kind.Noun}'s name, or -f and a manifest.");
            else if (!isFile && !isFlag && isFlagNeeded)
                result.AddError("Give at least one flag that says what to change, or -f and a manifest.");
        });
    }

    public IReadOnlyList<SpecAsked<T>> Read(Call call)
    {
        var name = call.Parsed.GetValue(_name) is { } given ? _kind.FullName(given) : null;
        if (call.Parsed.GetValue(_file) is not { } file)
            return [new(name!, _flags.Resource(call.Parsed), _flags.Mask(call.Parsed), null)];

        var documents = ManifestFile.Read(file, call.Shell.In, _calls.Descriptor);
        if (name is not null && documents.Count > 1)
            throw new UsageException($"{file} has {documents.Count} documents: leave NAME out, each document says its own");
        return [.. documents.Select(d => new SpecAsked<T>(NameOf(d, name), (T)d.Resource, new(), d))];
    }

    string NameOf(ManifestDocument document, string? given)
    {
        var position = document.Positions.GetValueOrDefault("name", document.Position);
        var own = _kind.Name((T)document.Resource) is { Length: > 0 } written ? Checked(written, position) : null;
        if (own is null && given is null)
            throw new UsageException($"{position}: the {_kind.Noun} has no name: write 'name: {_kind.Collection}/NAME'");
        if (own is not null && given is not null && own != given)
            throw new UsageException($"{position}: name: the manifest is of {own}, the command line of {given}");
        return own ?? given!;
    }

    string Checked(string name, string position)
    {
        try
        {
            return _kind.FullName(name);
        }
        catch (UsageException e)
        {
            throw new UsageException($"{position}: name: {e.Message}");
        }
    }
}
