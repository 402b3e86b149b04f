namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>learn: flows that are made from packets (learn.c, learn_check(): what a learned flow matches comes after what that needs).</summary>
static class AnyLearn
{
    const uint LimitPercent = 30;

    internal static Learn Draw(Draw d, PacketKind kind)
    {
        var result = d.Percent(20) ? d.From(AnyAction.Destination(kind, 1)) : (Subfield?)null;
        var flags = d.From(AnyNumber.Flags<LearnFlags>()) & ~LearnFlags.WriteResult;
        return new()
        {
            IdleTimeout = d.Maybe(AnyNumber.UShort, (ushort)0),
            HardTimeout = d.Maybe(AnyNumber.UShort, (ushort)0),
            Priority = d.Maybe(AnyNumber.UShort, Flow.DefaultPriority),
            Cookie = d.Maybe(AnyNumber.ULong, 0UL),
            Table = d.From(AnyNumber.ByteUpTo(254)),
            Flags = result is null ? flags : flags | LearnFlags.WriteResult,
            FinIdleTimeout = d.Maybe(AnyNumber.UShort, (ushort)0, 20),
            FinHardTimeout = d.Maybe(AnyNumber.UShort, (ushort)0, 20),
            Limit = d.Maybe(AnyNumber.UInt, 0U, LimitPercent),
            ResultDestination = result,
            Specs = d.List(Drawn.By(s => DrawSpec(s, kind)), 0, 3),
        };
    }

    static LearnSpec DrawSpec(Draw d, PacketKind kind)
    {
        if (d.Percent(20))
            return LearnSpec.Output(d.From(AnyAction.Source(kind, 32, AnyAction.IsCompact)));
        if (d.Percent(50))
        {
            var written = d.From(AnyAction.Destination(PacketKind.Ethernet, 128, AnyAction.IsCompact));
            var (source, same) = SourceOf(d, kind, written);
            return d.Percent(50) ? LearnSpec.Load(Value(d, written), written) : LearnSpec.Load(source, same);
        }
        // Of ct_state Open vSwitch would also print the 24 bits that it does not have.
        var matched = d.From(AnyAction.Source(PacketKind.Ethernet, 128, field => AnyAction.IsCompact(field) && field != Fields.CtState));
        var (from, to) = SourceOf(d, kind, matched);
        return d.Percent(50) ? LearnSpec.Match(matched, Value(d, matched)) : LearnSpec.Match(to, from);
    }

    // As many bits of the packet as there are to fill, or fewer, and as many of these.
    static (Subfield Source, Subfield Destination) SourceOf(Draw d, PacketKind kind, Subfield destination)
    {
        var source = d.From(AnyAction.Source(kind, destination.Length, AnyAction.IsCompact));
        return (source, destination.Field[destination.Start, source.Length]);
    }

    static ValueList<byte> Value(Draw d, Subfield destination)
    {
        var isWhole = destination.Length == destination.Field.Bits;
        var value = d.From(isWhole ? AnyField.Value(destination.Field) : AnyNumber.Bits(destination.Length));
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return ValueList.Create<byte>(bytes.AsSpan(16 - (destination.Length + 7) / 8));
    }
}
