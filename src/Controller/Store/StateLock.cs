using System.Globalization;

namespace Sdn.Controller.Store;

/// <summary>The lock on a state directory: one controller at a time. The kernel lets go of it when the process ends.</summary>
sealed class StateLock : IDisposable
{
    // What flock(2) says when somebody else holds the lock; .NET hands errno on as the HResult.
    const int EWouldBlock = 11;

    readonly FileStream _file;

    StateLock(FileStream file) => _file = file;

    public static StateLock Take(string directory)
    {
        var owner = Path.Combine(directory, "controller.pid");
        try
        {
            Directory.CreateDirectory(directory);
            // FileShare.None is flock(2) here, which holds between processes and between two opens in one.
            var file = new FileStream(Path.Combine(directory, "controller.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            return new(file);
        }
        catch (IOException e) when (e.HResult == EWouldBlock)
        {
            var process = File.Exists(owner) ? $" (process {File.ReadAllText(owner).Trim()})" : "";
            throw new StoreOpenException(
                $"another sdn-controller{process} uses {directory}; give each controller a --state-dir of its own", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreOpenException($"the state directory {directory} cannot be used: {e.Message}", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
