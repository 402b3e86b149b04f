using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Ports as a switch describes them, what they have counted, and how they are changed.</summary>
static class AnyPortDesc
{
    static readonly Gen<MacAddress> Mac = AnyNumber.Bits(48).Select(n => new MacAddress((ulong)n));

    static readonly Gen<uint> Number = Gen.Frequency((9, AnyPort.Number), (1, Gen.Const(Ports.Local)));

    static readonly Gen<PortFeatures> Features = AnyNumber.UInt.Select(n => (PortFeatures)n);

    static readonly Gen<Property<PortDesc>>[] DescProperties =
    [
        AnyProperty.Of<PortDesc>(d => new PortEthernet(
            d.From(Features), d.From(Features), d.From(Features), d.From(Features), d.From(AnyNumber.UInt), d.From(AnyNumber.UInt))),
        AnyProperty.Of<PortDesc>(d => new PortOptical
        {
            Supported = d.From(AnyNumber.UInt),
            TxMinFreqLmda = d.From(AnyNumber.UInt),
            TxMaxFreqLmda = d.From(AnyNumber.UInt),
            TxGridFreqLmda = d.From(AnyNumber.UInt),
            RxMinFreqLmda = d.From(AnyNumber.UInt),
            RxMaxFreqLmda = d.From(AnyNumber.UInt),
            RxGridFreqLmda = d.From(AnyNumber.UInt),
            TxPwrMin = d.From(AnyNumber.UShort),
            TxPwrMax = d.From(AnyNumber.UShort),
        }),
        AnyProperty.Of<PortDesc>(d => new PortPipelineInput(d.From(AnyProperty.OxmIds))),
        AnyProperty.Of<PortDesc>(d => new PortPipelineOutput(d.From(AnyProperty.OxmIds))),
        AnyProperty.Of<PortDesc>(d => new PortRecirculate(d.List(AnyPort.Number, 0, 3))),
    ];

    internal static readonly Gen<PortDesc> Any = Drawn.By(d => new PortDesc(
        d.From(Number), d.From(AnyText.Name(15)), d.From(Mac), d.From(AnyNumber.Flags<PortConfig>()), d.From(AnyNumber.Flags<PortState>()))
    {
        Properties = AnyProperty.Loose<PortDesc>(d, DescProperties),
    });

    internal static readonly Gen<PortMod> Mod = Drawn.By(d => new PortMod(
        d.From(Number), d.From(Mac), d.From(AnyNumber.Flags<PortConfig>()), d.From(AnyNumber.Flags<PortConfig>()))
    {
        Properties = AnyProperty.Known(d, AnyProperty.Of<PortMod>(p => new PortModEthernet(p.From(Features)))),
    });

    static readonly Gen<Property<PortStats>>[] StatsProperties =
    [
        AnyProperty.Of<PortStats>(d => new PortStatsEthernet(d.From(AnyNumber.ULong), d.From(AnyNumber.ULong), d.From(AnyNumber.ULong), d.From(AnyNumber.ULong))),
        AnyProperty.Of<PortStats>(d => new PortStatsOptical
        {
            Flags = d.From(AnyNumber.UInt),
            TxFreqLmda = d.From(AnyNumber.UInt),
            TxOffset = d.From(AnyNumber.UInt),
            TxGridSpan = d.From(AnyNumber.UInt),
            RxFreqLmda = d.From(AnyNumber.UInt),
            RxOffset = d.From(AnyNumber.UInt),
            RxGridSpan = d.From(AnyNumber.UInt),
            TxPwr = d.From(AnyNumber.UShort),
            RxPwr = d.From(AnyNumber.UShort),
            BiasCurrent = d.From(AnyNumber.UShort),
            Temperature = d.From(AnyNumber.UShort),
        }),
        AnyProperty.Of<PortStats>(d => d.From(Rfc2819)),
        AnyProperty.Of<PortStats>(d => new PortStatsCustom(d.List(Drawn.By(c => new CustomCounter(c.From(AnyText.Name(63)), c.From(AnyNumber.ULong))), 0, 7))),
    ];

    static Gen<PortStatsRfc2819> Rfc2819 => Drawn.By(d => new PortStatsRfc2819
    {
        Rx1To64Packets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        Rx65To127Packets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        Rx128To255Packets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        Rx256To511Packets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        Rx512To1023Packets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        Rx1024To1522Packets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        Rx1523ToMaxPackets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        Tx1To64Packets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        Tx65To127Packets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        Tx128To255Packets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        Tx256To511Packets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        Tx512To1023Packets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        Tx1024To1522Packets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        Tx1523ToMaxPackets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        TxMulticastPackets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        RxBroadcastPackets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        TxBroadcastPackets = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        RxUndersizedErrors = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        RxOversizeErrors = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        RxFragmentedErrors = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
        RxJabberErrors = d.Maybe(AnyNumber.ULong, ulong.MaxValue),
    });

    internal static readonly Gen<PortStats> Stats = Drawn.By(d => new PortStats(d.From(Number))
    {
        RxPackets = d.From(AnyNumber.ULong),
        TxPackets = d.From(AnyNumber.ULong),
        RxBytes = d.From(AnyNumber.ULong),
        TxBytes = d.From(AnyNumber.ULong),
        RxDropped = d.From(AnyNumber.ULong),
        TxDropped = d.From(AnyNumber.ULong),
        RxErrors = d.From(AnyNumber.ULong),
        TxErrors = d.From(AnyNumber.ULong),
        DurationSeconds = d.From(AnyNumber.UInt),
        DurationNanoseconds = d.From(AnyNumber.Nanoseconds),
        Properties = AnyProperty.Loose<PortStats>(d, StatsProperties),
    });
}
