using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>The numbers of the messages (ofp_type).</summary>
public enum MessageType : byte
{
    Hello = 0,
    Error = 1,
    EchoRequest = 2,
    EchoReply = 3,
    Experimenter = 4,
    FeaturesRequest = 5,
    FeaturesReply = 6,
    GetConfigRequest = 7,
    GetConfigReply = 8,
    SetConfig = 9,
    PacketIn = 10,
    FlowRemoved = 11,
    PortStatus = 12,
    PacketOut = 13,
    FlowMod = 14,
    GroupMod = 15,
    PortMod = 16,
    TableMod = 17,
    MultipartRequest = 18,
    MultipartReply = 19,
    BarrierRequest = 20,
    BarrierReply = 21,
    RoleRequest = 24,
    RoleReply = 25,
    GetAsyncRequest = 26,
    GetAsyncReply = 27,
    SetAsync = 28,
    MeterMod = 29,
    RoleStatus = 30,
    TableStatus = 31,
    RequestForward = 32,
    BundleControl = 33,
    BundleAddMessage = 34,
    ControllerStatus = 35,
}

/// <summary>A message of OpenFlow 1.5. A closed set: one record a message, all in this folder.</summary>
public abstract record OpenFlowMessage
{
    private protected OpenFlowMessage()
    {
    }

    uint _xid;   // set by whoever makes the message, and by nobody who is given it

    /// <summary>What a reply has in common with its request.</summary>
    [JsonIgnore]
    public uint Xid
    {
        get => _xid;
        init => _xid = value;
    }

    /// <summary>For a message that has just been read: a copy would be as much work as the message.</summary>
    internal void SetXid(uint xid) => _xid = xid;

    public abstract MessageType Type { get; }

    /// <summary>Lays out all behind the header.</summary>
    internal abstract void WriteBody(ref OfWriter w);

    /// <summary>As <c>ovs-ofctl ofp-print</c> writes it, without the last newline.</summary>
    public sealed override string ToString() => MessageText.Format(this);

    /// <summary>Writes all that ovs-ofctl writes behind the colon of the head; lines end with a newline, but the last.</summary>
    internal virtual void Print(StringBuilder to)
    {
    }
}
