namespace Sdn.OpenFlow;

/// <summary>What becomes of messages that the switch sends by itself while nobody reads them.</summary>
public enum SlowReader
{
    /// <summary>
    /// Packet-ins are dropped and counted once half of the queue is used. If it is full of messages that matter, as port status
    /// does, the connection ends: to lose one would leave the controller wrong for good, and a new connection begins with the truth.
    /// </summary>
    Drops,

    /// <summary>
    /// The connection stops reading until there is room, so that the switch is slowed down in its turn. Answers to requests are not
    /// read meanwhile either: whoever reads must not wait for an answer before it reads on.
    /// </summary>
    Waits,
}

/// <summary>The limits of a <see cref="SwitchConnection"/>.</summary>
public sealed record SwitchConnectionOptions
{
    /// <summary>The longest message that a switch may send; the protocol itself ends at 65535.</summary>
    public int FrameBytesMax { get; init; } = Codec.MessageBytesMax;

    /// <summary>
    /// Senders wait while more than this has not been taken by the transport, and so does the read loop with what its
    /// <see cref="FrameResponder"/> answers: the switch is not read from before it reads.
    /// </summary>
    public int UnsentBytesMax { get; init; } = 1 << 20;

    /// <summary>Asynchronous messages that nobody has read.</summary>
    public int AsynchronousMessagesMax { get; init; } = 1024;

    /// <summary>What happens beyond them.</summary>
    public SlowReader SlowReader { get; init; } = SlowReader.Drops;

    /// <summary>The messages that one answer may come in.</summary>
    public int MultipartMessagesMax { get; init; } = 65536;

    /// <summary>The bytes that one answer may come in.</summary>
    public long MultipartBytesMax { get; init; } = 256 << 20;

    /// <summary>How long an answer in parts may take from the first to the last.</summary>
    public double MultipartTimeoutSeconds { get; init; } = 300;

    /// <summary>How long the hello and features of a new connection may take together.</summary>
    public double HandshakeTimeoutSeconds { get; init; } = 10;

    /// <summary>How long a switch may be silent on a request, or between two parts of an answer.</summary>
    public double RequestTimeoutSeconds { get; init; } = 30;

    /// <summary>A switch that has sent nothing for so long is asked whether it lives.</summary>
    public double EchoIntervalSeconds { get; init; } = 5;

    /// <summary>How long the answer to that may take.</summary>
    public double EchoTimeoutSeconds { get; init; } = 10;

    /// <summary>
    /// Makes what answers messages where they are read, as soon as the switch has said who it is: no packet-in goes past it. It also
    /// sees the messages of experimenters that this library has no records for. See also <see cref="SwitchConnection.Respond"/>.
    /// </summary>
    public Func<FeaturesReply, FrameResponder>? Responder { get; init; }
}
