using System.Diagnostics.CodeAnalysis;
using Google.Protobuf.Collections;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Sdn.Api;

namespace Sdn.Controller.Tests;

/// <summary>
/// A state directory on which one process after another lives and is killed, with all that their callers were answered.
/// </summary>
[SuppressMessage("Security", "CA5394", Justification = "the moments and calls are to be drawn again from a seed")]
sealed class CrashedStore(int seed)
{
    const int Callers = 8;
    const int AnswersMax = 40;
    const int ExtraMicrosecondsMax = 4000;

    readonly Random _random = new(seed);
    readonly List<CrashCaller> _callers = [.. Enumerable.Range(0, Callers).Select(i => new CrashCaller(i, seed))];
    readonly HashSet<ulong> _macs = [];
    ulong _checked; // all changes up to this revision are checked

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("sdn-controller-crash-").FullName;

    public int Answered => _callers.Sum(c => c.Answered);

    public int Unanswered => _callers.Sum(c => c.Unanswered);

    public int UnansweredKept => _callers.Sum(c => c.UnansweredKept);

    /// <summary>Starts a process, checks what it has kept, writes, and kills it within the writing.</summary>
    public async Task LiveOnce()
    {
        using var process = ControllerProcess.Launch(Directory);
        await Check(process);
        var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = _random.Next(AnswersMax);
        if (left == 0)
            due.SetResult();
        var writing = Task.WhenAll(_callers.Select(c => c.Write(process.Channel, () =>
        {
            if (Interlocked.Decrement(ref left) == 0)
                due.SetResult();
        })));
        await due.Task;
        var extra = TimeSpan.FromMicroseconds(_random.Next(ExtraMicrosecondsMax));
        SpinWait.SpinUntil(() => false, extra); // so that the moment does not keep step with the answers
        process.Kill();
        await writing;
    }

    /// <summary>Checks what the last kill has left.</summary>
    public async Task Check()
    {
        using var process = ControllerProcess.Launch(Directory);
        await Check(process);
        process.Kill();
    }

    async Task Check(ControllerProcess process)
    {
        var client = new ApplicationService.ApplicationServiceClient(process.Channel);
        var listed = await client.ListApplicationsAsync(new() { PageSize = 1000 }, ControllerProcess.Ready);
        Assert.Equal("", listed.NextPageToken);
        var log = ReadLog(_checked);
        Assert.Equal(Enumerable.Range((int)_checked + 1, log.Count).Select(r => (ulong)r), log.Keys.Order());
        Assert.Equal(_checked + (ulong)log.Count, listed.Revision);

        var applications = listed.Applications.ToDictionary(a => a.Name);
        foreach (var caller in _callers)
            caller.Check(applications, log);
        Assert.Equal(_callers.Sum(c => c.Known), applications.Count);
        AssertUnique(listed.Applications, log);
        _checked = listed.Revision;
    }

    void AssertUnique(RepeatedField<Application> applications, Dictionary<ulong, Logged> log)
    {
        Assert.Equal(applications.Count, applications.DistinctBy(a => a.Status.Number).Count());
        Assert.Equal(applications.Count, applications.DistinctBy(a => a.Status.Key).Count());
        Assert.Equal(applications.Count, applications.DistinctBy(a => a.Status.Ipv4Subnet).Count());
        foreach (var created in log.Values.Where(l => l.Operation == Logged.Created))
            Assert.True(_macs.Add(Convert.ToUInt64(created.Application.Status.GatewayMac.Replace(":", "", StringComparison.Ordinal), 16)), "a MAC address was given twice");
    }

    // From the file itself, while the process has it open: no call of the API stands between.
    Dictionary<ulong, Logged> ReadLog(ulong after)
    {
        using var connection = new SqliteConnection($"Data Source={Directory}/store.db;Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT revision, operation, body FROM change WHERE revision > $after";
        command.Parameters.AddWithValue("$after", (long)after);
        using var reader = command.ExecuteReader();
        var log = new Dictionary<ulong, Logged>();
        while (reader.Read())
            log.Add((ulong)reader.GetInt64(0), new(reader.GetInt32(1), Application.Parser.ParseFrom(reader.GetFieldValue<byte[]>(2))));
        return log;
    }
}

/// <summary>A row of the change log as it is on disk.</summary>
sealed record Logged(int Operation, Application Application)
{
    public const int Created = 1, Updated = 2, Deleted = 3;
}

/// <summary>One caller who writes one thing after the other, and what he knows of the things that are his alone.</summary>
[SuppressMessage("Security", "CA5394", Justification = "the calls are to be drawn again from a seed")]
sealed class CrashCaller(int number, int seed)
{
    const int ApplicationsMax = 12;

