using System.Net;

namespace Sdn.Wire;

/// <summary>What a frame is, as far as the question "whose is it" needs to know.</summary>
public abstract record Frame;

/// <summary>
/// A packet with addresses of its own and nothing inside that concerns us; the kind is in the field's words:
/// <c>arp</c>, <c>ovsdb</c>, <c>tcp 80</c>.
/// </summary>
public sealed record Plain(string Kind, IPAddress? Source, IPAddress? Destination) : Frame;

/// <summary>A tunnel packet and the frame that it carries; GRE may come without a key.</summary>
public sealed record Tunnelled(
    Encapsulation Encapsulation, uint? Key, IPAddress Source, IPAddress Destination, Frame Inner) : Frame;

/// <summary>An ICMP error: it repeats the beginning of a packet, and with it addresses, in clear.</summary>
public sealed record Quoting(IPAddress Source, IPAddress Destination, Frame Quoted) : Frame;
