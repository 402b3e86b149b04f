using System.Runtime.InteropServices;
using System.Text;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Asks for a group, or all. OpenFlow 1.5.1, 7.3.5.10.</summary>
public sealed record GroupDescRequest(uint GroupId = Group.All) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.GroupDesc;

    internal override void WriteRequest(ref OfWriter w) => w.Put(new PaddedId { Id = GroupId });

    internal static GroupDescRequest Read(ref OfReader r) => new(r.Take<PaddedId>("the group").Id);

    internal override void Print(StringBuilder to) => to.Append($" group_id={GroupText.NameOf(GroupId)}");
}

/// <summary>ofp_group_desc; buckets and properties follow. OpenFlow 1.5.1, 7.3.5.10.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct GroupDescBody
{
    public Be16 Length;
    public byte Type;
    public byte Pad0;
    public Be32 GroupId;
    public Be16 BucketListLength;
    public Be16 Pad1;
    public Be32 Pad2;
}

/// <summary>Groups that the switch has.</summary>
public sealed record GroupDescReply(ValueList<Group> Groups) : MultipartReply
{
    const int FixedBytes = 16;

    public override MultipartType Multipart => MultipartType.GroupDesc;

    internal static GroupDescReply Read(ref OfReader r)
    {
        var groups = new List<Group>();
        while (r.Left > 0)
        {
            var body = r.Take<GroupDescBody>("a group");
            if (body.Length < FixedBytes || body.Length - FixedBytes < body.BucketListLength)
                throw r.Error(Errors.OFPBRC_BAD_LEN, $"a group of {(ushort)body.Length} bytes with {(ushort)body.BucketListLength} of buckets");
            var rest = r.Sub(body.Length - FixedBytes, Errors.OFPBRC_BAD_LEN, "a group");
            var buckets = GroupCodec.ReadBuckets(ref rest, body.BucketListLength);
            groups.Add(GroupCodec.ReadSelection(ref rest, new(body.GroupId, (GroupType)body.Type, buckets)));
        }
        return new(groups);
    }

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var group in Groups.Span)
        {
            var start = w.Position;
            w.Put(new GroupDescBody { Type = (byte)group.Type, GroupId = group.Id });
            var buckets = w.Position;
            GroupCodec.WriteBuckets(ref w, group.Buckets);
            w.Patch16(start + 8, w.Position - buckets);
            GroupCodec.WriteSelection(ref w, group);
            w.Patch16(start, w.Position - start);
        }
    }

    internal override void Print(StringBuilder to)
    {
        foreach (var group in Groups)
            GroupText.Print(to.Append("\n "), group);
    }
}
