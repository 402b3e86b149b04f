using System.Runtime.InteropServices;
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
public sealed record GetConfigReply(FragmentHandling Fragments, ushort MissSendLen) : OpenFlowMessage
{
    public override MessageType Type => MessageType.GetConfigReply;

    internal override void WriteBody(ref OfWriter w) => w.Put(SwitchConfigBody.Of(Fragments, MissSendLen));

    internal static GetConfigReply Read(ref OfReader r)
    {
        var body = r.Take<SwitchConfigBody>("the configuration");
        return new((FragmentHandling)(ushort)body.Flags, body.MissSendLen);
    }
}

/// <summary>Configures the switch; without a <paramref name="MissSendLen"/> Open vSwitch sends no packet-in of its own.</summary>
public sealed record SetConfig(FragmentHandling Fragments, ushort MissSendLen) : OpenFlowMessage
{
    public override MessageType Type => MessageType.SetConfig;

    internal override void WriteBody(ref OfWriter w) => w.Put(SwitchConfigBody.Of(Fragments, MissSendLen));

    internal static SetConfig Read(ref OfReader r)
    {
        var body = r.Take<SwitchConfigBody>("the configuration");
        return new((FragmentHandling)(ushort)body.Flags, body.MissSendLen);
    }
}
