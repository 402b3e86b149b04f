using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sdn.Bench;

/// <summary>
/// One switch that the load generator plays: a socket that never blocks, packet-ins laid out beforehand, and a window of
/// those that have no answer yet. Each answer must name the buffer of a packet-in in the window, in order.
/// </summary>
sealed class ResponderSwitch : IDisposable
{
    readonly ResponderDialect _dialect;
    readonly Socket _socket;
    readonly byte[] _packetIns;      // one for each address, again and again
    readonly byte[] _input;
    readonly ulong _datapathId;
    readonly int _addresses;
    readonly int _packetInBytes;

    byte[] _unsent = [];             // of the handshake
    int _inputCount;
    int _sendAt;                     // in _packetIns: the next byte to send
    int _answered;                   // the address whose packet-in is the next to be answered
    int _inFlight;
    bool _hasGivenUp;
    long _readAt;
    long _answeredAt;
    bool _isReady;

    public ResponderSwitch(ResponderDialect dialect, IPEndPoint controller, int number, int addresses, int readBytes = 256 << 10)
    {
        (_dialect, _datapathId, _addresses, _input) = (dialect, (ulong)number + 1, addresses, new byte[readBytes]);
        _packetInBytes = dialect.PacketInBytes;
        _packetIns = new byte[addresses * _packetInBytes];
        for (var i = 0; i < addresses; i++)
            dialect.WritePacketIn(_packetIns.AsSpan(i * _packetInBytes, _packetInBytes), (uint)i, (ushort)(1 + i % 48), Address(i), Address((i + 1) % addresses));
        _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(controller);
        _socket.Blocking = false;
        Queue(dialect.Message(ResponderDialect.Hello, 1, []));
    }

    public Socket Socket => _socket;

    /// <summary>The controller has closed the connection: it serves no more switches, say.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The controller knows who the switch is.</summary>
    public bool IsIntroduced => _isReady && _unsent.Length == 0;

    public int InFlight => _inFlight;

    public long FlowMods { get; private set; }

    public long PacketOuts { get; private set; }

    /// <summary>Packet-ins that were passed over or never answered.</summary>
    public long Lost { get; private set; }

    /// <summary>Sends packet-ins until so many have no answer, or the socket takes no more. True if it sent anything.</summary>
    public bool Send(int window)
    {
        if (_unsent.Length > 0)
            return SendHandshake();
        if (!_isReady)
            return false;
        var hasSent = false;
        while (true)
        {
            // A packet-in that the socket took in part is in flight already.
            var part = _sendAt % _packetInBytes;
            var whole = Math.Min(window - _inFlight, _addresses - (_sendAt + _packetInBytes - 1) / _packetInBytes);
            var bytes = (part > 0 ? _packetInBytes - part : 0) + Math.Max(whole, 0) * _packetInBytes;
            if (bytes == 0)
                return hasSent;
            var sent = _socket.Send(_packetIns.AsSpan(_sendAt, bytes), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock || HasEnded(error))
                return hasSent;
            var begun = (_sendAt + sent + _packetInBytes - 1) / _packetInBytes - (_sendAt + _packetInBytes - 1) / _packetInBytes;
            _inFlight += begun;
            _sendAt = _sendAt + sent == _packetIns.Length ? 0 : _sendAt + sent;
            hasSent = true;
        }
    }

    /// <summary>Takes what has come. True if anything has.</summary>
    public bool Receive()
    {
        var count = _socket.Receive(_input.AsSpan(_inputCount), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return false;
        if (count == 0 || HasEnded(error))
        {
            IsClosed = true;
            return false;
        }
        _inputCount += count;
        _readAt = Stopwatch.GetTimestamp();
        Take();
        return true;
    }

    /// <summary>Gives up what has had no answer since a time: the controller has lost it.</summary>
    public void GiveUpSince(long timestamp)
    {
        if (_answeredAt >= timestamp || _inFlight == 0)
            return;
        _hasGivenUp = true;
        Lost += _inFlight;
        _answered = (_answered + _inFlight) % _addresses;
        _inFlight = 0;
    }

    public void Dispose() => _socket.Dispose();

    static ulong Address(int number) => 0x0200_0000_0000UL | (uint)(number + 1);

    void Take()
    {
        var at = 0;
        while (_inputCount - at >= 8)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(_input.AsSpan(at + 2));
            if (_inputCount - at < length)
                break;
            Take(_input.AsSpan(at, length));
            at += length;
        }
        _input.AsSpan(at, _inputCount - at).CopyTo(_input);
        _inputCount -= at;
    }

