using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sdn.Agent.Netlink;

/// <summary>
/// One NETLINK_ROUTE socket. It belongs to the network namespace in which it was opened, for ever and from any thread.
/// </summary>
sealed class NetlinkSocket : IDisposable
{
    const ushort MessageError = 2;          // NLMSG_ERROR, also an acknowledgement
    const ushort MessageDone = 3;           // NLMSG_DONE
    const int HeaderBytes = 16;
    const int ExtAck = 11;                  // NETLINK_EXT_ACK
    const int CapAck = 10;                  // NETLINK_CAP_ACK: do not echo the request in an error
    const ushort FlagCapped = 0x100;        // NLM_F_CAPPED
    const ushort FlagAckAttributes = 0x200; // NLM_F_ACK_TLVS
    const int ExtAckMessage = 1;            // NLMSGERR_ATTR_MSG
    const int ReceiveTimeoutSeconds = 5;    // the kernel answers within the call; this is against a hang only
    const int ReceiveBytesMax = 32 * 1024;  // what iproute2 takes, too

    readonly Lock _gate = new();            // one exchange at a time: owns the three fields below
    readonly SafeFileHandle _socket;
    readonly byte[] _buffer = new byte[ReceiveBytesMax];
    uint _sequence;

    public NetlinkSocket()
    {
        var fd = Libc.Socket(Libc.AddressFamilyNetlink, Libc.SocketRaw | Libc.SocketCloseOnExec, 0);
        if (fd < 0)
            throw Failed("open a netlink socket");
        _socket = new SafeFileHandle(fd, ownsHandle: true);

        Span<byte> address = stackalloc byte[12]; // sockaddr_nl: the kernel chooses the port id
        MemoryMarshal.Write(address, (ushort)Libc.AddressFamilyNetlink);
        if (Libc.Bind(_socket, address, address.Length) < 0)
            throw Failed("bind a netlink socket");
        ReadOnlySpan<byte> on = [1, 0, 0, 0];
        // Kernels before 4.12 know neither option; errors then come without an explanation.
        _ = Libc.SetSocketOption(_socket, Libc.SolNetlink, ExtAck, on, on.Length);
        _ = Libc.SetSocketOption(_socket, Libc.SolNetlink, CapAck, on, on.Length);
        Span<byte> timeout = stackalloc byte[16]; // struct timeval
        MemoryMarshal.Write(timeout, (long)ReceiveTimeoutSeconds);
        if (Libc.SetSocketOption(_socket, Libc.SolSocket, Libc.ReceiveTimeout, timeout, timeout.Length) < 0)
            throw Failed("set the receive timeout of a netlink socket");
    }

    /// <summary>For ioctl: any socket will do, and it says which namespace is meant.</summary>
    public SafeFileHandle Handle => _socket;

    /// <summary>What a reply message holds after its netlink header.</summary>
    public delegate void ReplyReader(ReadOnlySpan<byte> body);

    /// <summary>Sends a message and hands each reply to <paramref name="read"/>; returns at the acknowledgement.</summary>
    public void Exchange(string what, NetlinkMessage message, ReplyReader? read = null)
    {
        lock (_gate)
        {
            var sequence = ++_sequence;
            var bytes = message.Finish(sequence);
            while (Libc.Send(_socket, bytes, bytes.Length, 0) < 0)
            {
                if (Marshal.GetLastPInvokeError() != Libc.ErrorInterrupted)
                    throw Failed(what);
            }

            while (!ReadReplies(what, sequence, read))
            {
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Reads one datagram; true when it held the end of the exchange.</summary>
    bool ReadReplies(string what, uint sequence, ReplyReader? read)
    {
        nint received;
        while ((received = Libc.Receive(_socket, _buffer, _buffer.Length, 0)) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Libc.ErrorInterrupted)
                throw Failed(what);
        }

        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, (int)received);
        while (rest.Length >= HeaderBytes)
        {
            var length = MemoryMarshal.Read<int>(rest);
            if (length < HeaderBytes || length > rest.Length)
                throw new InvalidDataException($"{what}: the kernel sent a netlink message of {length} bytes in {rest.Length}.");
            // Replies to an exchange that timed out may still come.
            if (MemoryMarshal.Read<uint>(rest[8..]) == sequence)
            {
                var type = MemoryMarshal.Read<ushort>(rest[4..]);
                if (type is MessageError or MessageDone)
                {
                    ThrowOnError(what, rest[..length]);
                    return true;
                }
                read?.Invoke(rest[HeaderBytes..length]);
            }
            rest = rest[Math.Min(NetlinkMessage.Align(length), rest.Length)..];
        }
        return false;
    }

    static void ThrowOnError(string what, ReadOnlySpan<byte> message)
    {
        var body = message[HeaderBytes..];
        var error = body.Length >= 4 ? -MemoryMarshal.Read<int>(body) : 0;
        if (error == 0)
            return;
        var flags = MemoryMarshal.Read<ushort>(message[6..]);
        throw new NetlinkException(what, error, (flags & FlagAckAttributes) == 0 ? null : Explanation(flags, body));
    }

    // nlmsgerr: the error, the header of the request and, unless capped, its body; then attributes.
    static string? Explanation(ushort flags, ReadOnlySpan<byte> body)
    {
        const int errorBytes = 4;
        if (body.Length < errorBytes + HeaderBytes)
            return null;
        var echoed = (flags & FlagCapped) != 0 ? HeaderBytes : NetlinkMessage.Align(MemoryMarshal.Read<int>(body[errorBytes..]));
        if (body.Length < errorBytes + echoed)
            return null;
        var attributes = new AttributeReader(body[(errorBytes + echoed)..]);
        while (attributes.Next())
        {
            if (attributes.Type == ExtAckMessage)
                return attributes.Text();
        }

        return null;
    }

    static NetlinkException Failed(string what) => new(what, Marshal.GetLastPInvokeError(), null);
}
