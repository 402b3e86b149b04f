using System.Runtime.InteropServices;
using System.Text;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What a group mod does (ofp_group_mod_command).</summary>
public enum GroupModCommand : ushort
{
    Add = 0,
    Modify = 1,
    Delete = 2,
    InsertBucket = 3,
    RemoveBucket = 5,

    /// <summary>Adds the group, or changes it if it is there; Open vSwitch's own.</summary>
    AddOrModify = 0x8000,
}

/// <summary>ofp_group_mod; buckets and properties follow. OpenFlow 1.5.1, 7.3.4.3.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct GroupModBody
{
    public Be16 Command;
    public byte Type;
    public byte Pad0;
    public Be32 GroupId;
    public Be16 BucketArrayLength;
    public Be16 Pad1;
    public Be32 CommandBucketId;
}

/// <summary>Adds, changes or deletes a group, or some of its buckets.</summary>
public sealed record GroupMod(GroupModCommand Command, Group Group) : OpenFlowMessage
{
    /// <summary>The places of buckets that a command may name instead of one (ofp_group_bucket).</summary>
    public const uint FirstBucket = 0xfffffffd, LastBucket = 0xfffffffe, AllBuckets = 0xffffffff;

    public override MessageType Type => MessageType.GroupMod;

    /// <summary>Which bucket to insert behind, or to remove.</summary>
    public uint CommandBucketId { get; init; } = AllBuckets;

    /// <summary>Adds a group.</summary>
    public static GroupMod Add(Group group) => new(GroupModCommand.Add, group);

    /// <summary>Gives a group that is there other buckets.</summary>
    public static GroupMod Modify(Group group) => new(GroupModCommand.Modify, group);

    /// <summary>Adds a group, or gives it other buckets where it is there.</summary>
    public static GroupMod AddOrModify(Group group) => new(GroupModCommand.AddOrModify, group);

    /// <summary>Deletes a group, and the flows that use it.</summary>
    public static GroupMod Delete(uint groupId) => new(GroupModCommand.Delete, new(groupId, GroupType.All, []));

    /// <summary>Puts buckets behind one of the group's, at its beginning (<see cref="FirstBucket"/>) or end (<see cref="LastBucket"/>).</summary>
    public static GroupMod InsertBuckets(uint groupId, uint behind, ValueList<Bucket> buckets) =>
        new(GroupModCommand.InsertBucket, new(groupId, GroupType.All, buckets)) { CommandBucketId = behind };

    /// <summary>Takes one bucket away, the first, the last, or all.</summary>
    public static GroupMod RemoveBuckets(uint groupId, uint bucketId) =>
        new(GroupModCommand.RemoveBucket, new(groupId, GroupType.All, [])) { CommandBucketId = bucketId };

    /// <summary>Reads a line of a file of groups as ovs-ofctl does: a command (add if it is left out) and a group.</summary>
    /// <exception cref="FormatException">The text is no such line; the message says where, why, and what would be right.</exception>
    public static GroupMod Parse(string text) => GroupReader.ReadMod(text);

    internal override void WriteBody(ref OfWriter w)
    {
        var start = w.Position;
        w.Put(new GroupModBody
        {
            Command = (ushort)Command,
            Type = (byte)Group.Type,
            GroupId = Group.Id,
            CommandBucketId = CommandBucketId,
        });
        var buckets = w.Position;
        GroupCodec.WriteBuckets(ref w, Group.Buckets);
        w.Patch16(start + 8, w.Position - buckets);
        GroupCodec.WriteSelection(ref w, Group);
    }

    internal static GroupMod Read(ref OfReader r)
    {
        var body = r.Take<GroupModBody>("the group mod");
        var command = (GroupModCommand)(ushort)body.Command;
        if (!CanName(command, body.CommandBucketId))
            throw r.Error(Errors.OFPGMFC_BAD_BUCKET, $"this command cannot name the bucket 0x{(uint)body.CommandBucketId:x}");
        if (body.BucketArrayLength > r.Left)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"buckets of {(ushort)body.BucketArrayLength} bytes, {r.Left} are left");
        var buckets = GroupCodec.ReadBuckets(ref r, body.BucketArrayLength);
        var group = GroupCodec.ReadSelection(ref r, new(body.GroupId, (GroupType)body.Type, buckets), command);
        Check(in r, command, group);
        return new(command, group) { CommandBucketId = body.CommandBucketId };
    }

    static bool CanName(GroupModCommand command, uint bucket) => command switch
    {
        GroupModCommand.RemoveBucket => bucket is <= GroupCodec.BucketIdMax or FirstBucket or LastBucket or AllBuckets,
        GroupModCommand.InsertBucket => bucket is <= GroupCodec.BucketIdMax or FirstBucket or LastBucket,
        _ => bucket == AllBuckets,
    };

    // What Open vSwitch's ofputil_check_group_mod() refuses, in its order.
    static void Check(in OfReader r, GroupModCommand command, Group group)
    {
        if (group.Type > GroupType.FastFailover)
            throw r.Error(Errors.OFPGMFC_BAD_TYPE, $"no group has the type {(byte)group.Type}");
        if (group.Type == GroupType.Indirect && command != GroupModCommand.Delete && group.Buckets.Count != 1)
            throw r.Error(Errors.OFPGMFC_INVALID_GROUP, $"an indirect group has 1 bucket, not {group.Buckets.Count}");
        if (!Enum.IsDefined(command))
            throw r.Error(Errors.OFPGMFC_BAD_COMMAND, $"no group mod has the command {(ushort)command}");
        if (command == GroupModCommand.RemoveBucket && group.Buckets.Count > 0)
            throw r.Error(Errors.OFPGMFC_BAD_BUCKET, "a command that removes buckets brings none");
        foreach (var bucket in group.Buckets.Span)
        {
            if (bucket.Weight is > 0 && group.Type != GroupType.Select && command != GroupModCommand.InsertBucket)
                throw r.Error(Errors.OFPGMFC_INVALID_GROUP, $"bucket {bucket.Id} has a weight, which only those of select groups have");
            var isWatching = bucket.WatchPort != Ports.Any || bucket.WatchGroup != Group.Any;
            if (isWatching && group.Type is GroupType.All or GroupType.Indirect)
                throw r.Error(Errors.OFPGMFC_WATCH_UNSUPPORTED, $"bucket {bucket.Id} watches something, which those of this type of group cannot");
            if (!isWatching && group.Type == GroupType.FastFailover)
                throw r.Error(Errors.OFPGMFC_INVALID_GROUP, $"bucket {bucket.Id} watches nothing, which those of fast failover groups must");
        }
    }

    internal override void Print(StringBuilder to)
    {
        to.Append("\n ").Append(Command switch
        {
            GroupModCommand.Add => "ADD",
            GroupModCommand.Modify => "MOD",
            GroupModCommand.AddOrModify => "ADD_OR_MOD",
            GroupModCommand.Delete => "DEL",
            GroupModCommand.InsertBucket => "INSERT_BUCKET",
            GroupModCommand.RemoveBucket => "REMOVE_BUCKET",
            _ => $"cmd:{(ushort)Command}",
        }).Append(' ');
        var isOfBuckets = Command is GroupModCommand.InsertBucket or GroupModCommand.RemoveBucket;
        if (isOfBuckets)
            to.Append($"command_bucket_id:{GroupText.BucketName(CommandBucketId)},");
        GroupText.Print(to, Group, isOfBuckets);
    }
}
