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

/// <summary>How far a bundle had come when the switch refused it.</summary>
public enum BundlePhase
{
    Open,
    Add,
    Commit,
}

/// <summary>The switch refused a bundle, and has done nothing of it.</summary>
public sealed class BundleRefusedException(BundlePhase phase, int index, OpenFlowMessage message, OpenFlowError error)
    : RequestRefusedException(message, error, Text(phase, index, message, error))
{
    public BundlePhase Phase { get; } = phase;

    /// <summary>The place of the refused message in the bundle; -1 if it was the bundle itself.</summary>
    public int Index { get; } = index;

    static string Text(BundlePhase phase, int index, OpenFlowMessage message, OpenFlowError error) => index < 0
        ? $"the {phase.ToString().ToLowerInvariant()} of the bundle: {error.Sentence}"
        : $"message {index} of the bundle, {MessageText.Describe(message)}: {error.Sentence}";
}

/// <summary>What a peer did after which its stream cannot or must not be followed any more.</summary>
sealed class BrokenStreamException(OpenFlowError error, string detail) : OpenFlowException(error, detail);
