namespace Sdn.OpenFlow;

/// <summary>The reserved port numbers (OpenFlow 1.5.1, 7.2.1.2) and their names as ovs-ofctl writes them.</summary>
public static class Ports
{
    /// <summary>The highest number that a port of a bridge can have on OpenFlow 1.1 and later.</summary>
    public const uint Max = 0xffffff00;

    public const uint
        Unset = 0xfffffff7,   // OFPP_UNSET: the action set has no output, for actset_output
        InPort = 0xfffffff8,
        Table = 0xfffffff9,
        Normal = 0xfffffffa,
        Flood = 0xfffffffb,
        All = 0xfffffffc,
        Controller = 0xfffffffd,
        Local = 0xfffffffe,
        Any = 0xffffffff;   // OFPP_ANY, and OFPP_NONE in Nicira's extensions

    /// <summary>The name of a reserved port, or null for a port with a number of its own.</summary>
    public static string? NameOf(uint port) => port switch
    {
        Unset => "UNSET",
        InPort => "IN_PORT",
        Table => "TABLE",
        Normal => "NORMAL",
        Flood => "FLOOD",
        All => "ALL",
        Controller => "CONTROLLER",
        Local => "LOCAL",
        Any => "ANY",
        _ => null,
    };

    /// <summary>The reserved port with this name, whatever its case, or null.</summary>
    public static uint? Named(ReadOnlySpan<char> name)
    {
        for (var port = Unset; port != 0; port++)
        {
            if (name.Equals(NameOf(port), StringComparison.OrdinalIgnoreCase))
                return port;
        }

        return name.Equals("NONE", StringComparison.OrdinalIgnoreCase) ? Any : null;
    }

    /// <summary>Whether a packet can be sent there: a port that Open vSwitch can number, or a reserved one that is a place.</summary>
    internal static bool IsOutput(uint port) => port is < 0xff00 or (>= InPort and <= Local);

    /// <summary>Refuses the numbers that Open vSwitch has no ports for (ofputil_port_from_ofp11()).</summary>
    internal static void Check(in Wire.OfReader r, uint port, OpenFlowError? refusal = null)
    {
        if (port is >= 0xff00 and < Max)
            throw r.Error(refusal ?? Errors.OFPBAC_BAD_OUT_PORT, $"port {port} is neither below {0xff00} nor a reserved one from 0x{Max:x}");
    }

    /// <summary>The port, if it is one that Open vSwitch can have.</summary>
    internal static uint Checked(uint port, in Wire.OfReader r)
    {
        Check(in r, port);
        return port;
    }

    // Open vSwitch keeps port numbers in 16 bits and shows them so: the reserved ones from 0xff00 up.
    internal static string Show(uint port) => NameOf(port) ?? (port >= Max ? Narrow(port) : port).ToString();

    /// <summary>A port number of OpenFlow 1.0 and Nicira's 16-bit fields: reserved ones start at 0xff00.</summary>
    internal static uint Widen(ushort port) => port >= 0xff00 ? 0xffff0000u | port : port;

    /// <summary>The 16-bit form; a number that has none keeps its low bits, as nothing in OVS exceeds 0xfeff.</summary>
    internal static ushort Narrow(uint port) => (ushort)port;
}
