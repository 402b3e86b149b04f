namespace Sdn.OpenFlow.Text;

/// <summary>The names of what multipath and bundle hash, and of how they choose (ovs-actions(7)).</summary>
static class HashNames
{
    internal static readonly (HashFields Fields, string Name)[] Fields =
    [
        (HashFields.EthSrc, "eth_src"), (HashFields.SymmetricL4, "symmetric_l4"), (HashFields.SymmetricL3L4, "symmetric_l3l4"),
        (HashFields.SymmetricL3L4Udp, "symmetric_l3l4+udp"), (HashFields.NwSrc, "nw_src"), (HashFields.NwDst, "nw_dst"),
        (HashFields.SymmetricL3, "symmetric_l3"),
    ];

    internal static readonly (MultipathAlgorithm Algorithm, string Name)[] Multipaths =
    [
        (MultipathAlgorithm.ModuloN, "modulo_n"), (MultipathAlgorithm.HashThreshold, "hash_threshold"),
        (MultipathAlgorithm.Hrw, "hrw"), (MultipathAlgorithm.IterHash, "iter_hash"),
    ];

    internal static readonly (BundleAlgorithm Algorithm, string Name)[] Bundles =
        [(BundleAlgorithm.ActiveBackup, "active_backup"), (BundleAlgorithm.Hrw, "hrw")];

    internal static string Of(HashFields fields) => NameOf(Fields, fields);

    internal static string Of(MultipathAlgorithm algorithm) => NameOf(Multipaths, algorithm);

    internal static string Of(BundleAlgorithm algorithm) => NameOf(Bundles, algorithm);

    /// <summary>The value with this name.</summary>
    internal static T Read<T>((T Value, string Name)[] names, Piece text)
    {
        foreach (var (value, name) in names)
        {
            if (text.Is(name))
                return value;
        }
        throw text.Error("no such name", string.Join(", ", names.Select(row => row.Name)));
    }

    static string NameOf<T>((T Value, string Name)[] names, T value)
        where T : struct, Enum => Array.Find(names, row => EqualityComparer<T>.Default.Equals(row.Value, value)).Name ?? "<unknown>";
}
