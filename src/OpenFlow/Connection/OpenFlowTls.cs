using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Sdn.OpenFlow;

/// <summary>
/// TLS as OpenFlow uses it (OpenFlow 1.5.1, 6.3.3): both ends show certificates, and each believes the authorities that it
/// was given and no other. Certificates name switches and controllers, not hosts.
/// </summary>
public static class OpenFlowTls
{
    const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>For <see cref="OpenFlowListener"/>: switches without a certificate of these authorities are refused.</summary>
    /// <param name="own">The controller's certificate with its private key.</param>
    /// <param name="authorities">Who signs the switches' certificates.</param>
    public static SslServerAuthenticationOptions Server(X509Certificate2 own, X509Certificate2Collection authorities) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true),
        ClientCertificateRequired = true,
        CertificateChainPolicy = Policy(authorities),
        EnabledSslProtocols = Protocols,
        AllowRenegotiation = false,
    };

    /// <summary>For <see cref="OpenFlowDialer"/>: a switch without a certificate of these authorities is refused.</summary>
    /// <param name="own">The controller's certificate with its private key.</param>
    /// <param name="authorities">Who signs the switches' certificates.</param>
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
