using System.CommandLine;
using Sdn.Api;
using Sdn.Cli.Calls;
using Sdn.Cli.Resources;

namespace Sdn.Cli.Commands;

/// <summary><c>sdnctl tunnel</c>: the ways of applications between devices. Derived, so there is nothing to create.</summary>
static class TunnelCommands
{
    static readonly ResourceKind<Tunnel> Kind = new("tunnel", "tunnels", t => t.Name,
    [
        new("NAME", t => ResourceName.Short(t.Name)),
        new("STATE", t => Words.Of(t.Status?.State ?? default), ColumnStyle.State),
        new("ENCAPSULATION", t => t.Status?.Encapsulation ?? ""),
        new("KEY", t => $"{t.Status?.Key}", ColumnStyle.Number),
        new("PORT", t => t.Status?.Port ?? ""),
        new("LOCAL", t => t.Status?.LocalAddress ?? ""),
        new("REMOTE", t => t.Status?.RemoteAddress ?? ""),
        new("SENT", t => $"{t.Status?.SentPackets}", ColumnStyle.Number),
        new("RECEIVED", t => $"{t.Status?.ReceivedPackets}", ColumnStyle.Number),
        new("ERROR", t => t.Status?.Error ?? ""),
    ]);

    public static Command Create(Caller caller) => new("tunnel", "Tunnels: the ways of applications between devices.")
    {
        List(caller),
        Verbs.Get(
            caller, Kind,
            (call, name) => Client(call).GetTunnelAsync(new() { Name = name }, call.Options).ResponseAsync,
            "cameras~d1~d2"),
        Watch(caller),
    };

    static TunnelService.TunnelServiceClient Client(Call call) => new(call.Invoker);

    static Command List(Caller caller)
    {
        var filter = new PlaceFilter();
        return Verbs.List(
            caller, Kind,
            async (call, token) =>
            {
                var page = await Client(call).ListTunnelsAsync(
                    new()
                    {
                        PageSize = Verbs.PageSize,
                        PageToken = token,
                        Device = filter.Device(call),
                        Application = filter.Application(call),
                    },
                    call.Options);
                return new(page.Tunnels, page.NextPageToken);
            },
            filter.Options);
    }

    static Command Watch(Caller caller)
    {
        var filter = new PlaceFilter();
        return Verbs.Watch(
            caller, Kind,
            call => Client(call).WatchTunnels(
                new() { Device = filter.Device(call), Application = filter.Application(call) }, call.Endless),
            e => new(e, e.Tunnel, e.Deleted, e.SnapshotComplete),
            startRevision: null,
            filter.Options);
    }
}
