using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Sdn.Tls;

namespace Sdn.Ovsdb;

/// <summary>
/// TLS as OVSDB uses it (<c>ssl:</c> and <c>pssl:</c>): both ends show certificates, and each believes the authorities that it was
/// given and no other. Certificates name devices and controllers, not hosts.
/// </summary>
public static class OvsdbTls
{
    /// <summary>For <see cref="OvsdbListener"/>: who dials without a certificate of these authorities is refused.</summary>
    /// <param name="own">Our certificate with its private key.</param>
    /// <param name="authorities">Who signs the certificates of those who dial.</param>
    public static SslServerAuthenticationOptions Server(X509Certificate2 own, X509Certificate2Collection authorities) =>
        MutualTls.Server(own, authorities);

    /// <summary>For <see cref="OvsdbEndpoint.Ssl"/>: a server without a certificate of these authorities is refused.</summary>
    /// <param name="own">Our certificate with its private key.</param>
    /// <param name="authorities">Who signs the servers' certificates.</param>
    public static SslClientAuthenticationOptions Client(X509Certificate2 own, X509Certificate2Collection authorities) =>
        MutualTls.Client(own, authorities);
}
