namespace Sdn.Ovsdb.Shim;

/// <summary>The verbs that need a server, and the way into them from a command line.</summary>
static class IdlVerbs
{
    public static IReadOnlyDictionary<string, Func<IdlOptions, string[], IdlOutput, CancellationToken, Task>> All { get; } =
        new Dictionary<string, Func<IdlOptions, string[], IdlOutput, CancellationToken, Task>>
        {
            ["idl"] = IdlVerb.Run,
            ["idl-partial-update-map-column"] = static (_, a, output, token) => IdlPrograms.UpdateMaps(a, output, token),
            ["idl-partial-update-set-column"] = static (_, a, output, token) => IdlPrograms.UpdateSets(a, output, token),
            ["idl-compound-index"] = static (_, a, output, token) => IdlPrograms.Index(a, output, token),
            ["idl-compound-index-with-ref"] = static (_, a, output, token) => IdlPrograms.IndexReferences(a, output, token),
            ["idl-table-column-check"] = IdlSchemas.TellWhatIsThere,
            ["idl-reconnect-last-id"] = IdlSchemas.Resume,
            ["transact"] = static (_, a, output, token) => TransactVerb.Run(a, output, token),
        };

    /// <summary>Runs a verb with its options' timeout.</summary>
    public static async Task<int> Run(IdlOptions options, string[] arguments, TextWriter writer, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (options.TimeoutSeconds is { } seconds)
            timeout.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            await All[arguments[0]](options, arguments[1..], new IdlOutput(writer), timeout.Token);
            return 0;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UsageException($"not done after {options.TimeoutSeconds} s");
        }
    }
}
