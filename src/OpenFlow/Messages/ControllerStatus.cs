using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Why a controller's status is told (ofp_controller_status_reason).</summary>
public enum ControllerStatusReason : byte
{
    Request,
    ChannelStatus,
    Role,
    ControllerAdded,
    ControllerRemoved,
    ShortId,
    Experimenter,
}

/// <summary>Whether a controller's connection stands (ofp_control_channel_status).</summary>
public enum ChannelStatus : byte
{
    Up,
    Down,
}

/// <summary>ofp_controller_status; properties follow. OpenFlow 1.5.1, 7.3.5.20.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct ControllerStatusBody
{
    public Be16 Length;
    public Be16 ShortId;
    public Be32 Role;
    public byte Reason;
    public byte ChannelStatus;
    public Be16 Pad0;
    public Be32 Pad1;
}

/// <summary>How one controller stands with a switch.</summary>
public sealed record ControllerState(ushort ShortId, ControllerRole Role, ControllerStatusReason Reason, ChannelStatus ChannelStatus)
{
    const ushort UriProperty = 0;   // OFPCSPT_URI
    const int FixedBytes = 16;

    /// <summary>Where the controller is: <c>tcp:198.51.100.1:6653</c>.</summary>
    public string Uri { get; init; } = "";

    internal void Write(ref OfWriter w)
    {
        var start = w.Position;
        w.Put(new ControllerStatusBody
        {
            ShortId = ShortId,
            Role = (uint)Role,
            Reason = (byte)Reason,
            ChannelStatus = (byte)ChannelStatus,
        });
        if (Uri.Length > 0)
            Properties.PutBytes(ref w, UriProperty, Encoding.UTF8.GetBytes(Uri));
        w.Patch16(start, w.Position - start);
    }

    internal static ControllerState Read(ref OfReader r)
    {
        var body = r.Take<ControllerStatusBody>("a controller's status");
        if (body.Length < FixedBytes)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"a controller's status of {(ushort)body.Length} bytes");
        var rest = r.Sub(body.Length - FixedBytes, Errors.OFPBRC_BAD_LEN, "a controller's status");
        var state = new ControllerState(
            body.ShortId, RoleBody.Role(in r, body.Role), (ControllerStatusReason)body.Reason, (ChannelStatus)body.ChannelStatus);
        while (Properties.NextOfAny(ref rest, out var type, out var property))
        {
            state = type == UriProperty
                ? state with { Uri = Encoding.UTF8.GetString(property.TakeRest().Span) }
                : throw Properties.Unknown(in property, "a controller's status", type);
        }
        return state;
    }

    internal void Print(StringBuilder to)
    {
        to.Append($"\n short_id={ShortId}");
        RoleBody.Print(to, Role, ulong.MaxValue);
        to.Append($" reason={ReasonName} status={(ChannelStatus == ChannelStatus.Up ? "up" : "down")}");
        if (Uri.Length > 0)
            to.Append($" uri={Uri}");
    }

    string ReasonName => Reason switch
    {
        ControllerStatusReason.Request => "request",
        ControllerStatusReason.ChannelStatus => "channel_status",
        ControllerStatusReason.Role => "role",
        ControllerStatusReason.ControllerAdded => "controller_added",
        ControllerStatusReason.ControllerRemoved => "controller_removed",
        ControllerStatusReason.ShortId => "short_id",
        _ => "experimenter",
    };
}

/// <summary>
/// A controller's connection or role changed (OFPT_CONTROLLER_STATUS, OpenFlow 1.5.1, 7.4.6). Open vSwitch 3.1 does not have
/// this message and neither sends nor takes it; the text is ours.
/// </summary>
public sealed record ControllerStatus([property: JsonPropertyName("status")] ControllerState State) : OpenFlowMessage
{
    public override MessageType Type => MessageType.ControllerStatus;

    internal override void WriteBody(ref OfWriter w) => State.Write(ref w);

    internal static ControllerStatus Read(ref OfReader r) => new(ControllerState.Read(ref r));

    internal override void Print(StringBuilder to) => State.Print(to);
}

/// <summary>Asks how all controllers stand with the switch. Open vSwitch 3.1 does not know the question.</summary>
public sealed record ControllerStatusRequest : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.ControllerStatus;

    internal override void WriteRequest(ref OfWriter w)
    {
    }
}

/// <summary>How all controllers stand with the switch.</summary>
public sealed record ControllerStatusReply(ValueList<ControllerState> Controllers) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.ControllerStatus;

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var controller in Controllers)
            controller.Write(ref w);
    }

    internal static ControllerStatusReply Read(ref OfReader r) => new(r.ReadAll(ControllerState.Read));

    internal override void Print(StringBuilder to)
    {
        foreach (var controller in Controllers)
            controller.Print(to);
    }
}
