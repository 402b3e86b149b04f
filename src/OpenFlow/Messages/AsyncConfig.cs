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
public readonly record struct AsyncMask(AsyncMaskType Type, uint Reasons)
{
    internal static ValueList<AsyncMask> ReadList(ref OfReader r)
    {
        var masks = new List<AsyncMask>();
        while (Properties.Next(ref r, out var type, out var body))
        {
            if (type > (ushort)AsyncMaskType.RequestForwardMaster)
                throw body.Error(Errors.OFPACFC_UNSUPPORTED, $"no asynchronous configuration has the type {type}");
            masks.Add(new((AsyncMaskType)type, body.Take<Be32>("a mask")));
        }
        return masks;
    }

    internal static void WriteList(ref OfWriter w, ValueList<AsyncMask> masks)
    {
        foreach (var mask in masks.Span)
            Properties.Put<Be32>(ref w, (ushort)mask.Type, mask.Reasons);
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
public sealed record GetAsyncReply(ValueList<AsyncMask> Masks) : OpenFlowMessage
{
    public override MessageType Type => MessageType.GetAsyncReply;

    internal override void WriteBody(ref OfWriter w) => AsyncMask.WriteList(ref w, Masks);
}

/// <summary>Says which asynchronous messages shall come; what is left out stays as it is.</summary>
public sealed record SetAsync(ValueList<AsyncMask> Masks) : OpenFlowMessage
{
    public override MessageType Type => MessageType.SetAsync;

    internal override void WriteBody(ref OfWriter w) => AsyncMask.WriteList(ref w, Masks);
}
