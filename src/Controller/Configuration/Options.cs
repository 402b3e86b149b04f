namespace Sdn.Controller.Configuration;

// Options have setters because the binder that is generated at compile time passes over init-only properties. Nothing but it
// sets them.

/// <summary>Where the controller listens; each is an address and a port.</summary>
sealed record ListenOptions
{
    public const string Section = "Listen";

    /// <summary>The API: gRPC over HTTP/2 without TLS.</summary>
    public string Grpc { get; set; } = "127.0.0.1:6650";

    /// <summary>Devices' OVSDB sessions.</summary>
    public string Ovsdb { get; set; } = "0.0.0.0:6640";

    /// <summary>Devices' OpenFlow sessions.</summary>
    public string OpenFlow { get; set; } = "0.0.0.0:6653";
}

/// <summary>Where the store is and how much of its past it keeps in memory.</summary>
sealed record StoreOptions
{
    public const string Section = "Store";

    public string StateDirectory { get; set; } = "/var/lib/sdn-controller";

    /// <summary>How many of the newest changes are kept in memory, for watches that resume without reading the disk.</summary>
    public int ChangesMax { get; set; } = 10_000;

    /// <summary>How many of the newest changes are kept on disk, for audit and for watches that resume.</summary>
    public int ChangesKeptMax { get; set; } = 1_000_000;

    /// <summary>How long changes are kept on disk.</summary>
    public int ChangesKeptDays { get; set; } = 400;

    /// <summary>How many mutations may wait for the writer; more are refused.</summary>
    public int QueuedMutationsMax { get; set; } = 4_096;

    /// <summary>How many waiting mutations are committed with one sync of the disk.</summary>
    public int MutationsPerCommitMax { get; set; } = 128;

    /// <summary>How many requests with a request id are remembered, on disk; the oldest are forgotten first.</summary>
    public int RequestsMax { get; set; } = 100_000;

    /// <summary>How long a request with a request id is remembered.</summary>
    public int RequestsSeconds { get; set; } = 86_400;
}

/// <summary>What is allocated from where.</summary>
sealed record AddressOptions
{
    public const string Section = "Addresses";

    public string Ipv4Pool { get; set; } = "10.64.0.0/10";

    public int Ipv4PrefixLength { get; set; } = 24;

    public string Ipv6Pool { get; set; } = "fd64::/48";

    public int Ipv6PrefixLength { get; set; } = 64;

    public uint VniFirst { get; set; } = 100;

    public uint VniLast { get; set; } = 16_777_215;

    public uint GreKeyFirst { get; set; } = 100;

    public uint GreKeyLast { get; set; } = uint.MaxValue;

    /// <summary>How long a freed address, subnet, key, application number or port rests before it is given again.</summary>
    public int RestSeconds { get; set; } = 600;
}

/// <summary>How long Attach waits.</summary>
sealed record AttachOptions
{
    public const string Section = "Attach";

    /// <summary>For the endpoint's own device; after that the endpoint is taken back.</summary>
    public double OwnDeviceTimeoutSeconds { get; set; } = 4;

    /// <summary>For connected peer devices, where the caller does not say.</summary>
    public double PeerTimeoutSeconds { get; set; } = 2;

    /// <summary>How long Detach waits for the endpoint's device, so that the host's interface can be deleted after it.</summary>
    public double DetachTimeoutSeconds { get; set; } = 1;
}
