using System.Runtime.InteropServices;
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
    public Be16 BucketsLength;
    public Be16 Pad1;
    public Be32 CommandBucketId;
}

/// <summary>Adds, changes or deletes a group.</summary>
public sealed record GroupMod(GroupModCommand Command, Group Group) : OpenFlowMessage
{
    /// <summary>The places of buckets that a command may name instead of one (ofp_group_bucket).</summary>
    public const uint FirstBucket = 0xfffffffd, LastBucket = 0xfffffffe, AllBuckets = 0xffffffff;

    public override MessageType Type => MessageType.GroupMod;

    /// <summary>Which bucket to insert behind, or to remove.</summary>
    public uint CommandBucketId { get; init; } = AllBuckets;

    public static GroupMod Add(Group group) => new(GroupModCommand.Add, group);

    public static GroupMod Modify(Group group) => new(GroupModCommand.Modify, group);

    public static GroupMod Delete(uint groupId) => new(GroupModCommand.Delete, new(groupId, GroupType.All, []));

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
        if (!Enum.IsDefined(command))
            throw r.Error(Errors.OFPGMFC_BAD_COMMAND, $"no group mod has the command {(ushort)body.Command}");
        if (body.Type > (byte)GroupType.FastFailover)
            throw r.Error(Errors.OFPGMFC_BAD_TYPE, $"no group has the type {body.Type}");
        var buckets = GroupCodec.ReadBuckets(ref r, body.BucketsLength);
        var group = GroupCodec.ReadSelection(ref r, new((uint)body.GroupId, (GroupType)body.Type, buckets));
        return new(command, group) { CommandBucketId = body.CommandBucketId };
    }
}
