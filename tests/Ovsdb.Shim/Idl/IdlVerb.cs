using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sdn.Ovsdb.Shim;

/// <summary>The verb "idl": keeps a replica of the database "idltest" and goes through steps that change it or wait for changes.</summary>
/// <remarks>
/// A step is "[...]" (a transaction of another session), "condition TABLE JSON;...", "reconnect", "set-remote REMOTE,...", "sleep",
/// "monitor" or commands of <see cref="IdlCommands"/>. Before each the next update is awaited and printed, unless the step begins with "+" (do not wait) or "^"
/// (wait until the conditions are in force); "?" prints tersely. A first step "?TABLE:COLUMNS?..." limits what is kept.
/// </remarks>
sealed partial class IdlVerb : IAsyncDisposable
{
    readonly IdlOptions _options;
    readonly IdlOutput _output;
    readonly OvsdbReplica _replica;
    readonly ReplicaSubscription _subscription;
    readonly IdlSession _session;
    readonly List<string> _uuids = [];
    string[] _steps;

    // What the steps have seen: a client with one thread, as the suite thinks of, learns nothing between two looks.
    ReplicaSnapshot _seen;
    long _version;
    long _conditions;
    bool _isReconnecting;

    IdlVerb(IdlOptions options, string remotes, string[] steps, IdlOutput output)
    {
        _options = options;
        _output = output;
        _steps = steps;
        _replica = new OvsdbReplica(IdlRows.Request(TakeRegistration()));
        _subscription = _replica.Subscribe(ChangeMerging.Touched);
        _seen = _replica.Snapshot;
        _session = new IdlSession(_replica, OvsdbRemotes.Parse(remotes), options.Log);
    }

    public static async Task Run(IdlOptions options, string[] arguments, IdlOutput output, CancellationToken cancellationToken)
    {
        if (arguments.Length == 0)
            throw new UsageException("idl: REMOTE expected");
        await using var verb = new IdlVerb(options, arguments[0], arguments[1..], output);
        await verb.Run(cancellationToken);
    }

