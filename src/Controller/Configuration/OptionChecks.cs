using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Sdn.Controller.Configuration;

/// <summary>Collects what is wrong with options, so that all of it is said at once.</summary>
sealed class OptionChecks
{
    readonly List<string> _failures = [];

    public ValidateOptionsResult Result =>
        _failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_failures);

    public OptionChecks That(bool isRight, string key, object value, string expected)
    {
        if (!isRight)
            _failures.Add($"{key} is '{value}'; it must be {expected}");
        return this;
    }

    public OptionChecks Endpoint(string key, string value) =>
        That(IPEndPoint.TryParse(value, out _) && value.Contains(':', StringComparison.Ordinal), key, value, "an address and a port, such as 0.0.0.0:6640 or [::]:6640");

    public OptionChecks Pool(string poolKey, string pool, string lengthKey, int length, AddressFamily family, int lengthMax)
    {
        var isPool = IPNetwork.TryParse(pool, out var network) && network.BaseAddress.AddressFamily == family && network.PrefixLength > 0;
        var example = family == AddressFamily.InterNetwork ? "an IPv4 prefix, such as 10.64.0.0/10" : "an IPv6 prefix, such as fd64::/48";
        That(isPool, poolKey, pool, example);
        return isPool
            ? That(length >= network.PrefixLength && length <= lengthMax, lengthKey, length, $"from the pool's own {network.PrefixLength} to {lengthMax}")
            : this;
    }
}

/// <summary>Checks <see cref="ListenOptions"/>.</summary>
sealed class ListenChecks : IValidateOptions<ListenOptions>
{
    public ValidateOptionsResult Validate(string? name, ListenOptions options) => new OptionChecks()
        .Endpoint("Listen:Grpc", options.Grpc)
        .Endpoint("Listen:Ovsdb", options.Ovsdb)
        .Endpoint("Listen:OpenFlow", options.OpenFlow)
        .Result;
}

/// <summary>Checks <see cref="StoreOptions"/>.</summary>
sealed class StoreChecks : IValidateOptions<StoreOptions>
{
    public ValidateOptionsResult Validate(string? name, StoreOptions options) => new OptionChecks()
        .That(options.StateDirectory.Length > 0, "Store:StateDirectory", options.StateDirectory, "a directory")
        .That(options.ChangesMax >= 1, "Store:ChangesMax", options.ChangesMax, "1 or more")
        .That(options.ChangesKeptMax >= 1, "Store:ChangesKeptMax", options.ChangesKeptMax, "1 or more")
        .That(options.ChangesKeptDays is >= 1 and <= 36_500, "Store:ChangesKeptDays", options.ChangesKeptDays, "1 to 36500")
        .That(options.QueuedMutationsMax >= 1, "Store:QueuedMutationsMax", options.QueuedMutationsMax, "1 or more")
        .That(options.MutationsPerCommitMax >= 1, "Store:MutationsPerCommitMax", options.MutationsPerCommitMax, "1 or more")
        .That(options.RequestsMax >= 1, "Store:RequestsMax", options.RequestsMax, "1 or more")
        .That(options.RequestsSeconds >= 1, "Store:RequestsSeconds", options.RequestsSeconds, "1 or more")
        .Result;
}

/// <summary>Checks <see cref="AddressOptions"/>.</summary>
sealed class AddressChecks : IValidateOptions<AddressOptions>
{
    public ValidateOptionsResult Validate(string? name, AddressOptions options) => new OptionChecks()
        .Pool("Addresses:Ipv4Pool", options.Ipv4Pool, "Addresses:Ipv4PrefixLength", options.Ipv4PrefixLength, AddressFamily.InterNetwork, 29)
        .Pool("Addresses:Ipv6Pool", options.Ipv6Pool, "Addresses:Ipv6PrefixLength", options.Ipv6PrefixLength, AddressFamily.InterNetworkV6, 120)
        .That(options.VniFirst >= 1, "Addresses:VniFirst", options.VniFirst, "1 or more")
        .That(options.VniLast >= options.VniFirst && options.VniLast <= 0xff_ffff, "Addresses:VniLast", options.VniLast, "from Addresses:VniFirst to 16777215")
        .That(options.GreKeyFirst >= 1, "Addresses:GreKeyFirst", options.GreKeyFirst, "1 or more")
        .That(options.GreKeyLast >= options.GreKeyFirst, "Addresses:GreKeyLast", options.GreKeyLast, "Addresses:GreKeyFirst or more")
        .That(options.RestSeconds is >= 0 and <= 86_400, "Addresses:RestSeconds", options.RestSeconds, "0 to 86400")
        .Result;
}

/// <summary>Checks <see cref="DeviceOptions"/>.</summary>
sealed class DeviceChecks : IValidateOptions<DeviceOptions>
{
    public ValidateOptionsResult Validate(string? name, DeviceOptions options) => new OptionChecks()
        .That(options.HandshakeTimeoutSeconds is > 0 and <= 300, "Devices:HandshakeTimeoutSeconds", options.HandshakeTimeoutSeconds, "more than 0, up to 300")
        .That(options.EchoIntervalSeconds is >= 1 and <= 3600, "Devices:EchoIntervalSeconds", options.EchoIntervalSeconds, "1 to 3600")
        .That(options.OvsdbMessageBytesMax >= 65_536, "Devices:OvsdbMessageBytesMax", options.OvsdbMessageBytesMax, "65536 or more")
        .That(options.AuditIntervalSeconds is >= 1 and <= 86_400, "Devices:AuditIntervalSeconds", options.AuditIntervalSeconds, "1 to 86400")
        .That(options.RetrySecondsMin is > 0 and <= 3600, "Devices:RetrySecondsMin", options.RetrySecondsMin, "more than 0, up to 3600")
        .That(options.RetrySecondsMax >= options.RetrySecondsMin && options.RetrySecondsMax <= 3600, "Devices:RetrySecondsMax", options.RetrySecondsMax, "from Devices:RetrySecondsMin to 3600")
        .That(options.MessagesPerBundleMax is >= 1 and <= 100_000, "Devices:MessagesPerBundleMax", options.MessagesPerBundleMax, "1 to 100000")
        .Result;
}

/// <summary>Checks <see cref="AttachOptions"/>.</summary>
sealed class AttachChecks : IValidateOptions<AttachOptions>
{
    public ValidateOptionsResult Validate(string? name, AttachOptions options) => new OptionChecks()
        .That(options.OwnDeviceTimeoutSeconds is > 0 and <= 60, "Attach:OwnDeviceTimeoutSeconds", options.OwnDeviceTimeoutSeconds, "more than 0, up to 60")
        .That(options.PeerTimeoutSeconds is >= 0 and <= 30, "Attach:PeerTimeoutSeconds", options.PeerTimeoutSeconds, "0 to 30")
        .That(options.DetachTimeoutSeconds is >= 0 and <= 30, "Attach:DetachTimeoutSeconds", options.DetachTimeoutSeconds, "0 to 30")
        .Result;
}
