using System.Globalization;
using System.Text;

namespace Sdn.Controller.Configuration;

/// <summary>One option as people read it.</summary>
/// <param name="Key">Its name on the command line and, with the colon as a level, in appsettings.json.</param>
/// <param name="Unit">What its value is counted in.</param>
/// <param name="Default">What holds where nothing is said.</param>
/// <param name="Text">What it does.</param>
sealed record OptionRow(string Key, string Unit, string Default, string Text);

/// <summary>All options of the controller; help, the check for unknown options and a test of appsettings.json read it.</summary>
static class OptionTable
{
    static readonly ListenOptions Listen = new();
    static readonly StoreOptions Store = new();
    static readonly AddressOptions Addresses = new();
    static readonly AttachOptions Attach = new();
    static readonly DeviceOptions Devices = new();

    public static readonly IReadOnlyList<OptionRow> Rows =
    [
        Row("Listen:Grpc",                       "address:port",  Listen.Grpc,                      "where the gRPC API listens (HTTP/2 without TLS)"),
        Row("Listen:Ovsdb",                      "address:port",  Listen.Ovsdb,                     "where devices dial OVSDB"),
        Row("Listen:OpenFlow",                   "address:port",  Listen.OpenFlow,                  "where devices dial OpenFlow"),
        Row("Store:StateDirectory",              "path",          Store.StateDirectory,             "where the store is kept; also --state-dir"),
        Row("Store:ChangesMax",                  "changes",       Store.ChangesMax,                 "kept in memory for watches that resume without reading the disk"),
        Row("Store:ChangesKeptMax",              "changes",       Store.ChangesKeptMax,             "kept on disk for sdnctl changes and watches that resume"),
        Row("Store:ChangesKeptDays",             "days",          Store.ChangesKeptDays,            "that changes are kept on disk"),
        Row("Store:QueuedMutationsMax",          "mutations",     Store.QueuedMutationsMax,         "that may wait for the disk; more are refused"),
        Row("Store:MutationsPerCommitMax",       "mutations",     Store.MutationsPerCommitMax,      "committed with one sync of the disk"),
        Row("Store:RequestsMax",                 "requests",      Store.RequestsMax,                "with a request_id that are remembered, so that a retry gets the first answer"),
        Row("Store:RequestsSeconds",             "seconds",       Store.RequestsSeconds,            "that they are remembered"),
        Row("Addresses:Ipv4Pool",                "prefix",        Addresses.Ipv4Pool,               "applications' IPv4 subnets are allocated from it"),
        Row("Addresses:Ipv4PrefixLength",        "bits",          Addresses.Ipv4PrefixLength,       "prefix length of an allocated IPv4 subnet"),
        Row("Addresses:Ipv6Pool",                "prefix",        Addresses.Ipv6Pool,               "applications' IPv6 subnets are allocated from it"),
        Row("Addresses:Ipv6PrefixLength",        "bits",          Addresses.Ipv6PrefixLength,       "prefix length of an allocated IPv6 subnet"),
        Row("Addresses:VniFirst",                "VNI",           Addresses.VniFirst,               "the first VNI that is allocated"),
        Row("Addresses:VniLast",                 "VNI",           Addresses.VniLast,                "the last VNI that is allocated"),
        Row("Addresses:GreKeyFirst",             "key",           Addresses.GreKeyFirst,            "the first GRE key that is allocated"),
        Row("Addresses:GreKeyLast",              "key",           Addresses.GreKeyLast,             "the last GRE key that is allocated"),
        Row("Addresses:RestSeconds",             "seconds",       Addresses.RestSeconds,            "that a freed address, subnet, key or port rests before reuse"),
        Row("Attach:OwnDeviceTimeoutSeconds",    "seconds",       Attach.OwnDeviceTimeoutSeconds,   "that Attach waits for its own device before it takes the endpoint back"),
        Row("Attach:PeerTimeoutSeconds",         "seconds",       Attach.PeerTimeoutSeconds,        "that Attach waits for peer devices, where the caller does not say"),
        Row("Attach:DetachTimeoutSeconds",       "seconds",       Attach.DetachTimeoutSeconds,      "that Detach waits for the endpoint's device"),
        Row("Devices:AdvertisedAddress",         "host",          Devices.AdvertisedAddress,        "that devices' bridges dial for OpenFlow; empty: the address that the device dialed for OVSDB"),
        Row("Devices:HandshakeTimeoutSeconds",   "seconds",       Devices.HandshakeTimeoutSeconds,  "that a new connection may take to say who it is"),
        Row("Devices:EchoIntervalSeconds",       "seconds",       Devices.EchoIntervalSeconds,      "of silence after which a device is asked for an echo"),
        Row("Devices:OvsdbMessageBytesMax",      "bytes",         Devices.OvsdbMessageBytesMax,     "in the longest OVSDB message of a device"),
        Row("Devices:AuditIntervalSeconds",      "seconds",       Devices.AuditIntervalSeconds,     "between comparisons of a device's flows while nothing changes"),
        Row("Devices:RetrySecondsMin",           "seconds",       Devices.RetrySecondsMin,          "before a refused change is first tried again; then it doubles"),
        Row("Devices:RetrySecondsMax",           "seconds",       Devices.RetrySecondsMax,          "between tries of a refused change, at most"),
        Row("Devices:MessagesPerBundleMax",      "messages",      Devices.MessagesPerBundleMax,     "in one OpenFlow bundle"),
        Row("Devices:VerifyPlans",               "true or false", Devices.VerifyPlans,              "whether each plan is compared with one made anew: for tests and doubts, as it costs much"),
    ];

    /// <summary>What --help prints.</summary>
    public static string Help()
    {
        var text = new StringBuilder()
            .AppendLine("sdn-controller: gives every application its own network across a fleet of devices.")
            .AppendLine()
            .AppendLine("Usage: sdn-controller [--config FILE] [--state-dir PATH] [--Section:Option VALUE]...")
            .AppendLine()
            .AppendLine("  --config FILE     settings on top of appsettings.json beside the program")
            .AppendLine("  --state-dir PATH  the same as --Store:StateDirectory")
            .AppendLine("  --restore FILE    put a backup of 'sdnctl backup' in the store's place and end; no controller may run on it")
            .AppendLine("  --help            print this and end")
            .AppendLine("  --version         print the version and end")
            .AppendLine()
            .AppendLine("The command line wins over environment variables (SDN_Listen__Grpc=...), these over the files.")
            .AppendLine();
        foreach (var row in Rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  --{row.Key} {row.Unit.ToUpperInvariant()}")
                .AppendLine(CultureInfo.InvariantCulture, $"        {row.Text} (default {row.Default})");
        }

        return text.ToString();
    }

    static OptionRow Row(string key, string unit, object value, string text) =>
        new(key, unit, Convert.ToString(value, CultureInfo.InvariantCulture)!, text);
}
