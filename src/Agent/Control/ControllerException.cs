using Grpc.Core;

namespace Sdn.Agent.Control;

/// <summary>Something that the user of the container runtime must be told, in words that say what to do.</summary>
class RefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The controller's refusal or silence.</summary>
sealed class ControllerException(string message, RpcException inner) : RefusedException(message, inner)
{
    public StatusCode Code => inner.StatusCode;

    /// <summary>
    /// The controller has judged the call and refused it. Otherwise nobody knows whether it was carried out.
    /// </summary>
    public bool IsRefusal => Code is StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.AlreadyExists
        or StatusCode.PermissionDenied or StatusCode.ResourceExhausted or StatusCode.FailedPrecondition
        or StatusCode.OutOfRange or StatusCode.Unimplemented or StatusCode.Unauthenticated;
}
