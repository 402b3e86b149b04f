namespace Sdn.OpenFlow.Wire;

/// <summary>controller(...) on the wire: the short form where it says all, else the one with properties.</summary>
static class ControllerCodec
{
    const uint NoMeter = uint.MaxValue;   // NX_CTLR_NO_METER

    enum Property : ushort   // NXAC2PT_*
    {
        MaxLen,
        ControllerId,
        Reason,
        Userdata,
        Pause,
        MeterId,
    }

    internal static void Write(ref OfWriter w, ToController a)
    {
        if (a is { Userdata.Count: 0, Pause: false, MeterId: null })
        {
            ActionCodec.Begin(ref w, NxActionType.Controller);
            w.Put(new ControllerBody { MaxLen = a.MaxLen, ControllerId = a.ControllerId, Reason = (byte)a.Reason });
            return;
        }
        ActionCodec.Begin(ref w, NxActionType.Controller2);
        w.Pad(6);
        if (a.MaxLen != ushort.MaxValue)
            Properties.Put<Be16>(ref w, (ushort)Property.MaxLen, a.MaxLen);
        if (a.ControllerId != 0)
            Properties.Put<Be16>(ref w, (ushort)Property.ControllerId, a.ControllerId);
        if (a.Reason != PacketInReason.Action)
            Properties.Put(ref w, (ushort)Property.Reason, (byte)a.Reason);
        if (a.Userdata.Count > 0)
            Properties.PutBytes(ref w, (ushort)Property.Userdata, a.Userdata.Span);
        if (a.Pause)
            Properties.PutBytes(ref w, (ushort)Property.Pause, []);
        if (a.MeterId is { } meter)
            Properties.Put<Be32>(ref w, (ushort)Property.MeterId, meter);
    }

    internal static Action Read(ref OfReader r)
    {
        var body = r.Take<ControllerBody>("controller");
        return new ToController { MaxLen = body.MaxLen, ControllerId = body.ControllerId, Reason = (PacketInReason)body.Reason };
    }

    internal static Action ReadWithProperties(ref OfReader r)
    {
        ActionFields.MustBeZero(ref r, 6, Errors.NXBRC_MUST_BE_ZERO);
        var action = new ToController();
        while (Properties.Next(ref r, out var type, out var body))
        {
            action = (Property)type switch
            {
                Property.MaxLen => action with { MaxLen = body.Take<Be16>("max_len") },
                Property.ControllerId => action with { ControllerId = body.Take<Be16>("the controller's id") },
                Property.Reason => action with { Reason = (PacketInReason)body.Take<byte>("the reason") },
                Property.Userdata => action with { Userdata = body.TakeRest() },
                Property.Pause => action with { Pause = true },
                Property.MeterId => action with { MeterId = ReadMeter(ref body) },
                (Property)Properties.Experimenter when body.Left < 8 => throw body.Error(Errors.OFPBPC_BAD_LEN, "an experimenter's property is too short"),
                (Property)Properties.Experimenter => throw body.Error(Errors.OFPBPC_BAD_EXPERIMENTER, "controller has no property of an experimenter"),
                _ => throw body.Error(Errors.OFPBPC_BAD_TYPE, $"controller has no property {type}"),
            };
        }
        return action;
    }

    static uint? ReadMeter(ref OfReader r)
    {
        if (r.Left != 4)
            throw r.Error(Errors.OFPBPC_BAD_LEN, $"a meter has 4 bytes, not {r.Left}");
        uint meter = r.Take<Be32>("the meter");
        return meter == NoMeter ? null : meter;
    }
}
