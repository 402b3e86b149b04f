using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Queues: how they are configured, and what they have counted.</summary>
static class AnyQueue
{
    internal static readonly Gen<uint> Id = AnyNumber.UIntUpTo(Queues.All - 1);

    internal static readonly Gen<QueueDesc> Desc = Drawn.By(d => new QueueDesc(d.From(AnyPort.Number), d.From(Id))
    {
        Properties = AnyProperty.Loose<QueueDesc>(
            d,
            AnyProperty.Of<QueueDesc>(p => new QueueMinRate(p.From(AnyNumber.UShort))),
            AnyProperty.Of<QueueDesc>(p => new QueueMaxRate(p.From(AnyNumber.UShort)))),
    });

    internal static readonly Gen<QueueStats> Stats = Drawn.By(d => new QueueStats(d.From(AnyPort.Number), d.From(Id))
    {
        TxBytes = d.From(AnyNumber.ULong),
        TxPackets = d.From(AnyNumber.ULong),
        TxErrors = d.From(AnyNumber.ULong),
        DurationSeconds = d.From(AnyNumber.UInt),
        DurationNanoseconds = d.From(AnyNumber.Nanoseconds),
        Properties = AnyProperty.Loose<QueueStats>(d),
    });
}
