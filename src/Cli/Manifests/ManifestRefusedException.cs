using Grpc.Core;

namespace Sdn.Cli.Manifests;

/// <summary>The controller refused a document of a manifest; those before it are done.</summary>
/// <param name="refusal">What the controller said.</param>
/// <param name="document">The document that it said it of.</param>
sealed class ManifestRefusedException(RpcException refusal, ManifestDocument document)
    : Exception($"{document.Position}: stopped here; what comes before is done, this and what follows is not.")
{
    public RpcException Refusal => refusal;

    /// <summary>Where a field of the refused request stands: <c>device.spec.vtep_address</c> or the same from <c>spec</c> on.</summary>
    public string? PositionOf(string field)
    {
        var start = field.IndexOf("spec", StringComparison.Ordinal);
        return start >= 0 && document.Positions.TryGetValue(field[start..], out var position) ? $"{position}: " : null;
    }
}
