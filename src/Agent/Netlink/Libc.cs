using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sdn.Agent.Netlink;

/// <summary>The calls of the C library that .NET does not offer: netlink sockets, namespaces, ioctl.</summary>
static partial class Libc
{
    public const int AddressFamilyNetlink = 16;       // AF_NETLINK
    public const int SocketRaw = 3;                   // SOCK_RAW
    public const int SocketCloseOnExec = 0x80000;     // SOCK_CLOEXEC
    public const int OpenCloseOnExec = 0x80000;       // O_CLOEXEC
    public const int CloneNewNetwork = 0x40000000;    // CLONE_NEWNET
    public const int SolNetlink = 270;                // SOL_NETLINK
    public const int SolSocket = 1;                   // SOL_SOCKET
    public const int ReceiveTimeout = 20;             // SO_RCVTIMEO
    public const uint SiocEthtool = 0x8946;           // SIOCETHTOOL

    public const int ErrorNoEntry = 2;                // ENOENT
    public const int ErrorInterrupted = 4;            // EINTR
    public const int ErrorExists = 17;                // EEXIST
    public const int ErrorNoDevice = 19;              // ENODEV
    public const int ErrorInvalid = 22;               // EINVAL

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(SafeFileHandle socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetSocketOption(SafeFileHandle socket, int level, int name, ReadOnlySpan<byte> value, int length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(SafeFileHandle socket, ReadOnlySpan<byte> buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(SafeFileHandle socket, Span<byte> buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static unsafe partial int Ioctl(SafeFileHandle file, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(SafeFileHandle ns, int type);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    public static partial int Unshare(int flags);
}
