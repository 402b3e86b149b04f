namespace Sdn.OpenFlow;

/// <summary>The limits of a <see cref="SwitchConnection"/>.</summary>
public sealed record SwitchConnectionOptions
{
    /// <summary>The longest message that a switch may send; the protocol itself ends at 65535.</summary>
    public int FrameBytesMax { get; init; } = Codec.MessageBytesMax;

    /// <summary>Senders wait while more than this has not been taken by the transport.</summary>
    public int UnsentBytesMax { get; init; } = 1 << 20;

    /// <summary>Asynchronous messages that nobody has read; packet-ins are dropped from half of it on.</summary>
    public int AsynchronousMessagesMax { get; init; } = 1024;

    /// <summary>The messages that one answer may come in.</summary>
    public int MultipartMessagesMax { get; init; } = 65536;

    /// <summary>How long the hello and features of a new connection may take together.</summary>
    public int HandshakeTimeoutSeconds { get; init; } = 10;

    /// <summary>How long a switch may be silent on a request, or between two parts of an answer.</summary>
    public int RequestTimeoutSeconds { get; init; } = 30;

    /// <summary>A switch that has sent nothing for so long is asked whether it lives.</summary>
    public int EchoIntervalSeconds { get; init; } = 5;

    /// <summary>How long the answer to that may take.</summary>
    public int EchoTimeoutSeconds { get; init; } = 10;
}
