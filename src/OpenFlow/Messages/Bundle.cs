using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
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
public sealed record BundleControl(
    uint BundleId, [property: JsonPropertyName("ctrl_type")] BundleControlType Control, BundleFlags Flags) : OpenFlowMessage
{
    public override MessageType Type => MessageType.BundleControl;

    /// <summary>When to commit, and what experimenters ask.</summary>
    public ValueList<BundleProperty> Properties { get; init; } = [];

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new BundleBody { BundleId = BundleId, Type = (ushort)Control, Flags = (ushort)Flags });
        BundleProperty.WriteList(ref w, Properties);
    }

    internal static BundleControl Read(ref OfReader r)
    {
        var body = r.Take<BundleBody>("the bundle control");
        return new(body.BundleId, (BundleControlType)(ushort)body.Type, (BundleFlags)(ushort)body.Flags)
        {
            Properties = BundleProperty.ReadList(ref r),
        };
    }

    internal override void Print(StringBuilder to)
    {
        to.Append("\n bundle_id=").Append(BundleId == 0 ? "0" : $"0x{BundleId:x}").Append(" type=").Append(Control switch
        {
            BundleControlType.OpenRequest => "OPEN_REQUEST",
            BundleControlType.OpenReply => "OPEN_REPLY",
            BundleControlType.CloseRequest => "CLOSE_REQUEST",
            BundleControlType.CloseReply => "CLOSE_REPLY",
            BundleControlType.CommitRequest => "COMMIT_REQUEST",
            BundleControlType.CommitReply => "COMMIT_REPLY",
            BundleControlType.DiscardRequest => "DISCARD_REQUEST",
            BundleControlType.DiscardReply => "DISCARD_REPLY",
            _ => "",
        });
        to.Append(" flags=");
        BitNames.BundleFlags.Write(to, (uint)Flags, ' ');
    }
}

/// <summary>Adds a message to a bundle; both have one xid.</summary>
public sealed record BundleAdd(uint BundleId, BundleFlags Flags, OpenFlowMessage Message) : OpenFlowMessage
{
    public override MessageType Type => MessageType.BundleAddMessage;

    /// <summary>When to commit, and what experimenters ask.</summary>
    public ValueList<BundleProperty> Properties { get; init; } = [];

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new BundleBody { BundleId = BundleId, Flags = (ushort)Flags });
        var start = w.Position;
        Codec.Write(ref w, Message, Xid);
        if (Properties.Count == 0)
            return;
        w.PadTo8(start);
        BundleProperty.WriteList(ref w, Properties);
    }

    /// <summary>Whether a message may be in a bundle: those that Open vSwitch takes (ofputil_is_bundlable()).</summary>
    internal static bool Takes(MessageType type) =>
        type is MessageType.FlowMod or MessageType.GroupMod or MessageType.PortMod or MessageType.PacketOut;

    internal static BundleAdd Read(ref OfReader r)
    {
        var body = r.Take<BundleBody>("the bundle message");
        var start = r.Position;
        var message = ReadMessage(ref r);
        if (r.Left > 0)
            r.SkipUpTo((8 - (r.Position - start) % 8) % 8);
        return new(body.BundleId, (BundleFlags)(ushort)body.Flags, message) { Properties = BundleProperty.ReadList(ref r) };
    }

    static OpenFlowMessage ReadMessage(ref OfReader r)
    {
        var ahead = r;
        if (r.Left < Codec.HeaderBytes)
            throw r.Error(Errors.OFPBFC_MSG_BAD_LEN, $"{r.Left} bytes are no message");
        var head = ahead.Take<Header>("the header");
        if (head.Version != Codec.Version)
            throw r.Error(Errors.OFPBFC_BAD_VERSION, $"the message has version {head.Version}, the bundle {Codec.Version}");
        if (head.Length < Codec.HeaderBytes || head.Length > r.Left)
            throw r.Error(Errors.OFPBFC_MSG_BAD_LEN, $"the message says it is {(ushort)head.Length} bytes long, {r.Left} are left");
        return Takes((MessageType)head.Type)
            ? Codec.ReadInner(ref r)
            : throw r.Error(Errors.OFPBFC_MSG_UNSUP, $"{MessageTable.NameOf((MessageType)head.Type)} cannot be in a bundle");
    }

    internal override void Print(StringBuilder to)
    {
        to.Append("\n bundle_id=").Append(BundleId == 0 ? "0" : $"0x{BundleId:x}").Append(" flags=");
        BitNames.BundleFlags.Write(to, (uint)Flags, ' ');
        to.Append('\n').Append(Message).Append('\n');
    }
}
