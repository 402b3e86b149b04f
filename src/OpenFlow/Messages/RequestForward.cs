using System.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Another controller's request that changed groups or meters: a <see cref="GroupMod"/> or <see cref="MeterMod"/>. OpenFlow 1.5.1, 7.4.6.</summary>
public sealed record RequestForward(OpenFlowMessage Request) : OpenFlowMessage
{
    public override MessageType Type => MessageType.RequestForward;

    internal override void WriteBody(ref OfWriter w) => Codec.Write(ref w, Request, Request.Xid);

    internal static RequestForward Read(ref OfReader r)
    {
        var length = r.Rest[2] << 8 | r.Rest[3];
        if (length < Codec.HeaderBytes || length > r.Left)
            throw r.Error(Errors.OFPBFC_MSG_BAD_LEN, $"the forwarded request says that it has {length} bytes, {r.Left} are there");
        if (r.Rest[0] != Codec.Version)
            throw r.Error(Errors.OFPBRC_BAD_VERSION, $"the forwarded request has version {r.Rest[0]}");
        var type = (MessageType)r.Rest[1];
        if (type is not (MessageType.GroupMod or MessageType.MeterMod) && MessageTable.Find((byte)type) is { } row)
            throw r.Error(Errors.OFPBFC_MSG_UNSUP, $"{row.Name} is not forwarded");
        var request = Codec.ReadInner(ref r);
        r.SkipUpTo(r.Left);   // as Open vSwitch does: bytes behind the request mean nothing
        return new(request);
    }

    internal override void Print(StringBuilder to)
    {
        to.Append(Request is GroupMod ? " reason=group_mod" : " reason=meter_mod");
        Request.Print(to);
    }
}
