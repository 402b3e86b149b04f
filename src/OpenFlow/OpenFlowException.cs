namespace Sdn.OpenFlow;

/// <summary>A message that breaks OpenFlow, or that the peer refused: the error's name, and where and why.</summary>
public class OpenFlowException(OpenFlowError error, string detail) : Exception($"{error.Name}: {detail}")
{
    public OpenFlowError Error { get; } = error;

    /// <summary>Where and why, without the error's name.</summary>
    public string Detail { get; } = detail;
}
