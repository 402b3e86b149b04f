namespace Sdn.Controller.Configuration;

/// <summary>How devices are held and reconciled.</summary>
sealed record DeviceOptions
{
    public const string Section = "Devices";

    /// <summary>
    /// The host that devices' bridges are pointed to for OpenFlow. Empty: the address that the device dialed for OVSDB.
    /// </summary>
    public string AdvertisedAddress { get; set; } = "";

    /// <summary>How long a new connection may take to say who it is.</summary>
    public double HandshakeTimeoutSeconds { get; set; } = 15;

    /// <summary>Silence after which a device is asked for an echo; after as long again it is given up.</summary>
    public int EchoIntervalSeconds { get; set; } = 5;

    /// <summary>The longest OVSDB message of a device, in bytes.</summary>
    public long OvsdbMessageBytesMax { get; set; } = 64 * 1024 * 1024;

    /// <summary>How often a device's flows are dumped and compared although nothing changed.</summary>
    public double AuditIntervalSeconds { get; set; } = 60;

    /// <summary>The shortest and the longest pause before a refused change is tried again.</summary>
    public double RetrySecondsMin { get; set; } = 0.5;

    public double RetrySecondsMax { get; set; } = 30;

    /// <summary>The most messages in one OpenFlow bundle.</summary>
    public int MessagesPerBundleMax { get; set; } = 10_000;

    /// <summary>
    /// Whether each plan, which is made from the one before, is compared with one made anew; a difference is the device's error. For
    /// tests and doubts: it costs each device what the whole fleet costs.
    /// </summary>
    public bool VerifyPlans { get; set; }
}
