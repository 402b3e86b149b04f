namespace Sdn.OpenFlow;

/// <summary>The bits of ct_state (ovs-fields(7)).</summary>
public static class CtStates
{
    public const uint
        New = 0x01,
        Established = 0x02,
        Related = 0x04,
        Reply = 0x08,
        Invalid = 0x10,
        Tracked = 0x20,
        SourceNat = 0x40,
        DestinationNat = 0x80;

    /// <summary>States that only a packet of a valid connection is in.</summary>
    internal const uint Valid = New | Established | Related | Reply | SourceNat | DestinationNat;
}
