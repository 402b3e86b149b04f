using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sdn.OpenFlow.Tests;

/// <summary>A certificate authority that lives as long as a test, and the certificates that it signs.</summary>
sealed class ListenerCertificates : IDisposable
{
    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly X509Certificate2 _root;

    internal ListenerCertificates(string name = "devices")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }

    /// <summary>What believers in this authority are given.</summary>
    internal X509Certificate2Collection Authorities => [X509CertificateLoader.LoadCertificate(_root.RawData)];

    /// <summary>A certificate with its private key.</summary>
    internal X509Certificate2 Sign(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        Span<byte> serial = stackalloc byte[8];
        RandomNumberGenerator.Fill(serial);
        using var signed = request.Create(_root, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddMinutes(50), serial);
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Writes the files that <c>ovs-vsctl set-ssl</c> takes: private key, certificate, authority.</summary>
    internal async Task<string[]> Write(string directory, string name)
    {
        using var certificate = Sign(name);
        using var key = certificate.GetECDsaPrivateKey()!;
        (string Path, string Text)[] files =
        [
            (Path.Combine(directory, "key.pem"), key.ExportPkcs8PrivateKeyPem()),
            (Path.Combine(directory, "cert.pem"), certificate.ExportCertificatePem()),
            (Path.Combine(directory, "ca.pem"), _root.ExportCertificatePem()),
        ];
        foreach (var (path, text) in files)
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return [.. files.Select(file => file.Path)];
    }

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
    }
}
