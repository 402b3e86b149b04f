namespace Sdn.OpenFlow;

/// <summary>The connection is gone, and with it the answers that were awaited.</summary>
public sealed class SwitchDisconnectedException(Disconnect disconnect) : IOException(disconnect.Reason, disconnect.Error);

/// <summary>Why a connection ended: in words, and what was thrown if it did not end by itself.</summary>
public sealed record Disconnect(string Reason, Exception? Error = null);

/// <summary>The switch answered a request with an error.</summary>
public class RequestRefusedException(OpenFlowMessage request, OpenFlowError error, string detail) : OpenFlowException(error, detail)
{
    public OpenFlowMessage Request { get; } = request;
}

/// <summary>The switch refused a bundle, and has done nothing of it.</summary>
public sealed class BundleRefusedException(int index, OpenFlowMessage message, OpenFlowError error)
    : RequestRefusedException(message, error, $"message {index} of the bundle, {MessageText.Describe(message)}: {error.Sentence}")
{
    /// <summary>The place of the refused message in the bundle; -1 if it was the bundle itself.</summary>
    public int Index { get; } = index;
}