    void Take(ReadOnlySpan<byte> message)
    {
        switch (message[1])
        {
            case ResponderDialect.FlowMod:
                FlowMods += Answers(message[_dialect.FlowModBufferAt..]);
                break;
            case ResponderDialect.PacketOut:
                PacketOuts += Answers(message[8..]);
                break;
            default:
                Answer(message[1], BinaryPrimitives.ReadUInt32BigEndian(message[4..]), message[8..]);
                break;
        }
    }

    /// <summary>1 if the buffer is one of those in flight, else 0; those before it that had no answer are lost.</summary>
    int Answers(ReadOnlySpan<byte> bufferId)
    {
        var buffer = BinaryPrimitives.ReadUInt32BigEndian(bufferId);
        if (buffer >= _addresses)
            return 0;   // the flow that a controller installs for misses, say
        var passedOver = ((int)buffer - _answered + _addresses) % _addresses;
        if (passedOver >= _inFlight && _hasGivenUp)
            return 0;   // the late answer to a packet-in that was counted as lost: counted once
        if (passedOver >= _inFlight)
            throw new InvalidDataException($"the controller answered packet-in {buffer}, which is not among the {_inFlight} from {_answered} on");
        Lost += passedOver;
        _inFlight -= passedOver + 1;
        _answered = (int)(buffer + 1) % _addresses;
        _answeredAt = _readAt;
        return 1;
    }

    void Answer(byte type, uint xid, ReadOnlySpan<byte> body)
    {
        if (type == ResponderDialect.FeaturesRequest)
        {
            Queue(_dialect.Features(xid, _datapathId));
            _isReady = true;
        }
        else if (type == ResponderDialect.EchoRequest)
        {
            Queue(_dialect.Message(ResponderDialect.EchoReply, xid, body));
        }
        else if (type == ResponderDialect.GetConfigRequest)
        {
            Queue(_dialect.Message(ResponderDialect.GetConfigReply, xid, [0, 0, 0, 128]));
        }
        else if (type == _dialect.BarrierRequest)
        {
            Queue(_dialect.Message((byte)(type + 1), xid, []));
        }
        else if (type == ResponderDialect.RoleRequest)
        {
            Queue(_dialect.Message(ResponderDialect.RoleReply, xid, body));
        }
        else if (type == ResponderDialect.MultipartRequest)
        {
            Queue(_dialect.Message(ResponderDialect.MultipartReply, xid, [body[0], body[1], 0, 0, 0, 0, 0, 0]));   // an empty list
        }
    }

    // Only between whole packet-ins: what is asked during the load waits for the next gap.
    void Queue(byte[] message) => _unsent = [.. _unsent, .. message];

    bool SendHandshake()
    {
        if (_sendAt % _packetInBytes != 0)
        {
            var rest = _packetInBytes - _sendAt % _packetInBytes;
            var taken = _socket.Send(_packetIns.AsSpan(_sendAt, rest), SocketFlags.None, out var blocked);
            if (blocked == SocketError.WouldBlock || HasEnded(blocked))
                return false;
            _sendAt = (_sendAt + taken) % _packetIns.Length;
            return true;
        }
        var sent = _socket.Send(_unsent, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock || HasEnded(error))
            return false;
        _unsent = _unsent[sent..];
        return true;
    }

    // The next Receive notices it, and says so.
    static bool HasEnded(SocketError error) => error switch
    {
        SocketError.Success => false,
        SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted => true,
        _ => throw new IOException($"the connection to the controller failed: {error}"),
    };
}
