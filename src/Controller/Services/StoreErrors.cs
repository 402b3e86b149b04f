using Grpc.Core;
using Grpc.Core.Interceptors;
using Sdn.Controller.Store;

namespace Sdn.Controller.Services;

/// <summary>Says the store's own refusals in the API's terms.</summary>
sealed class StoreErrors : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (StoreUnavailableException e)
        {
            throw Refusal.StoreUnavailable(e);
        }
        catch (RequestReusedException e)
        {
            throw Refusal.RequestReused(e);
        }
        catch (ExhaustedException e)
        {
            throw Refusal.Exhausted(e);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (StoreUnavailableException e)
        {
            throw Refusal.StoreUnavailable(e);
        }
    }
}
