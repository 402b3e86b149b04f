using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Sdn.Tls;

namespace Sdn.OpenFlow;

/// <summary>
/// TLS as OpenFlow uses it (OpenFlow 1.5.1, 6.3.3): both ends show certificates, and each believes the authorities that it
/// was given and no other. Certificates name switches and controllers, not hosts.
/// </summary>
public static class OpenFlowTls
{
    /// <summary>For <see cref="OpenFlowListener"/>: switches without a certificate of these authorities are refused.</summary>
    /// <param name="own">The controller's certificate with its private key.</param>
    /// <param name="authorities">Who signs the switches' certificates.</param>
    public static SslServerAuthenticationOptions Server(X509Certificate2 own, X509Certificate2Collection authorities) =>
        MutualTls.Server(own, authorities);

    /// <summary>For <see cref="OpenFlowDialer"/>: a switch without a certificate of these authorities is refused.</summary>
    /// <param name="own">The controller's certificate with its private key.</param>
    /// <param name="authorities">Who signs the switches' certificates.</param>
    public static SslClientAuthenticationOptions Client(X509Certificate2 own, X509Certificate2Collection authorities) =>
        MutualTls.Client(own, authorities);
}
