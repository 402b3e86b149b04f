using System.CommandLine;
using Google.Protobuf;
using FieldMask = Google.Protobuf.WellKnownTypes.FieldMask;

namespace Sdn.Cli.Commands;

/// <summary>The flags of one kind's spec: each sets a field, so that a command line gives a resource, and an update its
/// field mask.</summary>
/// <param name="create">A resource with an empty spec.</param>
sealed class SpecFlags<T>(Func<T> create)
    where T : class, IMessage<T>
{
    readonly List<Flag> _flags = [];

    sealed record Flag(IReadOnlyList<Option> Options, string Field, Action<ParseResult, T> Set);

    public IEnumerable<Option> Options => _flags.SelectMany(f => f.Options);

    /// <summary>An option for a field.</summary>
    public SpecFlags<T> With<TValue>(Option<TValue> option, string field, Action<T, TValue> set) =>
        With([option], field, (parsed, resource) => set(resource, parsed.GetValue(option)!));

    /// <summary>Options that make one field together.</summary>
    public SpecFlags<T> With(IReadOnlyList<Option> options, string field, Action<ParseResult, T> set)
    {
        _flags.Add(new(options, field, set));
        return this;
    }

    /// <summary>The resource that the flags describe.</summary>
    public T Resource(ParseResult parsed)
    {
        var resource = create();
        foreach (var flag in Given(parsed))
            flag.Set(parsed, resource);
        return resource;
    }

    /// <summary>The fields that the flags give.</summary>
    public FieldMask Mask(ParseResult parsed) => new() { Paths = { Given(parsed).Select(f => $"spec.{f.Field}").Distinct() } };

    public bool AreGiven(ParseResult parsed) => Given(parsed).Any();

    IEnumerable<Flag> Given(ParseResult parsed) => _flags.Where(f => f.Options.Any(parsed.IsGiven));
}
