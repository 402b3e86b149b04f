namespace Sdn.OpenFlow.Text;

/// <summary>Reads <c>controller</c>, <c>CONTROLLER:128</c> and <c>controller(max_len=128,...)</c>.</summary>
static class ControllerReader
{
    static readonly PacketInReason[] Reasons =
        [PacketInReason.NoMatch, PacketInReason.Action, PacketInReason.InvalidTtl,
         PacketInReason.ActionSet, PacketInReason.Group, PacketInReason.PacketOut];

    internal static Action Read(Piece text)
    {
        if (text.IsEmpty)
            return new Output(Ports.Controller, ushort.MaxValue);
        if (char.IsAsciiDigit(text.Span[0]))
            return new Output(Ports.Controller, text.UShort("max_len"));
        var action = new ToController();
        foreach (var item in text.Items())
            action = With(action, item);
        // Nothing but a length is what output says, and what write_actions takes (parse_CONTROLLER()).
        return action with { MaxLen = ushort.MaxValue } == new ToController() ? new Output(Ports.Controller, action.MaxLen) : action;
    }

    static ToController With(ToController action, Piece item)
    {
        if (item.Is("pause"))
            return action with { Pause = true };
        if (item.Split("=") is not { } pair)
            throw item.Error("unknown word", "pause or key=value");
        var value = pair.After;
        return pair.Before.ToString() switch
        {
            "max_len" => action with { MaxLen = value.UShort("max_len") },
            "id" => action with { ControllerId = value.UShort("the controller id") },
            "reason" => action with { Reason = ReadReason(value) },
            "userdata" => action with { Userdata = ActionReader.ReadDottedHex(value) },
            "meter_id" => action with { MeterId = value.UInt("the meter") },
            _ => throw pair.Before.Error("unknown key", "max_len, id, reason, userdata, meter_id or pause"),
        };
    }

    static PacketInReason ReadReason(Piece text)
    {
        foreach (var reason in Reasons)
        {
            if (text.Is(ActionText.ReasonName(reason)))
                return reason;
        }
        return !text.IsEmpty && char.IsAsciiDigit(text.Span[0])
            ? (PacketInReason)text.Byte("the reason")
            : throw text.Error("unknown reason", "no_match, action, invalid_ttl, action_set, group or packet_out");
    }
}
