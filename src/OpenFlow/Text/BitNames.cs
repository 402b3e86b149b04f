using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>The names of a message's flags, each for one bit, as ovs-ofctl writes them (ofp_print_bit_names()).</summary>
sealed class BitNames(params (uint Bit, string Name)[] names)
{
    internal static readonly BitNames
        Capabilities = new(
            (1 << 0, "FLOW_STATS"), (1 << 1, "TABLE_STATS"), (1 << 2, "PORT_STATS"), (1 << 3, "GROUP_STATS"), (1 << 5, "IP_REASM"),
            (1 << 6, "QUEUE_STATS"), (1 << 8, "PORT_BLOCKED"), (1 << 9, "BUNDLES"), (1 << 10, "FLOW_MONITORING")),
        BundleFlags = new((1 << 0, "atomic"), (1 << 1, "ordered")),
        FlowMonitorFlags = new(
            (1 << 0, "initial"), (1 << 1, "add"), (1 << 2, "delete"), (1 << 3, "modify"), (1 << 4, "actions"), (1 << 5, "no-abbrev"),
            (1 << 6, "own"));

    /// <summary>The bits that have names.</summary>
    internal uint Known { get; } = names.Aggregate(0u, (bits, row) => bits | row.Bit);

    /// <summary>The names, what has none as one number, and <c>0</c> where no bit is set.</summary>
    internal void Write(StringBuilder to, uint bits, char separator)
    {
        if (bits == 0)
        {
            to.Append('0');
            return;
        }

        var parts = names.Where(row => (bits & row.Bit) != 0).Select(row => row.Name);
        if ((bits & ~Known) != 0)
            parts = parts.Append($"0x{bits & ~Known:x}");
        to.AppendJoin(separator, parts);
    }
}
