namespace Sdn.Pipeline;

/// <summary>What the object number in a cookie counts.</summary>
public enum CookieStage : byte
{
    /// <summary>A table: its miss flow, and others that are on every device.</summary>
    Table = 0,

    /// <summary>A drop reason: the flow that counts it.</summary>
    Reason = 1,

    /// <summary>An application.</summary>
    Application = 2,

    /// <summary>An endpoint.</summary>
    Endpoint = 3,

    /// <summary>A device at the other end of a tunnel; the match says which application's.</summary>
    Device = 4,

    /// <summary>A rule, by its id in the connection label.</summary>
    Rule = 5,
}

/// <summary>The cookies of flows: whose they are, and for which object.</summary>
/// <remarks>
/// <code>
///   63         48 47     40 39     32 31                       0
///  +-------------+---------+---------+---------------------------+
///  | generation  |  owner  |  stage  |          object           |
///  +-------------+---------+---------+---------------------------+
/// </code>
/// </remarks>
public static class Cookies
{
    /// <summary>
    /// Counts the layouts of tables and registers: flows of an older one are still ours, and differ from every new one.
    /// </summary>
    public const ushort Generation = 1;

    /// <summary>The bits that say whose a flow is, for dumps and deletes by cookie.</summary>
    public const ulong Mask = 0x0000_ff00_0000_0000;

    /// <summary>What those bits are in the controller's flows; not 0, which flows added by hand have.</summary>
    public const ulong Owner = 0x0000_5d00_0000_0000;

    /// <summary>Whether the controller wrote the flow, in this generation or another.</summary>
    public static bool IsOurs(ulong cookie) => (cookie & Mask) == Owner;

    public static CookieStage StageOf(ulong cookie) => (CookieStage)(byte)(cookie >> 32);

    public static uint ObjectOf(ulong cookie) => (uint)cookie;

    internal static ulong Of(Table table) => Make(CookieStage.Table, table.Id);

    internal static ulong Of(DropReason reason) => Make(CookieStage.Reason, reason.Number);

    internal static ulong Of(FleetApplication application) => Make(CookieStage.Application, application.Number);

    internal static ulong Of(FleetEndpoint endpoint) => Make(CookieStage.Endpoint, endpoint.Number);

    internal static ulong Of(FleetDevice peer) => Make(CookieStage.Device, peer.Number);

    internal static ulong OfRule(uint id) => Make(CookieStage.Rule, id);

    static ulong Make(CookieStage stage, uint number) => (ulong)Generation << 48 | Owner | (ulong)stage << 32 | number;
}
