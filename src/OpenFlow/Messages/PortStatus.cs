using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What happened to a port (ofp_port_reason).</summary>
public enum PortReason : byte
{
    Add,
    Delete,
    Modify,
}

/// <summary>ofp_port_status, and ofp_table_status, up to the port or table that is described. OpenFlow 1.5.1, 7.4.3.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct StatusBody
{
    public byte Reason;
    public byte Pad0;
    public Be16 Pad1;
    public Be32 Pad2;
}

/// <summary>A port came, went or changed. OpenFlow 1.5.1, 7.4.3.</summary>
public sealed record PortStatus(PortReason Reason, [property: JsonPropertyName("desc")] PortDesc Port) : OpenFlowMessage
{
    public override MessageType Type => MessageType.PortStatus;

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new StatusBody { Reason = (byte)Reason });
        Port.Write(ref w);
    }

    internal static PortStatus Read(ref OfReader r)
    {
        var body = r.Take<StatusBody>("the port status");
        var port = body.Reason <= (byte)PortReason.Modify
            ? PortDesc.Read(ref r)
            : throw r.Error(Errors.NXBRC_BAD_REASON, $"no port status has the reason {body.Reason}");
        r.SkipUpTo(r.Left);   // as Open vSwitch does: bytes behind the port mean nothing
        return new((PortReason)body.Reason, port);
    }

    internal override void Print(StringBuilder to)
    {
        to.Append(Reason switch { PortReason.Add => " ADD:", PortReason.Delete => " DEL:", _ => " MOD:" });
        Port.Print(to);
    }
}
