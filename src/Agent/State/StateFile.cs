using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Sdn.Agent.Netlink;

namespace Sdn.Agent.State;

/// <summary>A state file that cannot be read; it is left for people to look at.</summary>
sealed class StateFileException(string message, Exception inner) : Exception(message, inner);

/// <summary>
/// The agent's state in memory and in one file. A change is in the file, whole, when <see cref="Change"/> has returned;
/// changes that come while the disk is busy share the next write.
/// </summary>
sealed class StateFile : IDisposable
{
    const string FileName = "state.json";
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly string _path;
    readonly SafeFileHandle _directory;            // to fsync the rename
    readonly FileStream _lock;                     // two agents on one state directory would undo each other
    readonly Lock _gate = new();                   // owns _state and _changes
    readonly SemaphoreSlim _writing = new(1, 1);   // owns the file and _changesWritten
    AgentState _state;
    long _changes;
    long _changesWritten;

    StateFile(string path, SafeFileHandle directory, FileStream exclusive, AgentState state) =>
        (_path, _directory, _lock, _state) = (path, directory, exclusive, state);

    public AgentState State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    /// <summary>Reads the state; an unreadable file is renamed to `state.json.corrupt-TIME` and the call throws.</summary>
    public static StateFile Open(string directoryPath, TimeProvider time)
    {
        Directory.CreateDirectory(directoryPath, OwnerOnly | UnixFileMode.UserExecute);
        var exclusive = Lock(directoryPath);
        try
        {
            var path = Path.Combine(directoryPath, FileName);
            var state = File.Exists(path) ? Read(path, time) : new AgentState();
            return new StateFile(path, OpenDirectory(directoryPath), exclusive, state);
        }
        catch
        {
            exclusive.Dispose();
            throw;
        }
    }

    public async Task Change(Func<AgentState, AgentState> change)
    {
        long mine;
        lock (_gate)
        {
            var changed = change(_state);
            if (ReferenceEquals(changed, _state))
                return;
            _state = changed;
            mine = ++_changes;
        }

        await _writing.WaitAsync();
        try
        {
            if (_changesWritten >= mine)
                return; // the writer before had it already
            AgentState snapshot;
            long upTo;
            lock (_gate)
                (snapshot, upTo) = (_state, _changes);
            await Write(snapshot);
            _changesWritten = upTo;
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose()
    {
        _directory.Dispose();
        _lock.Dispose();
        _writing.Dispose();
    }

    static FileStream Lock(string directoryPath)
    {
        var path = Path.Combine(directoryPath, "lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new StateFileException($"another sdn-agent uses {directoryPath}; give each its own --state-dir", e);
        }
    }

    // .NET opens no directories.
    static SafeFileHandle OpenDirectory(string path)
    {
        var fd = Libc.Open(path, Libc.OpenCloseOnExec);
        return fd >= 0
            ? new SafeFileHandle(fd, ownsHandle: true)
            : throw new IOException($"cannot open {path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    static AgentState Read(string path, TimeProvider time)
    {
        try
        {
            var state = JsonSerializer.Deserialize(File.ReadAllBytes(path), StateJson.Default.AgentState)
                ?? throw new JsonException("the file holds null");
            return state.Version == AgentState.CurrentVersion
                ? state
                : throw new JsonException($"version {state.Version} is not {AgentState.CurrentVersion}");
        }
        catch (JsonException e)
        {
            var aside = $"{path}.corrupt-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}";
            File.Move(path, aside);
            throw new StateFileException(
                $"the state file {path} cannot be read ({e.Message}); it was kept as {aside}. Repair it and move it back, or " +
                "start again without it: the agent then knows no networks, so remove and create the Docker networks of the driver anew", e);
        }
    }

    async Task Write(AgentState state)
    {
        var temporary = _path + ".new";
        await using (var file = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
            BufferSize = 0,
        }))
        {
            await file.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(state, StateJson.Default.AgentState));
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, _path, overwrite: true);
        RandomAccess.FlushToDisk(_directory); // the rename itself
    }
}
