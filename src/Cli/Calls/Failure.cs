using Google.Rpc;
using Grpc.Core;

namespace Sdn.Cli.Calls;

/// <summary>A call that failed, in words: what was wrong, where, and what to do.</summary>
static class Failure
{
    /// <param name="failure">What the call ended with.</param>
    /// <param name="address">The controller that was asked.</param>
    /// <param name="position">Where in a manifest a field of the request stands; null if there is no manifest.</param>
    public static (int ExitCode, IReadOnlyList<string> Lines) Describe(
        RpcException failure, string address, Func<string, string?>? position)
    {
        if (IsUnreachable(failure))
            return (ExitCodes.Unreachable, [Unreachable(failure, address)]);

        var status = failure.GetRpcStatus();
        var violations = status?.GetDetail<BadRequest>()?.FieldViolations ?? [];
        // The message repeats the violations for clients that read nothing else; here they get lines of their own.
        var isRepeated = violations.Count > 0 && violations.All(v => failure.Status.Detail.Contains(v.Description));
        List<string> lines =
        [
            $"{NameOf(failure.StatusCode)}: {(isRepeated ? "the controller does not accept:" : failure.Status.Detail)}",
            .. violations.Select(v => $"  {position?.Invoke(v.Field)}{v.Field}: {v.Description}"),
        ];
        if (status?.GetDetail<PreconditionFailure>() is { } precondition)
            lines.AddRange(precondition.Violations.Select(v => $"  {v.Subject}: {v.Description}"));
        if (AdviceOn(failure.StatusCode) is { } advice)
            lines.Add(advice);
        return (ExitCodes.Refused, lines);
    }

    /// <summary>
    /// Whether the failure was found on this side. The controller itself says UNAVAILABLE too (of a device that is not
    /// connected); only a failure of this side has an exception behind it.
    /// </summary>
    static bool IsUnreachable(RpcException failure) =>
        failure.StatusCode is StatusCode.DeadlineExceeded
        || failure.StatusCode is StatusCode.Unavailable or StatusCode.Internal && failure.Status.DebugException is not null;

    static string Unreachable(RpcException failure, string address)
    {
        if (failure.StatusCode is StatusCode.DeadlineExceeded)
            return $"the controller at {address} did not reply in time. Is it overloaded? See its log.";

        var cause = failure.Status.DebugException!;
        while (cause.InnerException is not null)
            cause = cause.InnerException;
        var reason = cause is TaskCanceledException or TimeoutException ? "timed out" : FirstWordsOf(cause.Message);
        return $"no controller answers at {address}: {reason}. "
            + "Is sdn-controller running? Set --controller or SDNCTL_CONTROLLER.";
    }

    static string FirstWordsOf(string message)
    {
        // SocketException: "Connection refused"; HttpRequestException: "... (host:port)".
        var text = message.Split(" (")[0].TrimEnd('.');
        return text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }

    static string? AdviceOn(StatusCode code) => code switch
    {
        StatusCode.NotFound => "See what there is with 'list'.",
        StatusCode.AlreadyExists => "Take another, or change the one that is there with 'update'.",
        StatusCode.Aborted => "It has changed meanwhile: 'get' it, and try again with its revision.",
        StatusCode.OutOfRange => "Changes that old are no longer kept: begin with a snapshot, without --start-revision.",
        StatusCode.Unimplemented => "sdnctl and controller differ in version, or the address is another service's.",
        _ => null,
    };

    /// <summary>The code as the API writes it: <c>NOT_FOUND</c>.</summary>
    static string NameOf(StatusCode code) => code switch
    {
        StatusCode.Cancelled => "CANCELLED",
        StatusCode.Unknown => "UNKNOWN",
        StatusCode.InvalidArgument => "INVALID_ARGUMENT",
        StatusCode.DeadlineExceeded => "DEADLINE_EXCEEDED",
        StatusCode.NotFound => "NOT_FOUND",
        StatusCode.AlreadyExists => "ALREADY_EXISTS",
        StatusCode.PermissionDenied => "PERMISSION_DENIED",
        StatusCode.Unauthenticated => "UNAUTHENTICATED",
        StatusCode.ResourceExhausted => "RESOURCE_EXHAUSTED",
        StatusCode.FailedPrecondition => "FAILED_PRECONDITION",
        StatusCode.Aborted => "ABORTED",
        StatusCode.OutOfRange => "OUT_OF_RANGE",
        StatusCode.Unimplemented => "UNIMPLEMENTED",
        StatusCode.Internal => "INTERNAL",
        StatusCode.Unavailable => "UNAVAILABLE",
        StatusCode.DataLoss => "DATA_LOSS",
        _ => code.ToString(),
    };
}
