using System.Buffers.Binary;

namespace Sdn.OpenFlow.Text;

/// <summary>Reads the argument of <c>learn(...)</c>.</summary>
static class LearnReader
{
    const string Right = "FIELD=FIELD, FIELD=VALUE, load:VALUE->FIELD, load:FIELD->FIELD, output:FIELD, or a property of learn";

    internal static Learn Read(Piece text, ActionContext context)
    {
        var (learn, specs) = (new Learn(), new List<LearnSpec>());
        foreach (var item in text.Items())
        {
            if (WithFlag(learn, item) is { } flagged)
                learn = flagged;
            else if (item.Split("=") is { } pair && WithProperty(learn, pair.Before, pair.After, context) is { } changed)
                learn = changed;
            else
                specs.Add(ReadSpec(item, context));
        }
        return learn with { Specs = specs };
    }

    static Learn? WithFlag(Learn learn, Piece item) => item.ToString() switch
    {
        "send_flow_rem" => learn with { Flags = learn.Flags | LearnFlags.SendFlowRemoved },
        "delete_learned" => learn with { Flags = learn.Flags | LearnFlags.DeleteLearned },
        _ => null,
    };

    static Learn? WithProperty(Learn learn, Piece key, Piece value, ActionContext context) => key.ToString() switch
    {
        "table" => learn with { Table = ReadTable(value, context) },
        "priority" => learn with { Priority = value.UShort("the priority") },
        "idle_timeout" => learn with { IdleTimeout = value.UShort("the timeout") },
        "hard_timeout" => learn with { HardTimeout = value.UShort("the timeout") },
        "fin_idle_timeout" => learn with { FinIdleTimeout = value.UShort("the timeout") },
        "fin_hard_timeout" => learn with { FinHardTimeout = value.UShort("the timeout") },
        "cookie" => learn with { Cookie = value.ULong("the cookie") },
        "limit" => learn with { Limit = value.UInt("the limit") },
        "result_dst" => learn with { ResultDestination = ReadResult(value), Flags = learn.Flags | LearnFlags.WriteResult },
        _ => null,
    };

    static byte ReadTable(Piece text, ActionContext context) => ActionReader.ReadTable(text, context) is var table and < 255
        ? table
        : throw text.Error("nothing is learned in table 255", "a table up to 254");

    static Subfield ReadResult(Piece text) => FieldReader.ReadSubfield(text) is { Length: 1, Field.Writable: true } bit
        ? bit
        : throw text.Error("the result is no bit that can be written", "one bit, as NXM_NX_REG0[8]");

    static LearnSpec ReadSpec(Piece item, ActionContext context)
    {
        if (item.Split("->") is { } arrow && arrow.Before.Split(":") is { } load && load.Before.Is("load"))
            return ReadLoad(item, load.After, FieldReader.ReadSubfield(arrow.After));
        if (item.Split(":") is { } output && output.Before.Is("output"))
            return LearnSpec.Output(FieldReader.ReadSubfield(output.After));
        var (target, value) = item.Split("=") is { } pair ? (pair.Before, (Piece?)pair.After) : (item, null);
        if (Fields.Named(Name(target)) is null)
            throw target.Error("unknown word", Right);
        var destination = FieldReader.ReadSubfield(target);
        if (value is not { } right)
            return LearnSpec.Match(destination, destination);
        if (Fields.Named(Name(right)) is not null)
            return Guarded(item, () => LearnSpec.Match(destination, FieldReader.ReadSubfield(right)));
        return LearnSpec.Match(destination, Bytes(destination, ReadValue(right, destination, context)));
    }

    static LearnSpec ReadLoad(Piece item, Piece source, Subfield destination) => Fields.Named(Name(source)) is not null
        ? Guarded(item, () => LearnSpec.Load(FieldReader.ReadSubfield(source), destination))
        : LearnSpec.Load(Bytes(destination, ReadNumber(source, destination)), destination);

    static UInt128 ReadValue(Piece text, Subfield destination, ActionContext context) => destination == destination.Field.All
        ? FieldReader.Read(destination.Field, text, context.Names).Value
        : ReadNumber(text, destination);

    // A value is whole bytes on the wire, and a dump shows all their bits.
    static UInt128 ReadNumber(Piece text, Subfield destination) => text.Number(Field.Ones((destination.Length + 7) / 8 * 8), "the value");

    static ReadOnlySpan<char> Name(Piece text) => text.Span.IndexOf('[') is var open and >= 0 ? text.Span[..open] : text.Span;

    static ValueList<byte> Bytes(Subfield destination, UInt128 value)
    {
        Span<byte> all = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(all, value);
        return ValueList.Create<byte>(all[^((destination.Length + 7) / 8)..]);
    }

    static LearnSpec Guarded(Piece item, Func<LearnSpec> read)
    {
        try
        {
            return read();
        }
        catch (ArgumentException e)
        {
            throw item.Error(e.Message, "as many bits on both sides");
        }
    }
}
