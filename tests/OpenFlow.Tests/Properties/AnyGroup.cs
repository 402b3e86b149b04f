using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Groups that Open vSwitch takes (ofp-group.c, ofputil_check_group_mod()).</summary>
static class AnyGroup
{
    const uint LastBucket = 0xffffff00;

    internal static readonly Gen<uint> Id = AnyNumber.UIntUpTo(Group.Max);

    static readonly Gen<uint> BucketId = AnyNumber.UIntUpTo(LastBucket);

    internal static readonly Gen<Group> Any = Gen.Enum<GroupType>().SelectMany(Of);

    /// <summary>What can be written: a text has set_field in the place of older actions.</summary>
    internal static readonly Gen<Group> Written = Any.Where(group => group.Buckets.All(bucket => Spoken.IsWhole(bucket.Actions)));

    internal static Gen<Group> Of(GroupType type) => Drawn.By(d =>
    {
        var group = new Group(d.From(Id), type, DrawBuckets(d, type));
        if (type != GroupType.Select || d.Percent(40))
            return group;
        var method = d.OneOf("hash", "dp_hash");
        return group with
        {
            SelectionMethod = method,
            SelectionParameter = d.Maybe(AnyNumber.ULong, 0UL),
            SelectionFields = method == "hash" ? DrawFields(d) : [],
        };
    });

    internal static readonly Gen<GroupMod> Mod = Drawn.By(d =>
    {
        var command = d.From(Gen.Enum<GroupModCommand>());
        var any = d.From(Any);
        return command switch
        {
            GroupModCommand.Delete => GroupMod.Delete(d.OneOf(any.Id, Group.All)),
            GroupModCommand.RemoveBucket => new GroupMod(command, Bare(any, [])) { CommandBucketId = d.OneOf(d.From(BucketId), GroupMod.FirstBucket, GroupMod.LastBucket, GroupMod.AllBuckets) },
            GroupModCommand.InsertBucket => new GroupMod(command, Bare(any, any.Buckets)) { CommandBucketId = d.OneOf(d.From(BucketId), GroupMod.FirstBucket, GroupMod.LastBucket) },
            _ => new GroupMod(command, any),
        };
    });

    internal static readonly Gen<GroupStats> Stats = Drawn.By(d => new GroupStats(d.From(Id))
    {
        References = d.From(AnyNumber.UInt),
        Packets = d.From(AnyNumber.ULong),
        Bytes = d.From(AnyNumber.ULong),
        DurationSeconds = d.From(AnyNumber.UInt),
        DurationNanoseconds = d.From(AnyNumber.Nanoseconds),
        Buckets = d.List(Drawn.By(b => new BucketStats(b.From(AnyNumber.ULong), b.From(AnyNumber.ULong))), 0, 4),
    });

    internal static readonly Gen<GroupFeaturesReply> Features = Drawn.By(d => new GroupFeaturesReply(
        d.From(AnyNumber.UInt), d.From(AnyNumber.UInt), d.List(AnyNumber.UInt, 4, 4), d.List(AnyNumber.UInt, 4, 4)));

    // What picks a bucket is said where a group is made or changed as a whole.
    static Group Bare(Group group, ValueList<Bucket> buckets) =>
        new(group.Id, group.Type == GroupType.Indirect ? GroupType.All : group.Type, buckets);

    static ValueList<Bucket> DrawBuckets(Draw d, GroupType type)
    {
        var buckets = new Dictionary<uint, Bucket>();
        for (var left = type == GroupType.Indirect ? 1 : d.From(Gen.Int[0, 4]); left > 0; left--)
        {
            var id = d.From(BucketId);
            buckets[id] = DrawBucket(d, type, id);
        }
        return [.. buckets.Values];
    }

    static Bucket DrawBucket(Draw d, GroupType type, uint id)
    {
        var mayWatch = type is GroupType.Select or GroupType.FastFailover;
        var port = mayWatch ? d.Maybe(AnyPort.Number, Ports.Any) : Ports.Any;
        var mustWatch = type == GroupType.FastFailover && port == Ports.Any;
        return new(id, AnyAction.List(d, PacketKind.Everything, Place.Applied, 3))
        {
            Weight = type == GroupType.Select ? d.Maybe(AnyNumber.UShort, (ushort)1) : null,
            WatchPort = port,
            WatchGroup = mustWatch ? d.From(Id) : mayWatch ? d.Maybe(Id, Group.Any, 20) : Group.Any,
        };
    }

    static ValueList<FieldMatch> DrawFields(Draw d)
    {
        var fields = new Dictionary<Field, FieldMatch>();
        for (var left = d.From(Gen.Int[0, 3]); left > 0; left--)
        {
            var field = AnyField.Pick(d, f => !f.IsOption && f.Format != Format.PacketTypeName);
            // Of some bits of ct_state Open vSwitch prints also those that it does not have.
            var mask = field.Maskable && field.Format is not (Format.Frag or Format.CtStateNames) ? d.Maybe(AnyNumber.Bits(field.Bits).Select(n => n & field.AllOnes).Where(n => n != 0), field.AllOnes) : field.AllOnes;
            fields[field] = new(field, mask, mask);
        }
        return [.. fields.Values];
    }
}
