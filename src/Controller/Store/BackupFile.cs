using System.Security.Cryptography;
using System.Text;

namespace Sdn.Controller.Store;

/// <summary>
/// The form of a backup: the store's database, then a line with its SHA-256. A page that has rotted is still a page to SQLite;
/// a file that was cut has no such line.
/// </summary>
static class BackupFile
{
    const string SealMark = "\nsdn-backup-1 sha256 ";

    /// <summary>The mark, a hash in hexadecimal, and the line's end.</summary>
    const int SealLength = 21 + 64 + 1;

    public static byte[] Seal(byte[] hash) => Encoding.ASCII.GetBytes($"{SealMark}{Convert.ToHexStringLower(hash)}\n");

    /// <summary>Copies the database out of a backup; a file that is not exactly what was backed up is refused.</summary>
    public static void Unpack(string file, string database)
    {
        try
        {
            using var source = File.OpenRead(file);
            var length = source.Length - SealLength;
            if (length <= 0)
                throw new StoreOpenException($"{file} is no backup of SdnController");

            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using (var target = new FileStream(database, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                Copy(source, target, hash, length);
                target.Flush(flushToDisk: true);
            }

            var seal = new byte[SealLength];
            source.ReadExactly(seal);
            if (!seal.AsSpan().StartsWith(Encoding.ASCII.GetBytes(SealMark)))
                throw new StoreOpenException($"{file} is no backup of SdnController, or a part of it is missing");
            if (!seal.AsSpan().SequenceEqual(Seal(hash.GetHashAndReset())))
                throw new StoreOpenException($"{file} is damaged: it is not what was backed up; take another backup");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreOpenException($"{file} cannot be restored: {e.Message}", e);
        }
    }

    static void Copy(FileStream source, FileStream target, IncrementalHash hash, long length)
    {
        var buffer = new byte[65_536];
        while (length > 0)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length));
            source.ReadExactly(part);
            hash.AppendData(part);
            target.Write(part);
            length -= part.Length;
        }
    }
}
