using System.CommandLine;
using System.CommandLine.Parsing;
using Sdn.Api;
using Sdn.Cli.Calls;
using Sdn.Cli.Resources;

namespace Sdn.Cli.Commands;

/// <summary><c>sdnctl application</c>: groups of containers with a network of their own.</summary>
static class ApplicationCommands
{
    static readonly ResourceKind<Application> Kind = new("application", "applications", a => a.Name,
    [
        new("NAME", a => ResourceName.Short(a.Name)),
        new("ENCAPSULATION", a => Words.Of(a.Spec?.Encapsulation ?? default)),
        new("KEY", a => Words.OfNonZero(a.Status?.Key ?? 0), ColumnStyle.Number),
        new("IPV4", a => a.Status?.Ipv4Subnet ?? ""),
        new("IPV6", a => a.Status?.Ipv6Subnet ?? ""),
        new("MTU", a => Words.OfNonZero(a.Status?.Mtu ?? 0), ColumnStyle.Number),
        new("INTERNAL", a => Internal(a.Spec?.InternalTraffic ?? default)),
        new("DEVICES", a => $"{a.Status?.Devices.Count ?? 0}", ColumnStyle.Number),
        new("ENDPOINTS", a => $"{a.Status?.EndpointCount ?? 0}", ColumnStyle.Number),
        new("REVISION", a => $"{a.Revision}", ColumnStyle.Number),
    ]);

    static readonly SpecCalls<Application> Calls = new(
        Application.Descriptor,
        Flags,
        a => a.Revision,
        (call, id, application) => Client(call)
            .CreateApplicationAsync(new() { ApplicationId = id, Application = application, RequestId = call.RequestId }, call.Options).ResponseAsync,
        (call, name, revision, application, mask) =>
        {
            application.Name = name;
            application.Revision = revision;
            return Client(call)
                .UpdateApplicationAsync(new() { Application = application, UpdateMask = mask, RequestId = call.RequestId }, call.Options).ResponseAsync;
        });

    public static Command Create(Caller caller)
    {
        var command = new Command("application", "Applications: groups of containers, each with a network of its own.")
        {
            Verbs.List(caller, Kind, async (call, token) =>
            {
                var page = await Client(call).ListApplicationsAsync(
                    new() { PageSize = Verbs.PageSize, PageToken = token }, call.Options);
                return new(page.Applications, page.NextPageToken);
            }),
            Verbs.Get(
                caller, Kind,
                (call, name) => Client(call).GetApplicationAsync(new() { Name = name }, call.Options).ResponseAsync,
                "cameras"),
            Checked(SpecVerbs.Create(
                caller, Kind, Calls,
                "sdnctl application create cameras --encapsulation vxlan --vni 100",
                "sdnctl application create meters --encapsulation gre --key 200 --ipv4-subnet 10.65.0.0/24 --internal by-policy",
                "sdnctl application create -f applications.yaml --wait")),
            Checked(SpecVerbs.Update(
                caller, Kind, Calls,
                "sdnctl application update cameras --internal by-policy --wait")),
            Delete(caller),
            Watch(caller),
        };
        command.Aliases.Add("app");
        return command;
    }

    static ApplicationService.ApplicationServiceClient Client(Call call) => new(call.Invoker);

    static string Internal(InternalTraffic traffic) => traffic is InternalTraffic.ByPolicy ? "by-policy" : Words.Of(traffic);

    static SpecFlags<Application> Flags() => new SpecFlags<Application>(() => new() { Spec = new() })
        .With(
            new Option<Encapsulation>("--encapsulation")
            {
                HelpName = "vxlan|gre",
                Description = "How its frames travel between devices [default: vxlan]",
                CustomParser = Options.Choice(("vxlan", Encapsulation.Vxlan), ("gre", Encapsulation.Gre)),
            },
            "encapsulation", (a, encapsulation) => a.Spec.Encapsulation = encapsulation)
        .With(
            Options.Number("--key", "N", "Its VNI (up to 16777215) or GRE key (up to 4294967295) [default: allocated]"),
            "key", (a, key) => a.Spec.Key = key)
        .With(
            Options.Number("--vni", "N", "The same as --key, for VXLAN"),
            "key", (a, vni) => a.Spec.Key = vni)
        .With(
            new Option<AddressFamilies>("--families")
            {
                HelpName = "ipv4|ipv6|ipv4,ipv6",
                Description = "The address families of its network [default: ipv4,ipv6]",
                CustomParser = Options.Choice(
                    ("ipv4", AddressFamilies.Ipv4),
                    ("ipv6", AddressFamilies.Ipv6),
                    ("ipv4,ipv6", AddressFamilies.Ipv4AndIpv6)),
            },
            "address_families", (a, families) => a.Spec.AddressFamilies = families)
        .With(
            Options.Text("--ipv4-subnet", "PREFIX", "Its IPv4 subnet, like 10.64.0.0/24 [default: allocated]"),
            "ipv4_subnet", (a, subnet) => a.Spec.Ipv4Subnet = subnet)
        .With(
            Options.Text("--ipv6-subnet", "PREFIX", "Its IPv6 subnet, like fd64:1::/64 [default: allocated]"),
            "ipv6_subnet", (a, subnet) => a.Spec.Ipv6Subnet = subnet)
        .With(
            Options.Number("--mtu", "BYTES", "The largest IP packet of a container [default: what fits into the underlay]"),
            "mtu", (a, mtu) => a.Spec.Mtu = mtu)
        .With(
            new Option<InternalTraffic>("--internal")
            {
                HelpName = "allow|by-policy",
                Description = "What holds between its own containers [default: allow]",
                CustomParser = Options.Choice(("allow", InternalTraffic.Allow), ("by-policy", InternalTraffic.ByPolicy)),
            },
            "internal_traffic", (a, traffic) => a.Spec.InternalTraffic = traffic)
        .With(
            Options.Text("--description", "TEXT", "Free text for people"),
            "description", (a, text) => a.Spec.Description = text)
        .With(
            Options.Labels("A label; may be repeated. At an update these are all the labels that it then has"),
            "labels", (a, labels) => a.Spec.Labels.Add(labels.ToDictionary()));

    /// <summary>Refuses a VNI where there is none.</summary>
    static Command Checked(Command command)
    {
        command.Validators.Add(result =>
        {
            if (result.GetResult("--vni") is not OptionResult { Implicit: false })
                return;
            if (result.GetResult("--key") is OptionResult { Implicit: false })
                result.AddError("Give --key or --vni, not both: they say the same.");
            if (result.GetValue<Encapsulation>("--encapsulation") is Encapsulation.Gre)
                result.AddError("GRE has no VNI: give --key.");
        });
        return command;
    }

    static Command Delete(Caller caller)
    {
        var revision = Options.Revision("--revision", "Only if this is still its revision");
        return Verbs.Delete(
            caller, new("delete", "Removes an application that has no endpoints left.", "sdnctl application delete cameras"), Kind,
            async (call, name) =>
            {
                var reply = await Client(call).DeleteApplicationAsync(
                    new() { Name = name, Revision = call.Parsed.GetValue(revision), RequestId = call.RequestId }, call.Options);
                return (reply, reply.Revision);
            },
            revision, Options.RequestId());
    }

    static Command Watch(Caller caller)
    {
        var start = Verbs.StartRevision();
        return Verbs.Watch(
            caller, Kind,
            call => Client(call).WatchApplications(new() { StartRevision = call.Parsed.GetValue(start) }, call.Endless),
            e => new(e, e.Application, e.Deleted, e.SnapshotComplete),
            start);
    }
}
