using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>learn as ovs-ofctl prints it (OVS, learn_format()).</summary>
static class LearnText
{
    internal static void Write(StringBuilder text, Learn learn, Names names)
    {
        text.Append($"learn(table={names.Table(learn.Table)}");
        Append(text, ",idle_timeout=", learn.IdleTimeout);
        Append(text, ",hard_timeout=", learn.HardTimeout);
        Append(text, ",fin_idle_timeout=", learn.FinIdleTimeout);
        Append(text, ",fin_hard_timeout=", learn.FinHardTimeout);
        if (learn.Priority != Flow.DefaultPriority)
            text.Append($",priority={learn.Priority}");
        if ((learn.Flags & LearnFlags.SendFlowRemoved) != 0)
            text.Append(",send_flow_rem");
        if ((learn.Flags & LearnFlags.DeleteLearned) != 0)
            text.Append(",delete_learned");
        if (learn.Cookie != 0)
            text.Append($",cookie={FieldText.Hex(learn.Cookie)}");
        Append(text, ",limit=", learn.Limit);
        if (learn.ResultDestination is { } result)
            text.Append($",result_dst={result}");
        foreach (var spec in learn.Specs.Span)
            text.Append(',').Append(Text(spec, names));
        text.Append(')');
    }

    static void Append(StringBuilder text, string key, uint value)
    {
        if (value != 0)
            text.Append(key).Append(value);
    }

    static string Text(LearnSpec spec, Names names) => spec switch
    {
        { To: LearnDestination.Output } => $"output:{spec.Source}",
        { To: LearnDestination.Load, Source: { } source } => $"load:{source}->{spec.Destination}",
        { To: LearnDestination.Load } => $"load:{ActionText.Hex(spec.Value)}->{spec.Destination}",
        { Source: { } source } when source == spec.Destination => $"{source}",
        { Source: { } source } => $"{spec.Destination}={source}",
        _ => Matched(spec, spec.Destination!.Value, names),
    };

    // A whole field is named and valued as in set_field, a part of one as a number.
    static string Matched(LearnSpec spec, Subfield destination, Names names) => destination == destination.Field.All
        ? $"{destination.Field.Name}={FieldText.InSetField(destination.Field.Is(Value(spec)), names)}"
        : $"{destination}={ActionText.Hex(spec.Value)}";

    static UInt128 Value(LearnSpec spec)
    {
        var value = UInt128.Zero;
        foreach (var octet in spec.Value)
            value = value << 8 | octet;
        return value & spec.Destination!.Value.Field.AllOnes;
    }
}
