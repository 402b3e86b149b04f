using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Sdn.Ovsdb;

/// <summary>
/// TLS as OVSDB uses it (<c>ssl:</c> and <c>pssl:</c>): both ends show certificates, and each believes the authorities that it was
/// given and no other. Certificates name devices and controllers, not hosts.
/// </summary>
public static class OvsdbTls
{
    const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>For <see cref="OvsdbListener"/>: who dials without a certificate of these authorities is refused.</summary>
    /// <param name="own">Our certificate with its private key.</param>
    /// <param name="authorities">Who signs the certificates of those who dial.</param>
    public static SslServerAuthenticationOptions Server(X509Certificate2 own, X509Certificate2Collection authorities) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true),
        ClientCertificateRequired = true,
        CertificateChainPolicy = Policy(authorities),
        EnabledSslProtocols = Protocols,
        AllowRenegotiation = false,
    };

    /// <summary>For <see cref="OvsdbEndpoint.Ssl"/>: a server without a certificate of these authorities is refused.</summary>
    /// <param name="own">Our certificate with its private key.</param>
    /// <param name="authorities">Who signs the servers' certificates.</param>
    public static SslClientAuthenticationOptions Client(X509Certificate2 own, X509Certificate2Collection authorities) => new()
    {
        ClientCertificateContext = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true),
        CertificateChainPolicy = Policy(authorities),
        RemoteCertificateValidationCallback = static (_, certificate, _, errors) =>
            certificate is not null && (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
        EnabledSslProtocols = Protocols,
        AllowRenegotiation = false,
    };

    static X509ChainPolicy Policy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,   // private authorities have no place to ask
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
