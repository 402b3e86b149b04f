namespace Sdn.Controller.Store;

/// <summary>The store could not be opened: damaged, of a newer version, in use by another controller, or not accessible.</summary>
sealed class StoreOpenException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A mutation could not be written; nothing of it has happened, and reads go on.</summary>
sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
