namespace Sdn.Ovsdb;

public sealed partial class OvsdbClient
{
    // Counted up by Watch.
    long _watches;

    /// <summary>Monitors tables with the method of one's choice, and hands on what the server sends as it is.</summary>
    /// <param name="method">The method; there is no falling back to an older one.</param>
    /// <param name="database">The database.</param>
    /// <param name="tables">What to report.</param>
    /// <param name="since">The transaction from which to resume, with <see cref="MonitorMethod.ConditionalSince"/>.</param>
    /// <param name="cancellationToken">Stops waiting for the reply.</param>
    /// <exception cref="OvsdbException">The server refused; "unknown method": it is older than the method.</exception>
    public async Task<OvsdbWatch> Watch(
        MonitorMethod method, string database, IReadOnlyList<TableWatch> tables, Guid since, CancellationToken cancellationToken)
    {
        var id = $"watch-{Interlocked.Increment(ref _watches)}";
        var watch = new OvsdbWatch(this, id, tables, _options.MessageBytesMax);
        _sinks[id] = watch;
        try
        {
            await CallMonitor(method, database, id, since, watch, cancellationToken);
            return watch;
        }
        catch
        {
            _sinks.TryRemove(id, out _);
            throw;
        }
    }
}
