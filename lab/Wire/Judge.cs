using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Sdn.Wire;

/// <summary>Says of each frame on the underlay whose it is, and whether it is where it belongs.</summary>
/// <param name="applications">All applications whose addresses could turn up.</param>
/// <param name="joined">Pairs of applications, as <c>cameras+meters</c>, between which a policy lets packets pass.</param>
sealed class Judge(IReadOnlyList<Application> applications, IReadOnlySet<string> joined)
{
    // What devices and controller say to each other, and what a link needs to live.
    static readonly HashSet<string> UnderlayKinds =
    [
        "arp", "neighbour discovery", "multicast listener discovery", "icmp", "ovsdb", "openflow", "grpc",
    ];

    public Verdict Of(Frame frame) => frame switch
    {
        Tunnelled tunnelled => OfTunnelled(tunnelled),
        Quoting quoting => OfQuoting(quoting),
        Plain plain => OfPlain(plain),
        _ => throw new UnreachableException(),
    };

    Verdict OfPlain(Plain plain) =>
        Owners(plain) is [var owner, ..] ? new(VerdictKind.Leak, $"{owner} in clear ({plain.Kind})")
        : UnderlayKinds.Contains(plain.Kind) ? new(VerdictKind.Other, plain.Kind)
        : new(VerdictKind.Unexplained, plain.Kind);

    // An error message may quote what was in a tunnel; then its addresses are on the wire in clear.
    Verdict OfQuoting(Quoting quoting) =>
        Owners(quoting) is [var owner, ..] ? new(VerdictKind.Leak, $"{owner} quoted in an ICMP error")
        : new(VerdictKind.Unexplained, "icmp error");

    Verdict OfTunnelled(Tunnelled tunnelled)
    {
        var tunnel = TunnelName(tunnelled.Encapsulation, tunnelled.Key);
        var carrier = applications.FirstOrDefault(a =>
            a.Encapsulation == tunnelled.Encapsulation && a.Key == tunnelled.Key);
        string[] inside = [.. Owners(tunnelled.Inner)];
        if (Owners(new Plain("outer", tunnelled.Source, tunnelled.Destination)) is [var outer, ..])
            return new(VerdictKind.Leak, $"{outer} as a tunnel's own address ({tunnel})", tunnel);
        if (carrier is null)
        {
            return inside is [var stray, ..]
                ? new(VerdictKind.Leak, $"{stray} in foreign tunnel {tunnel}", tunnel)
                : new(VerdictKind.Unexplained, $"foreign tunnel {tunnel}", tunnel);
        }
        return inside switch
        {
            // Neither address is an application's: neighbour discovery, multicast.
            [] => new(VerdictKind.Own, carrier.Name, tunnel),
            [var one] when one == carrier.Name => new(VerdictKind.Own, one, tunnel),
            [var one] => new(VerdictKind.Leak, $"{one} in the tunnel of {carrier.Name}", tunnel),
            [var one, var two, ..] => OfPair(one, two, carrier.Name, tunnel),
        };
    }

    // What a policy lets pass between two applications travels in the tunnel of one of them.
    Verdict OfPair(string one, string two, string carrier, string tunnel) =>
        (joined.Contains($"{one}+{two}") || joined.Contains($"{two}+{one}")) && (carrier == one || carrier == two)
            ? new(VerdictKind.Joined, $"{one}+{two}", tunnel)
            : new(VerdictKind.Leak, $"between {one} and {two} in the tunnel of {carrier}", tunnel);

    /// <summary>The applications whose addresses a frame bears, each once, in the order of their names.</summary>
    IReadOnlyList<string> Owners(Frame frame) =>
        [.. Addresses(frame).SelectMany(a => applications.Where(app => app.Holds(a)).Select(app => app.Name))
            .Distinct().Order(StringComparer.Ordinal)];

    static IEnumerable<IPAddress> Addresses(Frame frame) => frame switch
    {
        Plain plain => new[] { plain.Source, plain.Destination }.OfType<IPAddress>(),
        Tunnelled tunnelled => [tunnelled.Source, tunnelled.Destination, .. Addresses(tunnelled.Inner)],
        Quoting quoting => [quoting.Source, quoting.Destination, .. Addresses(quoting.Quoted)],
        _ => throw new UnreachableException(),
    };

    static string TunnelName(Encapsulation encapsulation, uint? key)
    {
        var number = key?.ToString(CultureInfo.InvariantCulture) ?? "without key";
        return encapsulation switch
        {
            Encapsulation.Vxlan => $"vxlan {number}",
            Encapsulation.Gre => $"gre {number}",
            _ => throw new UnreachableException(),
        };
    }
}
