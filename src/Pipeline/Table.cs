using Sdn.OpenFlow;

namespace Sdn.Pipeline;

/// <summary>What happens to a packet that no flow of a table takes: it goes on, or it is dropped with a reason.</summary>
public sealed record Miss
{
    Miss()
    {
    }

    /// <summary>The table that it goes on in, if it does.</summary>
    public byte? Next { get; private init; }

    /// <summary>Why it is dropped, if it is; null with a null <see cref="Next"/> ends it without a reason of its own.</summary>
    public DropReason? Reason { get; private init; }

    /// <summary>It ends here, and its counter tells no more.</summary>
    public static readonly Miss End = new();

    public static Miss Goto(byte table) => new() { Next = table };

    public static Miss Drop(DropReason reason) => new() { Reason = reason };
}

/// <summary>A table of br-int: its number for ever, what its flows may match, and what happens when none does.</summary>
public sealed class Table
{
    readonly HashSet<Field> _fields;

    internal Table(byte id, string name, Miss miss, string task, params Field[] fields)
    {
        if (miss.Next <= id)
            throw new ArgumentException($"{name} cannot go back to table {miss.Next}", nameof(miss));
        (Id, Name, Miss, Task, Fields) = (id, name, miss, task, fields);
        _fields = [.. fields];
    }

    public byte Id { get; }

    /// <summary>Letters and digits only: <c>Flow_Table.name</c>, which ovs-ofctl quotes otherwise.</summary>
    public string Name { get; }

    public Miss Miss { get; }

    /// <summary>What the table does, in a sentence without a full stop.</summary>
    public string Task { get; }

    /// <summary>The fields that its flows may match.</summary>
    public IReadOnlyList<Field> Fields { get; }

    public override string ToString() => $"{Id} {Name}";

    /// <summary>A flow of this table.</summary>
    /// <exception cref="ArgumentException">It matches what the table does not match, or does not go forward.</exception>
    internal Flow Flow(ushort priority, ulong cookie, ReadOnlySpan<FieldMatch> match, IReadOnlyList<Action> actions)
    {
        var flow = new Flow(Id, priority, new Match(match), actions, cookie);
        foreach (var field in flow.Match)
        {
            if (!_fields.Contains(field.Field))
                throw new ArgumentException($"{Name} does not match {field.Field}", nameof(match));
        }

        foreach (var action in flow.Actions)
        {
            var next = action switch
            {
                GotoTable go => go.Table,
                Resubmit resubmit => resubmit.Table,
                Ct ct => ct.Table,
                _ => null,
            };
            if (next <= Id)
                throw new ArgumentException($"{Name} cannot go back to table {next}", nameof(actions));
        }

        return flow;
    }

    internal Flow MissFlow() => Flow(0, Cookies.Of(this), [], Miss switch
    {
        { Next: { } next } => [new GotoTable(next)],
        { Reason: { } reason } => Steps.Drop(reason),
        _ => [],
    });
}
