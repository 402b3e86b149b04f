using System.Net.Sockets;
using System.Text;

namespace Sdn.Ovsdb;

/// <summary>The address of a socket in the file system.</summary>
static class UnixSocketPath
{
    // sizeof sun_path, less the byte that ends it (unix(7)).
    const int BytesMax = 107;

    /// <exception cref="OvsdbException">"connection lost": no socket can have the path.</exception>
    public static UnixDomainSocketEndPoint EndPoint(string path) =>
        path.Length > 0 && Encoding.UTF8.GetByteCount(path) <= BytesMax && !path.Contains('\0')
            ? new UnixDomainSocketEndPoint(path)
            : throw new OvsdbException(
                OvsdbErrors.ConnectionLost, $"'{path}' cannot be a unix socket's path, which has 1 to {BytesMax} bytes");
}
