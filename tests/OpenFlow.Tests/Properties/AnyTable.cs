using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Tables: how they are configured, what they have counted, and what they can do.</summary>
static class AnyTable
{
    const byte LastTable = 254;

    internal static readonly Gen<byte> Id = AnyNumber.ByteUpTo(LastTable);

    static readonly Gen<Property<TableDesc>> Eviction = AnyProperty.Of<TableDesc>(d => new TableEviction(d.From(AnyNumber.Flags<EvictionFlags>())));

    internal static readonly Gen<TableDesc> Desc = Drawn.By(d => new TableDesc(d.From(Id), d.From(AnyNumber.Flags<TableConfig>()))
    {
        Properties = AnyProperty.Loose(
            d,
            Eviction,
            AnyProperty.Of<TableDesc>(p => new TableVacancy(p.From(AnyNumber.Byte), p.From(AnyNumber.Byte), p.From(AnyNumber.Byte)))),
    });

    internal static readonly Gen<TableMod> Mod = Drawn.By(d => new TableMod(d.From(AnyNumber.Byte), d.From(AnyNumber.Flags<TableConfig>()))
    {
        Properties = AnyProperty.Known(d, Eviction, Asked),
    });

    // At least so much room and at most so much, in percent.
    static Gen<Property<TableDesc>> Asked => AnyProperty.Of<TableDesc>(d =>
    {
        var up = d.From(AnyNumber.ByteUpTo(100));
        return new TableVacancy(d.From(Gen.Byte[0, up]), up);
    });

    internal static readonly Gen<TableStats> Stats = Drawn.By(d => new TableStats(
        d.From(Id), d.From(AnyNumber.UInt), d.From(AnyNumber.ULong), d.From(AnyNumber.ULong)));

    static readonly Gen<ValueList<FeatureId>> InstructionIds = Drawn.By(d => Distinct(d, AnyNumber.Bits(3).Select(n => new FeatureId((ushort)(n % 6 + 1)))));

    static readonly Gen<ValueList<FeatureId>> ActionIds = Drawn.By(d => Distinct(d, Gen.Frequency(
        (9, Gen.OneOf<ushort>(0, 11, 12, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29).Select(n => new FeatureId(n))),
        (1, AnyNumber.Bytes(4, 4).Select(experimenter => new FeatureId(ushort.MaxValue, experimenter))))));


    static ValueList<FeatureId> Distinct(Draw d, Gen<FeatureId> ids) => [.. d.List(ids, 0, 5).Distinct()];

    static readonly Gen<ValueList<byte>> Tables = Drawn.By(d => (ValueList<byte>)[.. d.List(Id, 0, 4).Distinct().Order()]);

    /// <summary>The fields that can be matched, with a mask where that is possible.</summary>
    static readonly Gen<ValueList<OxmId>> MaskedIds = Drawn.By(d =>
        (ValueList<OxmId>)[.. d.From(AnyProperty.OxmIds).Select(id => new OxmId(id.Field!, id.Field!.Maskable && d.Percent(50)))]);

    internal static readonly Gen<TableFeatures> Features = Drawn.By(d => new TableFeatures(d.From(Id), d.From(Gen.Enum<TableFeaturesCommand>()), d.From(AnyText.Name(31)))
    {
        Features = d.From(AnyNumber.UInt),
        MetadataMatch = d.From(AnyNumber.ULong),
        MetadataWrite = d.From(AnyNumber.ULong),
        Capabilities = d.From(AnyNumber.Flags<TableConfig>()),
        MaxEntries = d.From(AnyNumber.UInt),
        Properties = DrawProperties(d),
    });

    // All that are no extra are there, or none.
    static ValueList<Property<TableFeatures>> DrawProperties(Draw d)
    {
        if (d.Percent(10))
            return [];
        var properties = new List<Property<TableFeatures>>();
        foreach (var kind in Enum.GetValues<TableFeatureType>())
        {
            var isExtra = kind.ToString().EndsWith("Miss", StringComparison.Ordinal) || kind > TableFeatureType.ApplySetFieldMiss;
            if (!isExtra || d.Percent(40))
                properties.Add(DrawProperty(d, kind));
        }
        if (d.Percent(20))
            properties.Add(new ExperimenterFeature(d.From(AnyNumber.UInt) | 0x01000000, d.From(AnyNumber.UInt), d.From(AnyNumber.Bytes(0, 12))));
        return properties;
    }

    static Property<TableFeatures> DrawProperty(Draw d, TableFeatureType kind) => kind switch
    {
        TableFeatureType.Instructions or TableFeatureType.InstructionsMiss => new InstructionsFeature(d.From(InstructionIds)) { Kind = kind },
        TableFeatureType.NextTables or TableFeatureType.NextTablesMiss => new NextTablesFeature(d.From(Tables)) { Kind = kind },
        TableFeatureType.WriteActions or TableFeatureType.WriteActionsMiss or TableFeatureType.ApplyActions or TableFeatureType.ApplyActionsMiss =>
            new ActionsFeature(d.From(ActionIds)) { Kind = kind },
        TableFeatureType.TableSyncFrom => new SyncFromFeature(d.From(Tables)),
        TableFeatureType.PacketTypes => new PacketTypesFeature(d.List(AnyNumber.UInt.Select(n => Fields.PacketType.Is(n)), 0, 3)),
        TableFeatureType.Match => new FieldsFeature(d.From(MaskedIds)) { Kind = kind },
        _ => new FieldsFeature(d.From(AnyProperty.OxmIds)) { Kind = kind },
    };
}
