using System.Reflection;
using System.Text.Json;
using StreamJsonRpc.Protocol;

namespace Sdn.Ovsdb;

/// <summary>A request that the server makes of us; its whole "params" is the one argument of the method that answers.</summary>
sealed class PeerRequest(JsonElement parameters) : JsonRpcRequest
{
    public override int ArgumentCount => 1;

    public override ArgumentMatchResult TryGetTypedArguments(
        ReadOnlySpan<ParameterInfo> parameterInfos, Span<object?> typedArguments)
    {
        typedArguments[0] = parameters;
        return ArgumentMatchResult.Success;
    }

    public override ArgumentMatchResult TryGetTypedArguments(
        ReadOnlySpan<ParameterInfo> parameterInfos, ReadOnlySpan<string?> parameterNames, Span<object?> typedArguments) =>
        TryGetTypedArguments(parameterInfos, typedArguments);

    public override bool TryGetArgumentByNameOrIndex(string? name, int position, Type? typeHint, out object? value)
    {
        value = parameters;
        return true;
    }
}
