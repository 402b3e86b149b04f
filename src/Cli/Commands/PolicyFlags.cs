using System.CommandLine;
using System.Globalization;
using Sdn.Api;
using Sdn.Cli.Calls;
using Sdn.Cli.Resources;

namespace Sdn.Cli.Commands;

/// <summary>The flags of a policy's spec. They make one rule; a policy of several rules wants a manifest.</summary>
static class PolicyFlags
{
    public static SpecFlags<Policy> Create()
    {
        var from = Options.Texts("--from", "APPLICATION", "Who may open connections; may be repeated");
        var prefixes = Options.Texts(
            "--from-prefix", "PREFIX", "Only those of the one --from with an address in this prefix; may be repeated");
        var protocol = new Option<Protocol>("--protocol")
        {
            HelpName = "any|tcp|udp|sctp|icmp",
            Description = "By which protocol [default: any]",
            CustomParser = Options.Choice(
                ("any", Protocol.Unspecified), ("tcp", Protocol.Tcp), ("udp", Protocol.Udp), ("sctp", Protocol.Sctp), ("icmp", Protocol.Icmp)),
        };
        var ports = Ports();
        return new SpecFlags<Policy>(() => new() { Spec = new() })
            .With(
                Options.Text("--to", "APPLICATION", "The application that is reached: required at creation"),
                "application", (p, application) => p.Spec.Application = ResourceName.Application(application))
            .With([from, prefixes, protocol, ports], "rules", (parsed, policy) => policy.Spec.Rules.Add(new PolicyRule
            {
                Peers = { Peers(parsed.GetValue(from) ?? [], parsed.GetValue(prefixes) ?? []) },
                Protocol = parsed.GetValue(protocol),
                Ports = { parsed.GetValue(ports) ?? [] },
            }))
            .With(
                Options.Text("--description", "TEXT", "Free text for people"),
                "description", (p, text) => p.Spec.Description = text);
    }

    static IEnumerable<PolicyPeer> Peers(string[] from, string[] prefixes)
    {
        var applications = from.Select(ResourceName.Application);
        return (from, prefixes) switch
        {
            ([], _) => throw new UsageException("A rule needs --from: the application that may open connections."),
            (_, []) => applications.Select(a => new PolicyPeer { Application = a }),
            ([_], _) => prefixes.Select(p => new PolicyPeer { Application = applications.First(), IpPrefix = p }),
            _ => throw new UsageException(
                "A prefix belongs to one application: give --from-prefix with one --from, or several peers by -f."),
        };
    }

    static Option<PortRange[]> Ports() => new("--port")
    {
        HelpName = "PORT|FIRST-LAST",
        Description = "To which ports, for tcp, udp and sctp; may be repeated [default: all]",
        CustomParser = result =>
        {
            var ranges = new List<PortRange>();
            foreach (var token in result.Tokens)
            {
                var ends = token.Value.Split('-');
                if (ends.Length > 2 || !ends.All(e => ushort.TryParse(e, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0))
                    return Options.Refuse<PortRange[]>(result, "write a port like 8080 or a range like 9000-9010", token.Value);
                var numbers = ends.Select(e => uint.Parse(e, CultureInfo.InvariantCulture)).ToArray();
                ranges.Add(new() { First = numbers[0], Last = numbers.Length == 1 ? 0 : numbers[1] });
            }
            return [.. ranges];
        },
    };
}
