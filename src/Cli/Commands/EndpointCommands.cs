using System.CommandLine;
using Sdn.Api;
using Sdn.Cli.Calls;
using Sdn.Cli.Resources;

namespace Sdn.Cli.Commands;

/// <summary><c>sdnctl endpoint</c>: the places of containers in networks. Hooks make them; people look, and take one back
/// that a lost container has left behind.</summary>
static class EndpointCommands
{
    static readonly ResourceKind<Endpoint> Kind = new("endpoint", "endpoints", e => e.Name,
    [
        new("NAME", e => ResourceName.Short(e.Name)),
        new("APPLICATION", e => ResourceName.Short(e.Spec?.Application ?? "")),
        new("DEVICE", e => ResourceName.Short(e.Spec?.Device ?? "")),
        new("CONTAINER", e => e.Spec?.ContainerName ?? ""),
        new("IPV4", e => e.Status?.Ipv4Address ?? ""),
        new("IPV6", e => e.Status?.Ipv6Address ?? ""),
        new("MAC", e => e.Status?.MacAddress ?? ""),
        new("OFPORT", e => Words.OfNonZero(e.Status?.Ofport ?? 0), ColumnStyle.Number),
        new("REALIZED", e => Words.Of(e.Status?.IsRealized ?? false), ColumnStyle.State),
        new("REVISION", e => $"{e.Revision}", ColumnStyle.Number),
    ]);

    public static Command Create(Caller caller)
    {
        var command = new Command("endpoint", "Endpoints: the places of containers in the applications' networks.")
        {
            List(caller),
            Verbs.Get(
                caller, Kind,
                (call, name) => Client(call).GetEndpointAsync(new() { Name = name }, call.Options).ResponseAsync,
                "5d2f0a"),
            Delete(caller),
            Watch(caller),
        };
        command.Aliases.Add("ep");
        return command;
    }

    static EndpointService.EndpointServiceClient Client(Call call) => new(call.Invoker);

    static Command List(Caller caller)
    {
        var filter = new PlaceFilter();
        return Verbs.List(
            caller, Kind,
            async (call, token) =>
            {
                var page = await Client(call).ListEndpointsAsync(
                    new()
                    {
                        PageSize = Verbs.PageSize,
                        PageToken = token,
                        Device = filter.Device(call),
                        Application = filter.Application(call),
                    },
                    call.Options);
                return new(page.Endpoints, page.NextPageToken);
            },
            filter.Options);
    }

    static Command Delete(Caller caller) => Verbs.Delete(
        caller,
        new("delete", "Detaches an endpoint: takes it back from its container, which loses the network.", "sdnctl endpoint delete 5d2f0a"),
        Kind,
        async (call, name) =>
        {
            var reply = await Client(call).DetachAsync(new() { Name = name }, call.Options);
            return (reply, reply.Revision);
        });

    static Command Watch(Caller caller)
    {
        var start = Verbs.StartRevision();
        var filter = new PlaceFilter();
        return Verbs.Watch(
            caller, Kind,
            call => Client(call).WatchEndpoints(
                new()
                {
                    StartRevision = call.Parsed.GetValue(start),
                    Device = filter.Device(call),
                    Application = filter.Application(call),
                },
                call.Endless),
            e => new(e, e.Endpoint, e.Deleted, e.SnapshotComplete),
            start,
            filter.Options);
    }
}
