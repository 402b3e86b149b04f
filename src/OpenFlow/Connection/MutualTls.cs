using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Sdn.Tls;

/// <summary>
/// TLS of which both ends show certificates, and each believes the authorities that it was given and no other. Certificates name
/// devices and controllers, not hosts. Compiled into each library that speaks it: neither needs the other.
/// </summary>
static class MutualTls
{
    const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    public static SslServerAuthenticationOptions Server(X509Certificate2 own, X509Certificate2Collection authorities) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true),
        ClientCertificateRequired = true,
        CertificateChainPolicy = Policy(authorities),
        EnabledSslProtocols = Protocols,
        AllowRenegotiation = false,
    };

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
