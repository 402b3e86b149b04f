using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>A refusal, with the beginning of what was refused. OpenFlow 1.5.1, 7.5.4.</summary>
public sealed record ErrorMessage(OpenFlowError Error, ValueList<byte> Refused) : OpenFlowMessage
{
    const ushort ExperimenterType = 0xffff;

    public override MessageType Type => MessageType.Error;

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new Tlv { Type = Error.Experimenter != 0 ? ExperimenterType : Error.Type, Length = Error.Code });
        if (Error.Experimenter != 0)
            w.Put<Be32>(Error.Experimenter);
        w.PutBytes(Refused.Span);
    }

    internal static ErrorMessage Read(ref OfReader r)
    {
        var head = r.Take<Tlv>("the error");   // type and code lie where others have type and length
        var experimenter = head.Type == ExperimenterType ? (uint)r.Take<Be32>("the experimenter") : 0u;
        return new(Errors.Numbered(experimenter, head.Type, head.Length), r.TakeRest());
    }
}
