using Microsoft.Extensions.Logging;

namespace Sdn.Controller.Tests.Devices;

/// <summary>What a controller logs, to be looked at and waited for.</summary>
sealed class LogLines : ILoggerProvider
{
    readonly Lock _gate = new();

    // Under _gate.
    readonly List<string> _lines = [];
    TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lines as "Level category: message".</summary>
    public IReadOnlyList<string> All
    {
        get { lock (_gate) { return [.. _lines]; } }
    }

    /// <summary>Waits for a line that holds all of these texts.</summary>
    public async Task<string> Wait(params string[] texts)
    {
        using var bound = new CancellationTokenSource(LiveController.WaitMax);
        while (true)
        {
            Task added;
            lock (_gate)
            {
                if (_lines.FirstOrDefault(line => texts.All(text => line.Contains(text, StringComparison.Ordinal))) is { } found)
                    return found;

                added = _added.Task;
            }

            try
            {
                await added.WaitAsync(bound.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"no line with '{string.Join("' and '", texts)}' in:\n{string.Join('\n', All)}");
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Lines(this, categoryName.Split('.')[^1]);

    public void Dispose()
    {
    }

    void Add(string line)
    {
        TaskCompletionSource added;
        lock (_gate)
        {
            _lines.Add(line);
            added = _added;
            _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        added.SetResult();
    }

    sealed class Lines(LogLines log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add($"{logLevel} {category}: {formatter(state, exception)}{(exception is null ? "" : $" [{exception}]")}");
    }
}
