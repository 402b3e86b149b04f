using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Sdn.OpenFlow;

/// <summary>Who is at the other end of a transport: its address, and the certificate that it has shown if it has.</summary>
public sealed record SwitchPeer(EndPoint? EndPoint, X509Certificate2? Certificate)
{
    public static SwitchPeer Unknown { get; } = new(null, null);
}

/// <summary>
/// A socket, with TLS or without, as the pipes that a connection wants. It has no buffer while nothing comes: a read of zero
/// bytes waits for data first.
/// </summary>
public sealed class SwitchTransport : IDuplexPipe, IAsyncDisposable
{
    /// <summary>A busy switch fills it, so that hundreds of its messages are one read and their answers one write.</summary>
    const int ReadBytes = 64 << 10;

    const int FarewellSeconds = 1;

    readonly Stream _stream;

    SwitchTransport(Stream stream, SwitchPeer peer)
    {
        (_stream, Peer) = (stream, peer);
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(
            bufferSize: ReadBytes, minimumReadSize: ReadBytes / 4, leaveOpen: true, useZeroByteReads: true));
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }

    /// <inheritdoc/>
    public PipeReader Input { get; }

    /// <inheritdoc/>
    public PipeWriter Output { get; }

    public SwitchPeer Peer { get; }

    /// <summary>Takes over a socket that a switch has opened, and plays the server's part of TLS if there are options for it.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The switch's certificate or its TLS is not accepted.</exception>
    /// <exception cref="IOException">The switch closed the socket meanwhile.</exception>
    public static Task<SwitchTransport> Accept(Socket socket, SslServerAuthenticationOptions? tls, CancellationToken cancellation) =>
        Open(socket, tls is null ? null : ssl => ssl.AuthenticateAsServerAsync(tls, cancellation));

    /// <summary>Takes over a socket that was connected to a listening switch, and plays the client's part of TLS if there are options for it.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The switch's certificate or its TLS is not accepted.</exception>
    /// <exception cref="IOException">The switch closed the socket meanwhile.</exception>
    public static Task<SwitchTransport> Dial(Socket socket, SslClientAuthenticationOptions? tls, CancellationToken cancellation) =>
        Open(socket, tls is null ? null : ssl => ssl.AuthenticateAsClientAsync(tls, cancellation));

    /// <summary>Closes the socket.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stream is SslStream { IsAuthenticated: true } ssl)
            await SayFarewell(ssl);
        await _stream.DisposeAsync();
    }

    static async Task<SwitchTransport> Open(Socket socket, Func<SslStream, Task>? authenticate)
    {
        SslStream? ssl = null;
        try
        {
            if (socket.ProtocolType == ProtocolType.Tcp)
                socket.NoDelay = true;   // a request waits for its answer, not for a second request
            var stream = new NetworkStream(socket, ownsSocket: true);
            if (authenticate is null)
                return new(stream, new(socket.RemoteEndPoint, null));
            ssl = new SslStream(stream, leaveInnerStreamOpen: false);
            await authenticate(ssl);
            var certificate = ssl.RemoteCertificate is { } shown ? X509CertificateLoader.LoadCertificate(shown.GetRawCertData()) : null;
            return new(ssl, new(socket.RemoteEndPoint, certificate));
        }
        catch (Exception e)
        {
            ssl?.Dispose();
            socket.Dispose();
            if (e is SocketException)
                throw new IOException(e.Message, e);
            throw;
        }
    }

    /// <summary>Tells the peer that the stream is whole. A peer that does not take it is not waited for.</summary>
    static async Task SayFarewell(SslStream ssl)
    {
        try
        {
            await ssl.ShutdownAsync().WaitAsync(TimeSpan.FromSeconds(FarewellSeconds));
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or TimeoutException or SocketException)
        {
            // The transport is gone, or does not take anything: there is nobody to tell.
        }
    }
}