    readonly Random _random = new(seed * 31 + number);

    // By name, as the last answer said; what is not here is not there.
    readonly Dictionary<string, Application> _known = [];
    readonly List<(ulong Revision, int Operation, Application Application)> _answers = []; // since the last check

    (int Operation, string Name, string Description)? _pending;
    int _created;

    public int Known => _known.Count;

    public int Answered { get; private set; }

    public int Unanswered { get; private set; }

    public int UnansweredKept { get; private set; }

    /// <summary>Writes until a call finds no controller.</summary>
    public async Task Write(ChannelBase channel, System.Action answered)
    {
        var client = new ApplicationService.ApplicationServiceClient(channel);
        try
        {
            while (true)
            {
                await WriteOne(client);
                _pending = null;
                Answered++;
                answered();
            }
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal)
        {
            Unanswered++; // the connection is gone: killed
        }
    }

    /// <summary>Holds what is there against the answers, and takes what became of the call that had none.</summary>
    public void Check(Dictionary<string, Application> there, Dictionary<ulong, Logged> log)
    {
        foreach (var (revision, operation, application) in _answers)
        {
            var logged = log[revision];
            Assert.Equal((operation, application.Name), (logged.Operation, logged.Application.Name));
            if (operation != Logged.Deleted)
                Assert.Equal(application, logged.Application);
        }

        _answers.Clear();
        if (_pending is { } pending)
            Resolve(pending, there.GetValueOrDefault(pending.Name), log);
        _pending = null;
        foreach (var (name, application) in _known)
            Assert.Equal(application, there.GetValueOrDefault(name));
    }

    // Wholly or not at all: the log and the resource say the same.
    void Resolve((int Operation, string Name, string Description) pending, Application? there, Dictionary<ulong, Logged> log)
    {
        var before = _known.GetValueOrDefault(pending.Name);
        var kept = log.Where(l => l.Value.Application.Name == pending.Name && l.Key > (before?.Revision ?? 0)).ToList();
        if (kept.Count == 0)
            return; // it must be as it was, which is checked with the rest

        var (revision, logged) = Assert.Single(kept);
        Assert.Equal(pending.Operation, logged.Operation);
        UnansweredKept++;
        if (pending.Operation == Logged.Deleted)
        {
            Assert.Null(there);
            _known.Remove(pending.Name);
            return;
        }

        Assert.Equal((pending.Description, revision), (logged.Application.Spec.Description, logged.Application.Revision));
        Assert.Equal(logged.Application, there);
        _known[pending.Name] = there!;
    }

    async Task WriteOne(ApplicationService.ApplicationServiceClient client)
    {
        var description = $"{_random.NextInt64():x16}";
        var isFull = _known.Count >= ApplicationsMax;
        var kind = _known.Count == 0 ? Logged.Created : isFull ? Logged.Deleted : _random.Next(Logged.Created, Logged.Deleted + 1);
        var name = kind == Logged.Created ? $"applications/c{number}-{_created++}" : _known.Keys.ElementAt(_random.Next(_known.Count));
        _pending = (kind, name, description);
        var id = name["applications/".Length..];
        switch (kind)
        {
            case Logged.Created:
                Answer(kind, await client.CreateApplicationAsync(new() { ApplicationId = id, Application = new() { Spec = new() { Description = description } } }));
                break;
            case Logged.Updated:
                Answer(kind, await client.UpdateApplicationAsync(new()
                {
                    Application = new() { Name = name, Spec = new() { Description = description } },
                    UpdateMask = new() { Paths = { "spec.description" } },
                }));
                break;
            default:
                _answers.Add(((await client.DeleteApplicationAsync(new() { Name = name })).Revision, kind, _known[name]));
                _known.Remove(name);
                break;
        }
    }

    void Answer(int kind, Application application)
    {
        _known[application.Name] = application;
        _answers.Add((application.Revision, kind, application));
    }
}
