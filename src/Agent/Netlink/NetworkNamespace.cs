using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sdn.Agent.Netlink;

/// <summary>
/// A network namespace by its file (<c>/proc/PID/ns/net</c>), held open: it lives at least as long as this object, also
/// when its last process ends.
/// </summary>
sealed class NetworkNamespace : IDisposable
{
    const int StackBytes = 256 * 1024;

    NetworkNamespace(SafeFileHandle handle) => Handle = handle;

    public SafeFileHandle Handle { get; }

    public static NetworkNamespace Open(string path)
    {
        var fd = Libc.Open(path, Libc.OpenCloseOnExec);
        return fd >= 0
            ? new NetworkNamespace(new SafeFileHandle(fd, ownsHandle: true))
            : throw new NetlinkException($"open the network namespace {path}", Marshal.GetLastPInvokeError(), null);
    }

    /// <summary>
    /// Runs <paramref name="action"/> inside the namespace, on a thread of its own that ends with it, so that no pooled
    /// thread is ever left in a foreign namespace. Sockets that it opens stay in the namespace.
    /// </summary>
    public T Run<T>(Func<T> action)
    {
        var result = default(T);
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (Libc.SetNamespace(Handle, Libc.CloneNewNetwork) < 0)
                    throw new NetlinkException("enter a network namespace", Marshal.GetLastPInvokeError(), null);
                result = action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e); // the caller's to handle: thrown again on its own thread
            }
        }, StackBytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    public void Dispose() => Handle.Dispose();
}
