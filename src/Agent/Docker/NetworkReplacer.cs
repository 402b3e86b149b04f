using System.Collections.Immutable;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Sdn.Agent.Control;
using Sdn.Agent.State;

namespace Sdn.Agent.Docker;

/// <summary>
/// Makes Docker networks anew that came with Docker's own address pool. `docker network create -d sdn -o application=A N`
/// has dockerd choose a pool by itself, the same on every device, and a driver cannot answer with another address. So as
/// soon as such a network exists it is replaced by one of the same name, options and labels whose addresses come from our
/// IPAM driver, before a next command has come as far as to look for it. Where dockerd allows two networks of one name
/// (until 24), the old one goes when the new one has been answered, so that the name leads somewhere all the time but for
/// a few milliseconds; a newer dockerd wants the old one gone first.
/// </summary>
sealed partial class NetworkReplacer(
    StateFile state, ControllerClient controller, DockerClient docker, TimeProvider time, ILogger<NetworkReplacer> logger) : BackgroundService
{
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan PollTimeout = TimeSpan.FromSeconds(10);   // dockerd stores a network right after CreateNetwork
    static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    readonly SemaphoreSlim _look = new(1); // 1: what an agent before has left is looked at first

    volatile Swap? _swap;                  // the replacement that waits for its CreateNetwork; written by the loop alone

    /// <summary>CreateNetwork has been answered: of a network to replace, or of one that replaces another.</summary>
    public Task Answered(string? application)
    {
        if (_swap is { } swap && swap.Application == application)
            swap.Answered.TrySetResult();
        else
            _look.Release();
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await WarmUp(stoppingToken);
        while (true)
        {
            var isAllDone = true;
            foreach (var (id, replacement) in state.State.Replacements)
                isAllDone &= await TryReplace(id, replacement, stoppingToken);
            await _look.WaitAsync(isAllDone ? Timeout.InfiniteTimeSpan : RetryInterval, stoppingToken);
        }
    }

    // The first call of a process costs ten times what later ones do, and a replacement has no time. Docker refuses both of
    // these, whatever else it has.
    async Task WarmUp(CancellationToken stop)
    {
        await Refused(() => docker.Networks.InspectNetworkAsync("there-is-no-such-network", stop));
        await Refused(() => docker.Networks.CreateNetworkAsync(new NetworksCreateParameters
        {
            Name = "none", // a name of Docker's own
            IPAM = new IPAM { Driver = "default", Options = new Dictionary<string, string>(), Config = [] },
        }, stop));
    }

    async Task Refused(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (e is DockerApiException or HttpRequestException or TimeoutException or IOException)
        {
            LogWarmedUp(e.GetBaseException().Message);
        }
    }

    async Task<bool> TryReplace(string id, ReplacementRecord replacement, CancellationToken stop)
    {
        try
        {
            await Replace(id, replacement, stop);
            return true;
        }
        catch (Exception e) when (e is RefusedException or DockerApiException or HttpRequestException or TimeoutException or IOException)
        {
            LogFailed(id, replacement.Application, e.Message);
            return false;
        }
    }

    async Task Replace(string id, ReplacementRecord replacement, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        var application = (await controller.GetApplication(replacement.Application, stop)).Status;
        string? created = null;
        var remembered = Task.CompletedTask;
        if (replacement.Name.Length == 0)
        {
            if (await FindNetwork(id, stop) is not { } network)
            {
                await state.Change(s => s with { Networks = s.Networks.Remove(id), Replacements = s.Replacements.Remove(id) });
                LogAbandoned(id, replacement.Application);
                return;
            }
            // Remembered before it is deleted: an agent that dies in between goes on here.
            replacement = Remember(network, replacement.Application);
            remembered = state.Change(s => s with { Replacements = s.Replacements.SetItem(id, replacement) });
        }
        else
        {
            created = await FindReplacement(id, replacement.Name, stop);
        }

        created ??= await CreateAndDelete(id, replacement, application, remembered, stop);
        await remembered;
        await Delete(id, stop);
        await state.Change(s => s with { Networks = s.Networks.Remove(id), Replacements = s.Replacements.Remove(id) });
        if (created is not null)
        {
            LogReplaced(replacement.Name, id, created, application.Ipv4Subnet, application.Ipv6Subnet,
                time.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    /// <summary>The replacement that an agent before has made and died: dockerd would make a second one of that name.</summary>
    async Task<string?> FindReplacement(string id, string name, CancellationToken stop)
    {
        var networks = await docker.Networks.ListNetworksAsync(new NetworksListParameters(), stop);
        return networks.FirstOrDefault(n => n.Name == name && n.ID != id)?.ID;
    }

    async Task<string?> CreateAndDelete(
        string id, ReplacementRecord replacement, Api.ApplicationStatus application, Task remembered, CancellationToken stop)
    {
        var swap = new Swap(replacement.Application);
        _swap = swap;
        try
        {
            var creating = Create(replacement, application, stop);
            var isAnswered = await Task.WhenAny(creating, swap.Answered.Task) != creating;
            await remembered;
            if (isAnswered)
                await Delete(id, stop);
            if (await creating is { } created)
                return created;
        }
        finally
        {
            _swap = null;
        }
        await Delete(id, stop);
        var second = await Create(replacement, application, stop);
        if (second is null)
            LogNameTaken(replacement.Name);
        return second;
    }

    /// <summary>The network, or null when dockerd has not kept it.</summary>
    async Task<NetworkResponse?> FindNetwork(string id, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await docker.Networks.InspectNetworkAsync(id, stop);
            }
            catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                if (time.GetElapsedTime(started) > PollTimeout)
                    return null;
            }
            await Task.Delay(PollInterval, time, stop);
        }
    }

    async Task Delete(string id, CancellationToken stop)
    {
        try
        {
            await docker.Networks.DeleteNetworkAsync(id, stop);
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            // deleted before the agent was started again, or by its user
        }
    }

    /// <summary>The new network's id, or null when there is another of that name and dockerd minds.</summary>
    async Task<string?> Create(ReplacementRecord replacement, Api.ApplicationStatus application, CancellationToken stop)
    {
        var pools = new List<IPAMConfig>();
        if (application.Ipv4Subnet.Length > 0)
            pools.Add(new IPAMConfig { Subnet = application.Ipv4Subnet, Gateway = application.Ipv4Gateway });
        if (application.Ipv6Subnet.Length > 0)
            pools.Add(new IPAMConfig { Subnet = application.Ipv6Subnet, Gateway = application.Ipv6Gateway });
        try
        {
            var response = await docker.Networks.CreateNetworkAsync(new NetworksCreateParameters
            {
                Name = replacement.Name,
                Driver = replacement.Driver,
                EnableIPv6 = application.Ipv6Subnet.Length > 0,
                Internal = replacement.IsInternal,
                Attachable = replacement.IsAttachable,
                Options = replacement.Options.ToDictionary(),
                Labels = replacement.Labels.ToDictionary(),
                IPAM = new IPAM
                {
                    Driver = replacement.Driver,
                    Options = new Dictionary<string, string> { [Plugin.NetworkDriver.ApplicationOption] = replacement.Application },
                    Config = pools, // said, so that `docker run --ip` is allowed
                },
            }, stop);
            return response.ID;
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            return null;
        }
    }

    /// <summary>A replacement whose CreateNetwork is awaited.</summary>
    sealed record Swap(string Application)
    {
        public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    static ReplacementRecord Remember(NetworkResponse network, string application) => new()
    {
        Application = application,
        Name = network.Name,
        Driver = network.Driver,
        Options = (network.Options ?? new Dictionary<string, string>()).ToImmutableSortedDictionary(StringComparer.Ordinal),
        Labels = (network.Labels ?? new Dictionary<string, string>()).ToImmutableSortedDictionary(StringComparer.Ordinal),
        IsInternal = network.Internal,
        IsAttachable = network.Attachable,
    };

    [LoggerMessage(LogLevel.Debug, "Asked Docker for something that it refuses: {Reason}")]
    partial void LogWarmedUp(string reason);

    [LoggerMessage(LogLevel.Information, "Replaced Docker network {Name} {OldNetwork} by {NewNetwork} with {Ipv4} {Ipv6}, in {Milliseconds:0} ms")]
    partial void LogReplaced(string name, string oldNetwork, string newNetwork, string ipv4, string ipv6, double milliseconds);

    [LoggerMessage(LogLevel.Warning, "Docker network {Network} of application {Application} is still to be replaced: {Reason}")]
    partial void LogFailed(string network, string application, string reason);

    [LoggerMessage(LogLevel.Warning, "Docker did not keep network {Network} of application {Application}")]
    partial void LogAbandoned(string network, string application);

    [LoggerMessage(LogLevel.Warning, "Docker network {Name} is not made anew, somebody has made another of that name")]
    partial void LogNameTaken(string name);
}
