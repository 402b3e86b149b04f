using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sdn.Ovsdb.Tests;

/// <summary>A certificate authority that lives as long as a test, and the certificates that it signs.</summary>
sealed class Certificates : IDisposable
{
    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly X509Certificate2 _root;
    readonly string _directory = Directory.CreateTempSubdirectory("ovsdb-test-tls-").FullName;

    public Certificates(string name = "devices")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }

    /// <summary>What believers in this authority are given.</summary>
    public X509Certificate2Collection Authorities => [X509CertificateLoader.LoadCertificate(_root.RawData)];

    /// <summary>A certificate with its private key.</summary>
    public X509Certificate2 Sign(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        Span<byte> serial = stackalloc byte[8];
        RandomNumberGenerator.Fill(serial);
        using var signed = request.Create(_root, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddMinutes(50), serial);
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>The arguments that give ovsdb-server a certificate of this authority, whose authority is the only one it believes.</summary>
    public string[] ServerArguments(string name)
    {
        using var certificate = Sign(name);
        using var key = certificate.GetECDsaPrivateKey()!;
        return
        [
            $"--private-key={Write($"{name}-key.pem", key.ExportPkcs8PrivateKeyPem())}",
            $"--certificate={Write($"{name}-cert.pem", certificate.ExportCertificatePem())}",
            $"--ca-cert={Write("ca.pem", _root.ExportCertificatePem())}",
        ];
    }

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    string Write(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
