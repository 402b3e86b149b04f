using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sdn.Ovsdb;

/// <summary>Who is at the other end of a session: its address, and the certificate that it has shown if it has.</summary>
public sealed record OvsdbPeer(EndPoint? EndPoint, X509Certificate2? Certificate)
{
    public static OvsdbPeer Unknown { get; } = new(null, null);
}

/// <summary>A socket, with TLS or without, as the pipes that a session wants.</summary>
sealed class OvsdbTransport : IDuplexPipe, IAsyncDisposable
{
    const int FarewellSeconds = 1;

    // The first dump of a large database comes in tens of megabytes; with the default of 4 KiB that is thousands of reads.
    static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: 64 * 1024, leaveOpen: true);

    readonly Stream _stream;

    OvsdbTransport(Stream stream, OvsdbPeer peer)
    {
        (_stream, Peer) = (stream, peer);
        Input = PipeReader.Create(stream, ReaderOptions);
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public OvsdbPeer Peer { get; }

    /// <summary>Takes over a socket without TLS.</summary>
    public static OvsdbTransport Over(Socket socket)
    {
        if (socket.ProtocolType == ProtocolType.Tcp)
            socket.NoDelay = true;   // a request waits for its answer, not for a second request
        return new(new NetworkStream(socket, ownsSocket: true), new(socket.RemoteEndPoint, null));
    }

    /// <summary>Takes over a socket that a server has opened, and plays the server's part of TLS if there are options for it.</summary>
    /// <exception cref="OvsdbException">"not trusted" or "connection lost".</exception>
    public static Task<OvsdbTransport> Accept(
        Socket socket, SslServerAuthenticationOptions? tls, CancellationToken cancellationToken) =>
        Open(socket, tls is null ? null : ssl => ssl.AuthenticateAsServerAsync(tls, cancellationToken));

    /// <summary>Takes over a socket that is connected to a server, and plays the client's part of TLS if there are options for it.</summary>
    /// <exception cref="OvsdbException">"not trusted" or "connection lost".</exception>
    public static Task<OvsdbTransport> Dial(
        Socket socket, SslClientAuthenticationOptions? tls, CancellationToken cancellationToken) =>
        Open(socket, tls is null ? null : ssl => ssl.AuthenticateAsClientAsync(tls, cancellationToken));

    /// <summary>Closes a socket whose session is broken.</summary>
    public void Abort() => _stream.Dispose();

    /// <summary>Closes the socket when canceled, so that nobody waits for what a silent peer may still say.</summary>
    public CancellationTokenRegistration AbortOn(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static transport => ((OvsdbTransport)transport!).Abort(), this);

    /// <summary>Closes the socket.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stream is SslStream { IsAuthenticated: true } ssl)
            await SayFarewell(ssl);
        await _stream.DisposeAsync();
    }

    static async Task<OvsdbTransport> Open(Socket socket, Func<SslStream, Task>? authenticate)
    {
        SslStream? ssl = null;
        try
        {
            var plain = Over(socket);
            if (authenticate is null)
                return plain;
            ssl = new SslStream(plain._stream, leaveInnerStreamOpen: false);
            await authenticate(ssl);
            var certificate = ssl.RemoteCertificate is { } shown ? X509CertificateLoader.LoadCertificate(shown.GetRawCertData()) : null;
            return new(ssl, plain.Peer with { Certificate = certificate });
        }
        catch (Exception e)
        {
            ssl?.Dispose();
            socket.Dispose();
            if (e is AuthenticationException)   // its own message sends one to the exception within
                throw new OvsdbException(OvsdbErrors.NotTrusted, (e.InnerException ?? e).Message, e);
            if (e is IOException or SocketException)
                throw new OvsdbException(OvsdbErrors.ConnectionLost, e.Message, e);
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
        catch (Exception e) when (e is IOException or InvalidOperationException or TimeoutException or SocketException or CryptographicException)
        {
            // The transport is gone, does not take anything, or the peer has refused our certificate (OpenSSL is "in init" then, since
            // TLS 1.3 tells that after the handshake): there is nobody to tell.
        }
    }
}
