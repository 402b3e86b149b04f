using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Which asynchronous messages, to a controller in which role (ofp_async_config_prop_type).</summary>
public enum AsyncMaskType : ushort
{
    PacketInSlave,
    PacketInMaster,
    PortStatusSlave,
    PortStatusMaster,
    FlowRemovedSlave,
    FlowRemovedMaster,
    RoleStatusSlave,
    RoleStatusMaster,
    TableStatusSlave,
    TableStatusMaster,
    RequestForwardSlave,
    RequestForwardMaster,
}

/// <summary>The reasons, a bit each, for which messages of one type are wanted. OpenFlow 1.5.1, 7.3.10.</summary>
public readonly record struct AsyncMask(AsyncMaskType Type, [property: JsonPropertyName("mask")] uint Reasons)
{
    /// <summary>The messages that come by themselves, two mask types each, with the names of their reasons by bit.</summary>
    internal static readonly (string Name, string[] Reasons)[] Messages =
    [
        ("PACKET_IN", ["no_match", "action", "invalid_ttl", "action_set", "group", "packet_out"]),
        ("PORT_STATUS", ["add", "delete", "modify"]),
        ("FLOW_REMOVED", ["idle", "hard", "delete", "group_delete", "meter_delete", "eviction"]),
        ("ROLE_STATUS", ["primary_request", "configuration_changed", "experimenter_data_changed"]),
        ("TABLE_STATUS", ["", "", "", "vacancy_down", "vacancy_up"]),
        ("REQUESTFORWARD", ["group_mod_request", "meter_mod_request"]),
    ];

    /// <summary>The reasons that there are for messages of a type.</summary>
    internal static uint Known(AsyncMaskType type)
    {
        var reasons = Messages[(int)type / 2].Reasons;
        return Enumerable.Range(0, reasons.Length).Where(bit => reasons[bit].Length > 0).Aggregate(0u, (bits, bit) => bits | 1u << bit);
    }

    /// <summary>A request must be understood whole; of an answer, reasons that this library does not know are kept.</summary>
    internal static ValueList<AsyncMask> ReadList(ref OfReader r, Unknown unknown)
    {
        const ushort ExperimentersFrom = 0xfffe;   // OFPACPT_EXPERIMENTER_SLAVE and OFPACPT_EXPERIMENTER_MASTER
        var masks = new List<AsyncMask>();
        while (Properties.NextOfAny(ref r, out var type, out var body, ExperimentersFrom))
        {
            if (type > (ushort)AsyncMaskType.RequestForwardMaster)
            {
                if (unknown == Unknown.Skip)
                    continue;
                throw type > ushort.MaxValue
                    ? Properties.Unknown(in body, "the asynchronous configuration", type)
                    : body.Error(Errors.OFPACFC_UNSUPPORTED, $"no asynchronous configuration has the type {type}");
            }

            var mask = new AsyncMask((AsyncMaskType)type, Properties.Only<Be32>(ref body, "a mask"));
            if (unknown == Unknown.Refuse && (mask.Reasons & ~Known(mask.Type)) != 0)
                throw body.Error(Errors.OFPACFC_INVALID, $"0x{mask.Reasons:x} has reasons that {mask.Type} does not have");
            masks.Add(mask);
        }
        return masks;
    }

    internal static void WriteList(ref OfWriter w, ValueList<AsyncMask> masks)
    {
        foreach (var mask in masks.Span)
            Properties.Put<Be32>(ref w, (ushort)mask.Type, mask.Reasons);
    }

    internal static void Print(StringBuilder to, ValueList<AsyncMask> masks)
    {
        Span<uint> byType = stackalloc uint[2 * Messages.Length];
        byType.Clear();
        foreach (var mask in masks.Span)
            byType[(int)mask.Type] = mask.Reasons & Known(mask.Type);
        for (var role = 1; role >= 0; role--)   // masters stand behind slaves on the wire and before them in the text
        {
            to.Append(role == 1 ? "\n primary:\n" : "\n secondary:\n");
            for (var i = 0; i < Messages.Length; i++)
                PrintLine(to, Messages[i], byType[2 * i + role]);
        }
    }

    static void PrintLine(StringBuilder to, (string Name, string[] Reasons) message, uint wanted)
    {
        to.Append($"{message.Name,16}:");
        for (var bit = 0; bit < message.Reasons.Length; bit++)
        {
            if ((wanted & 1u << bit) != 0)
                to.Append(' ').Append(message.Reasons[bit]);
        }

        to.Append(wanted == 0 ? " (off)\n" : "\n");
    }
}

/// <summary>Asks which asynchronous messages come.</summary>
public sealed record GetAsyncRequest : OpenFlowMessage
{
    public override MessageType Type => MessageType.GetAsyncRequest;

    internal override void WriteBody(ref OfWriter w)
    {
    }
}

/// <summary>Which asynchronous messages come.</summary>
public sealed record GetAsyncReply([property: JsonPropertyName("properties")] ValueList<AsyncMask> Masks) : OpenFlowMessage
{
    public override MessageType Type => MessageType.GetAsyncReply;

    internal override void WriteBody(ref OfWriter w) => AsyncMask.WriteList(ref w, Masks);

    internal override void Print(StringBuilder to) => AsyncMask.Print(to, Masks);
}

/// <summary>Says which asynchronous messages shall come; what is left out stays as it is.</summary>
public sealed record SetAsync([property: JsonPropertyName("properties")] ValueList<AsyncMask> Masks) : OpenFlowMessage
{
    public override MessageType Type => MessageType.SetAsync;

    internal override void WriteBody(ref OfWriter w) => AsyncMask.WriteList(ref w, Masks);

    internal override void Print(StringBuilder to) => AsyncMask.Print(to, Masks);
}
