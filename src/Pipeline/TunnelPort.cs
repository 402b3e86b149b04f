using System.Globalization;

namespace Sdn.Pipeline;

/// <summary>The one port through which a device exchanges an application's frames with all its peers.</summary>
public static class TunnelPort
{
    /// <summary>The application's number: endpoints have 32,768 and more.</summary>
    public static uint OfPort(FleetApplication application) => application.Number;

    public static string Name(FleetApplication application) => application.TunnelType switch
    {
        TunnelType.Vxlan => $"vx{application.Key}",
        TunnelType.Gre => $"gr{application.Key}",
        _ => throw new ArgumentOutOfRangeException(nameof(application), application.TunnelType, "no such tunnel type"),
    };

    // With "flow" the addresses of each packet are those that Encapsulate set; the key is fixed, so OVS itself hands the
    // port no other application's frames and sends no other key (vswitchd.conf.db(5), "Tunnel Options").
    public static BridgePort Of(FleetApplication application) => new(
        Name(application),
        application.TunnelType == TunnelType.Vxlan ? "vxlan" : "gre",
        OfPort(application),
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["key"] = application.Key.ToString(CultureInfo.InvariantCulture),
            ["local_ip"] = "flow",
            ["remote_ip"] = "flow",
        },
        new SortedDictionary<string, string>(StringComparer.Ordinal) { ["sdn-application"] = application.Name });
}
