using System.Net;

namespace Sdn.OpenFlow;

/// <summary>Which side a <see cref="Nat"/> rewrites.</summary>
public enum NatSide
{
    /// <summary>Neither: packets of a connection with NAT are rewritten as the connection says.</summary>
    None,
    Source,
    Destination,
}

/// <summary>How a port or address is chosen from the range.</summary>
public enum NatChoice
{
    Unstated,
    Hash,
    Random,
}

/// <summary>What <see cref="Ct"/> does to addresses: <c>nat(src=10.0.0.1-10.0.0.5:100-200,random)</c>.</summary>
public sealed record Nat : Action
{
    public NatSide Side { get; init; }

    public IPAddress? AddressMin { get; init; }

    /// <summary>The end of the range; absent where it is a single address.</summary>
    public IPAddress? AddressMax { get; init; }

    public ushort PortMin { get; init; }

    public ushort PortMax { get; init; }

    public NatChoice Choice { get; init; }

    /// <summary>The same address after a restart.</summary>
    public bool Persistent { get; init; }
}
