using Grpc.Core;
using Grpc.Net.Client;

namespace Sdn.Cli.Calls;

/// <summary>The channel to one controller. It connects at the first call.</summary>
sealed class Connection : IDisposable
{
    const int ConnectTimeoutSeconds = 5;
    const int MessageBytesMax = 64 * 1024 * 1024;

    readonly GrpcChannel _channel;

    public Connection(string address)
    {
        if (!Uri.TryCreate(address.Contains("://") ? address : $"http://{address}", UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https") || uri.Host == "")
        {
            throw new UsageException($"'{address}' is not a controller's address: write it like http://127.0.0.1:6650");
        }
        _channel = GrpcChannel.ForAddress(uri, new()
        {
            HttpHandler = new SocketsHttpHandler
            {
                UseProxy = false, // gRPC in clear text does not pass web proxies
                ConnectTimeout = TimeSpan.FromSeconds(ConnectTimeoutSeconds),
            },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MessageBytesMax,
        });
        Invoker = _channel.CreateCallInvoker();
    }

    public CallInvoker Invoker { get; }

    public void Dispose() => _channel.Dispose();
}
