using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What a switch can do (ofp_capabilities).</summary>
[Flags]
public enum Capabilities : uint
{
    None = 0,
    FlowStats = 1 << 0,
    TableStats = 1 << 1,
    PortStats = 1 << 2,
    GroupStats = 1 << 3,
    IpReassembly = 1 << 5,
    QueueStats = 1 << 6,
    PortBlocked = 1 << 8,
    Bundles = 1 << 9,
    FlowMonitoring = 1 << 10,
}

/// <summary>ofp_switch_features. OpenFlow 1.5.1, 7.3.1.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct FeaturesReplyBody
{
    public Be64 DatapathId;
    public Be32 Buffers;
    public byte Tables;
    public byte AuxiliaryId;
    public Be16 Pad;
    public Be32 Capabilities;
    public Be32 Reserved;
}

/// <summary>Asks who the switch is.</summary>
public sealed record FeaturesRequest : OpenFlowMessage
{
    public override MessageType Type => MessageType.FeaturesRequest;

    internal override void WriteBody(ref OfWriter w)
    {
    }
}

/// <summary>Who the switch is: its datapath id and what it can do.</summary>
public sealed record FeaturesReply(
    ulong DatapathId,
    [property: JsonPropertyName("n_buffers")] uint Buffers,
    [property: JsonPropertyName("n_tables")] byte Tables,
    byte AuxiliaryId,
    Capabilities Capabilities) : OpenFlowMessage
{
    public override MessageType Type => MessageType.FeaturesReply;

    internal override void WriteBody(ref OfWriter w) => w.Put(new FeaturesReplyBody
    {
        DatapathId = DatapathId,
        Buffers = Buffers,
        Tables = Tables,
        AuxiliaryId = AuxiliaryId,
        Capabilities = (uint)Capabilities,
    });

    internal static FeaturesReply Read(ref OfReader r)
    {
        var body = r.Take<FeaturesReplyBody>("the features");
        return new(body.DatapathId, body.Buffers, body.Tables, body.AuxiliaryId, (Capabilities)(uint)body.Capabilities);
    }

    internal override void Print(StringBuilder to)
    {
        to.Append($" dpid:{DatapathId:x16}\nn_tables:{Tables}, n_buffers:{Buffers}");
        if (AuxiliaryId != 0)
            to.Append($", auxiliary_id:{AuxiliaryId}");
        to.Append("\ncapabilities: ");
        BitNames.Capabilities.Write(to, (uint)Capabilities & BitNames.Capabilities.Known, ' ');
        to.Append('\n');
    }
}
