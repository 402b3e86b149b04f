using System.Runtime.InteropServices;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What a bundle control says (ofp_bundle_ctrl_type).</summary>
public enum BundleControlType : ushort
{
    OpenRequest,
    OpenReply,
    CloseRequest,
    CloseReply,
    CommitRequest,
    CommitReply,
    DiscardRequest,
    DiscardReply,
}

/// <summary>How a bundle is committed (ofp_bundle_flags).</summary>
[Flags]
public enum BundleFlags : ushort
{
    None = 0,
    Atomic = 1,
    Ordered = 2,
}

/// <summary>ofp_bundle_ctrl_msg, and ofp_bundle_add_msg with its type left zero. OpenFlow 1.5.1, 7.3.9.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct BundleBody
{
    public Be32 BundleId;
    public Be16 Type;
    public Be16 Flags;
}

/// <summary>Opens, closes, commits or discards a bundle.</summary>
public sealed record BundleControl(uint BundleId, BundleControlType Control, BundleFlags Flags) : OpenFlowMessage
{
    public override MessageType Type => MessageType.BundleControl;

    internal override void WriteBody(ref OfWriter w) =>
        w.Put(new BundleBody { BundleId = BundleId, Type = (ushort)Control, Flags = (ushort)Flags });

    internal static BundleControl Read(ref OfReader r)
    {
        var body = r.Take<BundleBody>("the bundle control");
        return body.Type <= (ushort)BundleControlType.DiscardReply
            ? new(body.BundleId, (BundleControlType)(ushort)body.Type, (BundleFlags)(ushort)body.Flags)
            : throw r.Error(Errors.OFPBFC_BAD_TYPE, $"no bundle control has the type {(ushort)body.Type}");
    }
}

/// <summary>Adds a message to a bundle; both have one xid.</summary>
public sealed record BundleAdd(uint BundleId, BundleFlags Flags, OpenFlowMessage Message) : OpenFlowMessage
{
    public override MessageType Type => MessageType.BundleAddMessage;

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new BundleBody { BundleId = BundleId, Flags = (ushort)Flags });
        Codec.Write(ref w, Message, Xid);
    }

    internal static BundleAdd Read(ref OfReader r)
    {
        var body = r.Take<BundleBody>("the bundle message");
        var message = Codec.ReadInner(ref r);
        return message is FlowMod or GroupMod or MeterMod or PacketOut
            ? new(body.BundleId, (BundleFlags)(ushort)body.Flags, message)
            : throw r.Error(Errors.OFPBFC_MSG_UNSUP, $"{MessageTable.NameOf(message.Type)} cannot be in a bundle");
    }
}
