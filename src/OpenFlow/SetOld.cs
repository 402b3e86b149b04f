namespace Sdn.OpenFlow;

/// <summary>What a <see cref="SetOld"/> writes: the subtype for Nicira's, else the number of the action in OpenFlow 1.1.</summary>
public enum OldField : ushort
{
    VlanVid = 1,
    VlanPcp = 2,
    EthSrc = 3,
    EthDst = 4,
    NwSrc = 5,
    NwDst = 6,
    NwTos = 7,
    NwEcn = 8,
    TpSrc = 9,
    TpDst = 10,
    MplsLabel = 13,
    MplsTc = 14,

    /// <summary>The tunnel's key, 32 bits.</summary>
    Tunnel = 0x102,

    /// <summary>The tunnel's key, 64 bits.</summary>
    Tunnel64 = 0x109,
}

/// <summary>
/// An action from before set_field, which Open vSwitch still reads and shows by its old name. Texts give set_field instead, as
/// ovs-ofctl sends and switches dump it.
/// </summary>
public sealed record SetOld(OldField Field, ulong Value) : Action;
