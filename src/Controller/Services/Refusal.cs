using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Sdn.Controller.Store;
using Status = Google.Rpc.Status;

namespace Sdn.Controller.Services;

/// <summary>What is wrong with the fields of a request, collected so that all of it is said at once.</summary>
sealed class Violations
{
    readonly List<BadRequest.Types.FieldViolation> _violations = [];

    public bool Any => _violations.Count > 0;

    public void Add(string field, string description) =>
        _violations.Add(new() { Field = field, Description = description });

    /// <summary>Adds when a condition does not hold; returns the condition.</summary>
    public bool Check(bool isRight, string field, string description)
    {
        if (!isRight)
            Add(field, description);
        return isRight;
    }

    /// <summary>Refuses the request if anything is wrong with it.</summary>
    public void Throw()
    {
        if (Any)
            throw Refusal.Make(StatusCode.InvalidArgument, "INVALID_ARGUMENT", Summary(), ToDetail());
    }

    public BadRequest ToDetail() => new() { FieldViolations = { _violations } };

    public string Summary() => string.Join("; ", _violations.Select(v => $"{v.Field}: {v.Description}"));
}

/// <summary>Errors as callers get them: a code, a sentence that says what to do, a reason for programs, and details.</summary>
static class Refusal
{
    const string Domain = "sdn";

    public static RpcException Make(StatusCode code, string reason, string message, params IMessage[] details) =>
        new Status
        {
            Code = (int)code,
            Message = message,
            Details = { Any.Pack(new ErrorInfo { Reason = reason, Domain = Domain }), details.Select(d => Any.Pack(d)) },
        }.ToRpcException();

    public static RpcException NotFound(string name) => Make(
        StatusCode.NotFound,
        ReasonOf(name) + "_NOT_FOUND",
        $"there is no {name}",
        new ResourceInfo { ResourceName = name, ResourceType = ReasonOf(name).ToLowerInvariant() });

    public static RpcException NameInUse(string name) => Make(
        StatusCode.AlreadyExists,
        "NAME_IN_USE",
        $"{name} exists already",
        new ResourceInfo { ResourceName = name, ResourceType = ReasonOf(name).ToLowerInvariant() });

    /// <summary>Something that must be unique is taken; each violation names a field and who has it.</summary>
    public static RpcException InUse(string reason, Violations violations) =>
        Make(StatusCode.AlreadyExists, reason, violations.Summary(), violations.ToDetail());

    public static RpcException Precondition(string reason, string message, params IMessage[] details) =>
        Make(StatusCode.FailedPrecondition, reason, message, details);

    public static RpcException Exhausted(ExhaustedException e) =>
        Make(StatusCode.ResourceExhausted, "POOL_EXHAUSTED", e.Message);

    public static RpcException StoreUnavailable(StoreUnavailableException e) =>
        Make(StatusCode.Unavailable, e.Reason, e.Message);

    public static RpcException RequestReused(RequestReusedException e)
    {
        var violations = new Violations();
        violations.Add("request_id", e.Message);
        return Make(StatusCode.InvalidArgument, "REQUEST_ID_REUSED", violations.Summary(), violations.ToDetail());
    }

    /// <summary>Refuses when the caller saw another revision of the resource than the current one.</summary>
    public static void CheckRevision(ulong asked, ulong current, string name)
    {
        if (asked != 0 && asked != current)
        {
            throw Make(
                StatusCode.Aborted,
                "REVISION_MISMATCH",
                $"{name} is at revision {current}, not {asked}: read it again and repeat the change");
        }
    }

    // `devices/d1` is a DEVICE.
    static string ReasonOf(string name) => name[..Math.Max(0, name.IndexOf('/', StringComparison.Ordinal))] switch
    {
        "devices" => "DEVICE",
        "applications" => "APPLICATION",
        "endpoints" => "ENDPOINT",
        "policies" => "POLICY",
        "tunnels" => "TUNNEL",
        _ => "RESOURCE",
    };
}
