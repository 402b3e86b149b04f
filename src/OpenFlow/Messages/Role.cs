using System.Runtime.InteropServices;
using System.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What a controller is to a switch (ofp_controller_role).</summary>
public enum ControllerRole : uint
{
    NoChange,
    Equal,
    Master,
    Slave,
}

/// <summary>ofp_role_request. OpenFlow 1.5.1, 7.3.8.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct RoleBody
{
    public Be32 RoleNumber;
    public Be16 ShortId;
    public Be16 Pad;
    public Be64 GenerationId;

    internal static ControllerRole Role(in OfReader r, uint role) => role <= (uint)ControllerRole.Slave
        ? (ControllerRole)role
        : throw r.Error(Errors.OFPRRFC_BAD_ROLE, $"no role has the number {role}");

    /// <summary>Open vSwitch's words for the roles; a generation of all ones is none.</summary>
    internal static void Print(StringBuilder to, ControllerRole role, ulong generation)
    {
        var name = role switch
        {
            ControllerRole.NoChange => "nochange",
            ControllerRole.Equal => "equal",
            ControllerRole.Master => "primary",
            _ => "secondary",
        };
        to.Append($" role={name}");
        if (generation != ulong.MaxValue)
            to.Append($" generation_id={generation}");
    }
}

/// <summary>Asks for a role; a generation below one that the switch has seen is refused, so an old master is fenced.</summary>
public sealed record RoleRequest(ControllerRole Role, ulong GenerationId) : OpenFlowMessage
{
    public override MessageType Type => MessageType.RoleRequest;

    /// <summary>A number by which switches tell controllers apart; all ones is none.</summary>
    public ushort ShortId { get; init; } = ushort.MaxValue;

    internal override void WriteBody(ref OfWriter w) =>
        w.Put(new RoleBody { RoleNumber = (uint)Role, ShortId = ShortId, GenerationId = GenerationId });

    internal static RoleRequest Read(ref OfReader r)
    {
        var body = r.Take<RoleBody>("the role");
        return new(RoleBody.Role(in r, body.RoleNumber), body.GenerationId) { ShortId = body.ShortId };
    }

    internal override void Print(StringBuilder to) =>
        RoleBody.Print(to, Role, Role == ControllerRole.NoChange ? ulong.MaxValue : GenerationId);
}

/// <summary>The role that the controller has now.</summary>
public sealed record RoleReply(ControllerRole Role, ulong GenerationId) : OpenFlowMessage
{
    public override MessageType Type => MessageType.RoleReply;

    public ushort ShortId { get; init; } = ushort.MaxValue;

    internal override void WriteBody(ref OfWriter w) =>
        w.Put(new RoleBody { RoleNumber = (uint)Role, ShortId = ShortId, GenerationId = GenerationId });

    internal static RoleReply Read(ref OfReader r)
    {
        var body = r.Take<RoleBody>("the role");
        return new(RoleBody.Role(in r, body.RoleNumber), body.GenerationId) { ShortId = body.ShortId };
    }

    internal override void Print(StringBuilder to) => RoleBody.Print(to, Role, GenerationId);
}

/// <summary>ofp_role_status. OpenFlow 1.5.1, 7.4.4.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct RoleStatusBody
{
    public Be32 Role;
    public byte Reason;
    public byte Pad0;
    public Be16 Pad1;
    public Be64 GenerationId;
}

/// <summary>Why a role changed (ofp_controller_role_reason).</summary>
public enum RoleStatusReason : byte
{
    MasterRequest,
    Config,
    Experimenter,
}

/// <summary>The switch changed the controller's role.</summary>
public sealed record RoleStatus(ControllerRole Role, RoleStatusReason Reason, ulong GenerationId) : OpenFlowMessage
{
    public override MessageType Type => MessageType.RoleStatus;

    internal override void WriteBody(ref OfWriter w) =>
        w.Put(new RoleStatusBody { Role = (uint)Role, Reason = (byte)Reason, GenerationId = GenerationId });

    internal static RoleStatus Read(ref OfReader r)
    {
        var body = r.Take<RoleStatusBody>("the role status");
        r.SkipUpTo(r.Left);   // experimenters' properties, which Open vSwitch passes over too
        return new(RoleBody.Role(in r, body.Role), (RoleStatusReason)body.Reason, body.GenerationId);
    }

    internal override void Print(StringBuilder to)
    {
        RoleBody.Print(to, Role, GenerationId);
        to.Append(" reason=").Append(Reason switch
        {
            RoleStatusReason.MasterRequest => "primary_request",
            RoleStatusReason.Config => "configuration_changed",
            RoleStatusReason.Experimenter => "experimenter_data_changed",
            _ => "(unknown)",
        });
    }
}
