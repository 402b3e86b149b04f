using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What a switch does with IP fragments (ofp_config_flags).</summary>
public enum FragmentHandling : ushort
{
    Normal = 0,
    Drop = 1,
    Reassemble = 2,
    NxMatch = 3,
}

/// <summary>ofp_switch_config. OpenFlow 1.5.1, 7.3.2.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct SwitchConfigBody
{
    public Be16 Flags;
    public Be16 MissSendLen;

    internal static SwitchConfigBody Of(FragmentHandling fragments, ushort missSendLen) =>
        new() { Flags = (ushort)fragments, MissSendLen = missSendLen };

    internal static void Print(StringBuilder to, FragmentHandling fragments, ushort missSendLen)
    {
        var name = (FragmentHandling)((ushort)fragments & 3) switch
        {
            FragmentHandling.Normal => "normal",
            FragmentHandling.Drop => "drop",
            FragmentHandling.Reassemble => "reassemble",
            _ => "nx-match",
        };
        to.Append($" frags={name} miss_send_len={missSendLen}\n");
    }
}

/// <summary>Asks for the switch's configuration.</summary>
public sealed record GetConfigRequest : OpenFlowMessage
{
    public override MessageType Type => MessageType.GetConfigRequest;

    internal override void WriteBody(ref OfWriter w)
    {
    }
}

/// <summary>The switch's configuration.</summary>
public sealed record GetConfigReply([property: JsonPropertyName("flags")] FragmentHandling Fragments, ushort MissSendLen) : OpenFlowMessage
{
    public override MessageType Type => MessageType.GetConfigReply;

    internal override void WriteBody(ref OfWriter w) => w.Put(SwitchConfigBody.Of(Fragments, MissSendLen));

    internal static GetConfigReply Read(ref OfReader r)
    {
        var body = r.Take<SwitchConfigBody>("the configuration");
        return new((FragmentHandling)(ushort)body.Flags, body.MissSendLen);
    }

    internal override void Print(StringBuilder to) => SwitchConfigBody.Print(to, Fragments, MissSendLen);
}

/// <summary>Configures the switch; without a <paramref name="MissSendLen"/> Open vSwitch sends no packet-in of its own.</summary>
public sealed record SetConfig([property: JsonPropertyName("flags")] FragmentHandling Fragments, ushort MissSendLen) : OpenFlowMessage
{
    public override MessageType Type => MessageType.SetConfig;

    internal override void WriteBody(ref OfWriter w) => w.Put(SwitchConfigBody.Of(Fragments, MissSendLen));

    internal static SetConfig Read(ref OfReader r)
    {
        if (r.Left != 4)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"a configuration takes 4 bytes, {r.Left} are there");
        var body = r.Take<SwitchConfigBody>("the configuration");
        return body.Flags <= (ushort)FragmentHandling.NxMatch
            ? new((FragmentHandling)(ushort)body.Flags, body.MissSendLen)
            : throw r.Error(Errors.OFPSCFC_BAD_FLAGS, $"the flags 0x{(ushort)body.Flags:x} have bits that mean nothing");
    }

    internal override void Print(StringBuilder to) => SwitchConfigBody.Print(to, Fragments, MissSendLen);
}
