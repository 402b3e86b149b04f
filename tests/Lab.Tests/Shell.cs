using System.Diagnostics;
using System.Text;

namespace Sdn.Lab.Tests;

/// <summary>What a program said and how it ended.</summary>
public sealed record ProgramResult(string Command, int ExitCode, string Output, string Error)
{
    /// <exception cref="InvalidOperationException">The program failed.</exception>
    public string OrThrow() => ExitCode == 0
        ? Output
        : throw new InvalidOperationException($"{Command}: exit code {ExitCode}\n{Output}{Error}");
}

/// <summary>A program that runs while the test goes on; ended, if need be, when the test is over.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    readonly Process _process;
    readonly string _command;
    readonly StringBuilder _output = new(), _error = new();

    // Written under the lock of _output by the reader, completed and replaced at each line.
    TaskCompletionSource _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

    RunningProgram(Process process, string command)
    {
        (_process, _command) = (process, command);
        process.OutputDataReceived += (_, e) => Append(_output, e.Data);
        process.ErrorDataReceived += (_, e) => Append(_error, e.Data);
    }

    public static RunningProgram Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var process = new Process { StartInfo = start };
        var running = new RunningProgram(process, $"{Path.GetFileName(file)} {string.Join(' ', start.ArgumentList)}");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return running;
    }

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public async Task Write(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
    }

    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Waits until the program has written a text.</summary>
    public async Task WaitForOutput(string text, TimeSpan bound)
    {
        using var timeout = new CancellationTokenSource(bound);
        while (true)
        {
            Task line;
            lock (_output)
            {
                if (_output.ToString().Contains(text, StringComparison.Ordinal))
                    return;
                line = _line.Task;
            }

            try
            {
                await line.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{_command} did not write '{text}' within {bound.TotalSeconds} s, but:\n{Output}{_error}");
            }
        }
    }

    public async Task<ProgramResult> WaitForExit(TimeSpan bound)
    {
        using var timeout = new CancellationTokenSource(bound);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{_command} did not end within {bound.TotalSeconds} s, but wrote:\n{Output}{_error}");
        }

        return new(_command, _process.ExitCode, Output, _error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    void Append(StringBuilder text, string? line)
    {
        if (line is null)
            return;

        TaskCompletionSource woken;
        lock (_output)
        {
            text.AppendLine(line);
            (woken, _line) = (_line, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        woken.SetResult();
    }
}
