using System.IO.Compression;

namespace Sdn.OpenFlow.Fuzz;

/// <summary>
/// What fuzzing breeds from: some 11,000 messages out of Open vSwitch's own fuzzing corpus (openvswitch/ovs-fuzzing-corpus, ofp_print),
/// those of version 1.5 as they are, those of other versions with the version byte of 1.5.
/// </summary>
static class Seeds
{
    internal static IReadOnlyList<byte[]> All { get; } = Read();

    static List<byte[]> Read()
    {
        using var file = typeof(Seeds).Assembly.GetManifestResourceStream("seeds.txt.gz")!;
        using var lines = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var seeds = new List<byte[]>();
        while (lines.ReadLine() is { } line)
            seeds.Add(Convert.FromHexString(line));
        return seeds;
    }
}