    async Task Run(CancellationToken cancellationToken)
    {
        // Before there is a session: the first dump is conditional already.
        if (_steps is [var first, ..] && first.StartsWith("condition ", StringComparison.Ordinal))
        {
            await SetConditions(first, cancellationToken);
            _steps = _steps[1..];
        }
        _session.Start(cancellationToken);
        foreach (var step in _steps)
            await RunStep(step, cancellationToken);
        await _session.Failing(_replica.WaitUntil(snapshot => snapshot.Version != _version, cancellationToken));
        PrintAll();
        _output.Line("done");
    }

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await _session.DisposeAsync();
    }

    async Task RunStep(string step, CancellationToken cancellationToken)
    {
        var isTerse = step.StartsWith('?');
        if (isTerse)
            step = step[1..];
        if (step.StartsWith('+'))
        {
            step = step[1..];
        }
        else if (step.StartsWith('^'))
        {
            step = step[1..];
            await _session.Failing(_replica.WaitForConditions(_conditions, cancellationToken));
            _seen = _replica.Snapshot;
        }
        else
        {
            await PrintUpdate(isTerse, cancellationToken);
            while (step == "monitor")
            {
                _version = _seen.Version;
                await PrintUpdate(isTerse, cancellationToken);
            }
        }
        _version = _seen.Version;

        if (step == "reconnect")
        {
            _output.Line("reconnect");
            _isReconnecting = true;
            await _session.Drop();
        }
        else if (step.StartsWith("set-remote ", StringComparison.Ordinal))
        {
            var remotes = step["set-remote ".Length..];
            _session.SetRemotes(OvsdbRemotes.Parse(remotes));
            _output.Line($"new remotes: {remotes}, is connected: {(_session.IsConnected ? "true" : "false")}");
        }
        else if (step == "sleep")
        {
            _output.Line("sleep");
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
        else if (step.StartsWith("condition ", StringComparison.Ordinal))
        {
            await SetConditions(step, cancellationToken);
        }
        else if (step.StartsWith('['))
        {
            await Transact(step, cancellationToken);
        }
        else
        {
            var (line, isRefused) = await IdlCommands.Run(_replica.Begin(_seen), step, cancellationToken);
            _output.Line(line);
            _seen = _replica.Snapshot;
            if (isRefused)
                _version = 0;
        }
    }

    async Task PrintUpdate(bool isTerse, CancellationToken cancellationToken)
    {
        await _session.Failing(_replica.WaitUntil(snapshot => snapshot.IsLoaded && snapshot.Version != _version, cancellationToken));
        var before = _seen;
        var changes = Look();
        _output.Lines(_options.IsTracking
            ? IdlRows.Changed(changes, before, isTerse)
            : IdlRows.All(changes.Snapshot, NoChanges, isTerse));
    }

    void PrintAll()
    {
        var changes = Look();
        var byRow = _options.IsTracking ? changes.Rows.ToDictionary(change => change.Uuid) : NoChanges;
        _output.Lines(IdlRows.All(changes.Snapshot, byRow, isTerse: false));
    }

    ReplicaChanges Look()
    {
        var changes = _subscription.Take();
        _seen = changes.Snapshot;
        _options.Log?.Missing(_replica.Request, _seen.Schema);
        var isAnew = _isReconnecting && _replica.LastLoad == ReplicaLoad.Dumped;
        _isReconnecting = false;
        // The C IDL forgets everything when a server cannot resume, and tells of all rows again; the replica tells differences alone.
        var rows = isAnew
            ? _replica.Request.Tables.SelectMany(table => _seen[table.Name].Rows).Select(row => new RowChange(row.Table, row.Uuid, null, row))
            : changes.Rows;
        // Nor does it tell of a row that comes with nothing but defaults.
        return changes with { Rows = [.. rows.Where(change => change is not { Old: null, New: not null } || change.ChangedColumns.Any())] };
    }

    static Dictionary<Guid, RowChange> NoChanges { get; } = [];

    async Task SetConditions(string step, CancellationToken cancellationToken)
    {
        foreach (var change in step["condition ".Length..].Split(';'))
        {
            var parts = change.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 2 || Verbs.Json(parts[1]) is not { ValueKind: JsonValueKind.Array } json)
                throw new UsageException($"condition should be TABLE and an array, not {change}");
            // In the suite no clause at all means no row at all, as for the C IDL.
            Condition[] where = json.GetArrayLength() == 0 ? [Condition.Never] : [.. json.EnumerateArray().Select(ParseClause)];
            var sequence = await _replica.SetConditions(parts[0], where, cancellationToken);
            _output.SameStep(sequence == _conditions ? $"{parts[0]}: conditions unchanged" : $"{parts[0]}: change conditions");
            _conditions = sequence;
        }
        _output.NextStep();
    }

    // The suite writes a clause's value bare, and the columns that it has clauses on are scalars.
    static Condition ParseClause(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.True)
            return Condition.Always;
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != 3)
            throw new UsageException("Error parsing condition");
        var column = json[0].GetString()!;
        var type = new BaseType(column switch
        {
            "b" => AtomType.Boolean,
            "i" => AtomType.Integer,
            "s" => AtomType.String,
            "u" => AtomType.Uuid,
            "r" => AtomType.Real,
            _ => throw new UsageException($"Unsupported columns name {column}"),
        });
        var value = type.Type == AtomType.Uuid
            ? Guid.ParseExact(json[2].GetString()!, "D")
            : ValueParser.ParseAtom(json[2], type);
        return new Condition(column, Condition.ParseFunction(json[1]), value);
    }

    async Task Transact(string step, CancellationToken cancellationToken)
    {
        var parameters = Verbs.Json(UuidName.Replace(
            step, match => _uuids[int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)]));
        var client = await _session.Other(cancellationToken);
        var result = await client.Call("transact", parameters, cancellationToken);
        RememberUuids(result);
        _output.Line(CanonicalJson.Format($"{{\"error\":null,\"result\":{result.GetRawText()}}}"));
    }

    void RememberUuids(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String && Guid.TryParseExact(json.GetString(), "D", out var _))
            _uuids.Add(json.GetString()!);
        else if (json.ValueKind == JsonValueKind.Array)
            json.EnumerateArray().ToList().ForEach(RememberUuids);
        else if (json.ValueKind == JsonValueKind.Object)
            json.EnumerateObject().ToList().ForEach(member => RememberUuids(member.Value));
    }

    Dictionary<string, string[]>? TakeRegistration()
    {
        if (_steps is not [var first, ..] || !Registration.IsMatch(first))
            return null;
        _steps = _steps[1..];
        return first[1..].Split('?').Select(table => table.Split(':')).ToDictionary(
            parts => parts[0], parts => parts[1].Split(',').Select(column => column.TrimEnd('!')).ToArray());
    }

    [GeneratedRegex("#([0-9]+)#")]
    static partial Regex UuidName { get; }

    [GeneratedRegex(@"^(\?\w+:[\w,!]+)+$")]
    static partial Regex Registration { get; }
}
