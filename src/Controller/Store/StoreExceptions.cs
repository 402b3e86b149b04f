namespace Sdn.Controller.Store;

/// <summary>The store could not be opened: damaged, of a newer version, in use by another controller, or not accessible.</summary>
sealed class StoreOpenException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A mutation could not be written; nothing of it has happened, and reads go on.</summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="inner">What SQLite says.</param>
/// <param name="reason">The same for programs.</param>
sealed class StoreUnavailableException(string message, Exception? inner = null, string reason = StoreUnavailableException.Unavailable)
    : Exception(message, inner)
{
    public const string Unavailable = "STORE_UNAVAILABLE";
    public const string DiskFull = "DISK_FULL";
    public const string DiskReadOnly = "DISK_READ_ONLY";

    public string Reason => reason;
}
