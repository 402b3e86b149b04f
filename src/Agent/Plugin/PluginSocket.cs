using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sdn.Agent.Plugin;

/// <summary>
/// The unix socket by which dockerd finds the drivers. Kestrel listens under a temporary name that is then renamed, so
/// that the plugin's name never leads to a socket that nobody serves.
/// </summary>
sealed class PluginSocket(string path)
{
    readonly string _temporary = path + ".new";

    public void Listen(KestrelServerOptions kestrel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(_temporary);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 1024 * 1024; // a CreateEndpoint with every port published has some 10 kB
        kestrel.ListenUnixSocket(_temporary, listen => listen.Protocols = HttpProtocols.Http1);
    }

    /// <summary>Replaces what an earlier agent has left.</summary>
    public void Publish()
    {
        File.SetUnixFileMode(_temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(_temporary, path, overwrite: true);
    }

    public void Withdraw() => File.Delete(path);
}
