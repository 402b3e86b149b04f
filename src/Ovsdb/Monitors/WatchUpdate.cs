using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>One message of a monitor: its first reply, or a transaction's changes.</summary>
/// <param name="Tables">
/// "table-updates" of RFC 7047 section 4.1.6, or "table-updates2" of ovsdb-server(7) section 4.1.14, as the method has it.
/// </param>
public sealed record WatchUpdate(JsonElement Tables)
{
    /// <summary>Whether this is the reply, which holds the rows that were there, rather than a change.</summary>
    public bool IsReply { get; init; }

    /// <summary>Whether the reply holds only what changed since the transaction that was asked for (section 4.1.15, "found").</summary>
    public bool IsResumed { get; init; }

    /// <summary>The last transaction in it; null with methods that do not tell, all zero from servers without history.</summary>
    public Guid? LastTransaction { get; init; }

    /// <summary>The bytes of its JSON.</summary>
    internal long Bytes { get; init; }
}
