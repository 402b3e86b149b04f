using System.Text.Json.Serialization;

namespace Sdn.OpenFlow;

/// <summary>The parts of a packet that a hash is made of (nx_hash_fields).</summary>
public enum HashFields : ushort
{
    EthSrc,

    /// <summary>Both sides' Ethernet, IPv4 or IPv6 and TCP or SCTP addresses; the same in both directions.</summary>
    SymmetricL4,
    SymmetricL3L4,

    /// <summary>As <see cref="SymmetricL3L4"/>, with UDP's ports.</summary>
    SymmetricL3L4Udp,
    NwSrc,
    NwDst,
    SymmetricL3,
}

/// <summary>How <see cref="Multipath"/> makes a link of a hash (nx_mp_algorithm).</summary>
public enum MultipathAlgorithm : ushort
{
    ModuloN,
    HashThreshold,
    Hrw,
    IterHash,
}

/// <summary>Writes which of several links a packet takes, by a hash, from 0 to <paramref name="MaxLink"/>.</summary>
public sealed record Multipath(
    HashFields Fields, ushort Basis, MultipathAlgorithm Algorithm, ushort MaxLink,
    [property: JsonPropertyName("arg")] uint Argument, [property: JsonPropertyName("dst")] Subfield Destination) : Action;

/// <summary>How a <see cref="Bundle"/> chooses (nx_bd_algorithm).</summary>
public enum BundleAlgorithm : ushort
{
    /// <summary>The first port that is up.</summary>
    ActiveBackup,

    /// <summary>By a hash, among the ports that are up.</summary>
    Hrw,
}

/// <summary>
/// Chooses a port that is up from the members and sends the packet there, or writes its number to <paramref name="Destination"/>
/// (<c>bundle_load</c>).
/// </summary>
public sealed record Bundle(
    HashFields Fields, ushort Basis, BundleAlgorithm Algorithm, ValueList<uint> Members,
    [property: JsonPropertyName("dst")] Subfield? Destination = null) : Action;
