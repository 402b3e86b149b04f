using System.Net;
using Sdn.OpenFlow;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Sdn.Pipeline.Tests;

/// <summary>A fleet as <c>cases/*/desired.yaml</c> writes it.</summary>
public sealed class Desired
{
    public List<DesiredDevice> Devices { get; set; } = [];

    public List<DesiredApplication> Applications { get; set; } = [];

    public List<DesiredEndpoint> Endpoints { get; set; } = [];

    public List<DesiredPolicy> Policies { get; set; } = [];

    public static Fleet Read(string path)
    {
        var desired = new DeserializerBuilder()
            .WithNamingConvention(CamelCaseNamingConvention.Instance)
            .Build()
            .Deserialize<Desired>(File.ReadAllText(path));
        var fleet = Fleet.Empty.At(1);
        fleet = desired.Devices.Aggregate(fleet, (f, d) => f.Put(d.ToModel()));
        fleet = desired.Applications.Aggregate(fleet, (f, a) => f.Put(a.ToModel()));
        fleet = desired.Endpoints.Aggregate(fleet, (f, e) => f.Put(e.ToModel()));
        return desired.Policies.Aggregate(fleet, (f, p) => f.Put(p.ToModel()));
    }
}

public sealed class DesiredDevice
{
    public string Name { get; set; } = "";

    public uint Number { get; set; }

    public string Vtep { get; set; } = "";

    internal FleetDevice ToModel() => new(Name, Number, IPAddress.Parse(Vtep), 1500);
}

public sealed class DesiredApplication
{
    public string Name { get; set; } = "";

    public ushort Number { get; set; }

    public TunnelType Tunnel { get; set; }

    public uint Key { get; set; }

    public string? Ipv4 { get; set; }

    public string? Ipv6 { get; set; }

    public string GatewayMac { get; set; } = "";

    public bool Internal { get; set; } = true;

    internal FleetApplication ToModel() => new(
        Name, Number, Tunnel, Key,
        Ipv4 is null ? null : IPNetwork.Parse(Ipv4), Ipv6 is null ? null : IPNetwork.Parse(Ipv6),
        MacAddress.Parse(GatewayMac), 1450, Internal);
}

public sealed class DesiredEndpoint
{
    public string Name { get; set; } = "";

    public uint Number { get; set; }

    public string Device { get; set; } = "";

    public string Application { get; set; } = "";

    public uint OfPort { get; set; }

    public string Mac { get; set; } = "";

    public string? Ipv4 { get; set; }

    public string? Ipv6 { get; set; }

    internal FleetEndpoint ToModel() => new(
        Name, Number, Device, Application, "v-" + Name, OfPort, MacAddress.Parse(Mac),
        Ipv4 is null ? null : IPAddress.Parse(Ipv4), Ipv6 is null ? null : IPAddress.Parse(Ipv6));
}

public sealed class DesiredPolicy
{
    public string Name { get; set; } = "";

    public uint Number { get; set; }

    public string Application { get; set; } = "";

    public List<DesiredRule> Rules { get; set; } = [];

    internal FleetPolicy ToModel() => new(Name, Number, Application, [.. Rules.Select(r => r.ToModel())]);
}

public sealed class DesiredRule
{
    public List<DesiredPeer> Peers { get; set; } = [];

    public PolicyProtocol? Protocol { get; set; }

    /// <summary>Such as <c>443</c> and <c>8000-8999</c>.</summary>
    public List<string> Ports { get; set; } = [];

    internal FleetPolicyRule ToModel() => new([.. Peers.Select(p => p.ToModel())], Protocol, [.. Ports.Select(Range)]);

    static FleetPortRange Range(string text)
    {
        var ends = text.Split('-').Select(ushort.Parse).ToArray();
        return new(ends[0], ends[^1]);
    }
}

public sealed class DesiredPeer
{
    public string Application { get; set; } = "";

    public string? Prefix { get; set; }

    internal FleetPolicyPeer ToModel() => new(Application, Prefix is null ? null : IPNetwork.Parse(Prefix));
}
