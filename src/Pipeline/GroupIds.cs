namespace Sdn.Pipeline;

/// <summary>The numbers of groups: whose they are, as groups carry no cookie.</summary>
public static class GroupIds
{
    /// <summary>Added to an application's number: the group that copies to all its places. The number alone: on this device.</summary>
    internal const uint Everywhere = 0x10000;

    /// <summary>Whether the controller may have written the group; it leaves others alone.</summary>
    public static bool IsOurs(uint id) => id < 2 * Everywhere;
}
