using System.Runtime.InteropServices;
using System.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>The numbers of Nicira's messages that Open vSwitch has with OpenFlow 1.5 (nicira-ext.h, ofp-msgs.h).</summary>
enum NxMessageType : uint
{
    RoleRequest = 10,
    RoleReply = 11,
    FlowMod = 13,
    FlowRemoved = 14,
    FlowModTableId = 15,
    SetPacketInFormat = 16,
    PacketIn = 17,
    FlowAge = 18,
    SetAsyncConfig = 19,
    SetControllerId = 20,
    TlvTableMod = 24,
    TlvTableRequest = 25,
    TlvTableReply = 26,
    Resume = 28,
    CtFlushZone = 29,
    PacketIn2 = 30,
    CtFlush = 32,
}

/// <summary>Which form packets come to the controller in (nx_packet_in_format).</summary>
public enum PacketInFormat : uint
{
    Standard = 0,
    Nxt = 1,
    Nxt2 = 2,
}

/// <summary>Asks for packet-ins in a form that carries userdata: <see cref="PacketInFormat.Nxt2"/>.</summary>
public sealed record SetPacketInFormat(PacketInFormat Format) : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterTable.WriteHead(ref w, NxMessageType.SetPacketInFormat);
        w.Put<Be32>((uint)Format);
    }

    internal static SetPacketInFormat Read(ref OfReader r)
    {
        uint format = r.Take<Be32>("the format");
        return format <= (uint)PacketInFormat.Nxt2
            ? new((PacketInFormat)format)
            : throw r.Error(Errors.OFPBRC_EPERM, $"packet-ins have no format {format}");
    }

    internal override void Print(StringBuilder to) => to.Append(" format=").Append(Format switch
    {
        PacketInFormat.Standard => "standard",
        PacketInFormat.Nxt => "nxt_packet_in",
        _ => "nxt_packet_in2",
    });
}

/// <summary>nx_controller_id.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct ControllerIdBody
{
    public Be16 Zero0;
    public Be32 Zero1;
    public Be16 ControllerId;
}

/// <summary>Gives this controller a number, by which <see cref="ToController"/> chooses it.</summary>
public sealed record SetControllerId(ushort ControllerId) : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterTable.WriteHead(ref w, NxMessageType.SetControllerId);
        w.Put(new ControllerIdBody { ControllerId = ControllerId });
    }

    internal static SetControllerId Read(ref OfReader r) => new(r.Take<ControllerIdBody>("the controller's id").ControllerId);

    internal override void Print(StringBuilder to) => to.Append($" id={ControllerId}");
}

/// <summary>Whether the upper byte of the command in <see cref="NxFlowMod"/> is a table.</summary>
public sealed record FlowModTableId(bool Set) : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterTable.WriteHead(ref w, NxMessageType.FlowModTableId);
        w.Put(Set ? (byte)1 : (byte)0);
        w.Pad(7);
    }

    internal static FlowModTableId Read(ref OfReader r)
    {
        var set = r.Take<byte>("the setting");
        r.Skip(7, "the setting's padding");
        return new(set != 0);
    }

    internal override void Print(StringBuilder to) => to.Append(Set ? " enable" : " disable");
}

/// <summary>Asks that flow statistics carry ages, which OpenFlow 1.5 always has.</summary>
public sealed record FlowAge : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    internal override void WriteBody(ref OfWriter w) => ExperimenterTable.WriteHead(ref w, NxMessageType.FlowAge);
}

/// <summary>Asks for a role, without fencing; <see cref="RoleRequest"/> has that.</summary>
/// <param name="Role">nx_role: 0 is equal, 1 primary, 2 secondary.</param>
public sealed record NxRoleRequest(uint Role) : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterTable.WriteHead(ref w, NxMessageType.RoleRequest);
        w.Put<Be32>(Role);
    }

    internal static NxRoleRequest Read(ref OfReader r) => new(ReadRole(ref r));

    internal override void Print(StringBuilder to) => RoleBody.Print(to, (ControllerRole)(Role + 1), ulong.MaxValue);

    internal static uint ReadRole(ref OfReader r)
    {
        uint role = r.Take<Be32>("the role");
        return role <= 2 ? role : throw r.Error(Errors.OFPRRFC_BAD_ROLE, $"no role has the number {role}");
    }
}

/// <summary>The role that the controller has now.</summary>
/// <param name="Role">nx_role: 0 is equal, 1 primary, 2 secondary.</param>
public sealed record NxRoleReply(uint Role) : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterTable.WriteHead(ref w, NxMessageType.RoleReply);
        w.Put<Be32>(Role);
    }

    internal static NxRoleReply Read(ref OfReader r) => new(NxRoleRequest.ReadRole(ref r));

    internal override void Print(StringBuilder to) => RoleBody.Print(to, (ControllerRole)(Role + 1), ulong.MaxValue);
}

/// <summary>nx_async_config: for each kind of message the mask of masters and that of slaves.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct NxAsyncConfigBody
{
    public Be32 PacketInMaster;
    public Be32 PacketInSlave;
    public Be32 PortStatusMaster;
    public Be32 PortStatusSlave;
    public Be32 FlowRemovedMaster;
    public Be32 FlowRemovedSlave;
}

/// <summary>Says which asynchronous messages shall come; <see cref="SetAsync"/> knows more kinds of them.</summary>
public sealed record NxSetAsyncConfig : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    public uint PacketInMaster { get; init; }

    public uint PacketInSlave { get; init; }

    public uint PortStatusMaster { get; init; }

    public uint PortStatusSlave { get; init; }

    public uint FlowRemovedMaster { get; init; }

    public uint FlowRemovedSlave { get; init; }

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterTable.WriteHead(ref w, NxMessageType.SetAsyncConfig);
        w.Put(new NxAsyncConfigBody
        {
            PacketInMaster = PacketInMaster,
            PacketInSlave = PacketInSlave,
            PortStatusMaster = PortStatusMaster,
            PortStatusSlave = PortStatusSlave,
            FlowRemovedMaster = FlowRemovedMaster,
            FlowRemovedSlave = FlowRemovedSlave,
        });
    }

    internal static NxSetAsyncConfig Read(ref OfReader r)
    {
        var body = r.Take<NxAsyncConfigBody>("the asynchronous configuration");
        return new()
        {
            PacketInMaster = body.PacketInMaster,
            PacketInSlave = body.PacketInSlave,
            PortStatusMaster = body.PortStatusMaster,
            PortStatusSlave = body.PortStatusSlave,
            FlowRemovedMaster = body.FlowRemovedMaster,
            FlowRemovedSlave = body.FlowRemovedSlave,
        };
    }

    internal override void Print(StringBuilder to) => AsyncMask.Print(to,
    [
        new(AsyncMaskType.PacketInMaster, PacketInMaster),
        new(AsyncMaskType.PacketInSlave, PacketInSlave),
        new(AsyncMaskType.PortStatusMaster, PortStatusMaster),
        new(AsyncMaskType.PortStatusSlave, PortStatusSlave),
        new(AsyncMaskType.FlowRemovedMaster, FlowRemovedMaster),
        new(AsyncMaskType.FlowRemovedSlave, FlowRemovedSlave),
    ]);
}
