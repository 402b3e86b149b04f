using System.Runtime.InteropServices;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What the administrator set (ofp_port_config).</summary>
[Flags]
public enum PortConfig : uint
{
    None = 0,
    Down = 1 << 0,
    NoReceive = 1 << 2,
    NoForward = 1 << 5,
    NoPacketIn = 1 << 6,
}

/// <summary>What the link is (ofp_port_state).</summary>
[Flags]
public enum PortState : uint
{
    None = 0,
    LinkDown = 1 << 0,
    Blocked = 1 << 1,
    Live = 1 << 2,
}

/// <summary>ofp_port; properties follow. OpenFlow 1.5.1, 7.2.1.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PortBody
{
    public Be32 Number;
    public Be16 Length;
    public Be16 Pad0;
    public Be32 MacHigh;
    public Be16 MacLow;
    public Be16 Pad1;
}

/// <summary>ofp_port_desc_prop_ethernet, behind type and length.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PortEthernetBody
{
    public Be32 Pad;
    public Be32 Current;
    public Be32 Advertised;
    public Be32 Supported;
    public Be32 Peer;
    public Be32 CurrentSpeed;
    public Be32 MaxSpeed;
}

/// <summary>A port of the bridge: its number, name, address and state.</summary>
public sealed record PortDesc(uint Number, string Name, MacAddress Mac, PortConfig Config, PortState State)
{
    const ushort EthernetProperty = 0;
    const int FixedBytes = 40, NameBytes = 16;

    /// <summary>In kbit/s, as the interface says; 0 if it does not.</summary>
    public uint CurrentSpeedKbps { get; init; }

    public uint MaxSpeedKbps { get; init; }

    internal static PortDesc Read(ref OfReader r)
    {
        var body = r.Take<PortBody>("a port");
        var name = r.TakeText(NameBytes, "a port's name");
        var (config, state) = ((PortConfig)(uint)r.Take<Be32>("a port's config"), (PortState)(uint)r.Take<Be32>("a port's state"));
        if (body.Length < FixedBytes)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"a port of {(ushort)body.Length} bytes");
        var properties = r.Sub(body.Length - FixedBytes, Errors.OFPBPC_BAD_LEN, "a port's properties");
        var port = new PortDesc(body.Number, name, new((ulong)(uint)body.MacHigh << 16 | body.MacLow), config, state);
        while (Properties.Next(ref properties, out var type, out var property))
        {
            if (type != EthernetProperty)
                continue;
            var ethernet = property.Take<PortEthernetBody>("a port's Ethernet property");
            port = port with { CurrentSpeedKbps = ethernet.CurrentSpeed, MaxSpeedKbps = ethernet.MaxSpeed };
        }
        return port;
    }

    internal void Write(ref OfWriter w)
    {
        var start = w.Position;
        w.Put(new PortBody { Number = Number, MacHigh = (uint)(Mac.Value >> 16), MacLow = (ushort)Mac.Value });
        w.PutText(Name, NameBytes);
        w.Put<Be32>((uint)Config);
        w.Put<Be32>((uint)State);
        Properties.Put(ref w, EthernetProperty, new PortEthernetBody { CurrentSpeed = CurrentSpeedKbps, MaxSpeed = MaxSpeedKbps });
        w.Patch16(start + 4, w.Position - start);
    }
}

/// <summary>What happened to a port (ofp_port_reason).</summary>
public enum PortReason : byte
{
    Add,
    Delete,
    Modify,
}

/// <summary>A port came, went or changed. OpenFlow 1.5.1, 7.4.3.</summary>
public sealed record PortStatus(PortReason Reason, PortDesc Port) : OpenFlowMessage
{
    public override MessageType Type => MessageType.PortStatus;

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put((byte)Reason);
        w.Pad(7);
        Port.Write(ref w);
    }

    internal static PortStatus Read(ref OfReader r)
    {
        var reason = (PortReason)r.Take<byte>("the reason");
        r.Skip(7, "the padding before the port");
        return new(reason, PortDesc.Read(ref r));
    }
}
