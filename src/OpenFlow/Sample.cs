using System.Text.Json.Serialization;

namespace Sdn.OpenFlow;

/// <summary>Whether a <see cref="Sample"/> says that the packet comes or goes (nx_action_sample_direction).</summary>
public enum SampleDirection : byte
{
    /// <summary>The switch tells by the sampling port.</summary>
    Unstated,
    Ingress,
    Egress,
}

/// <summary>Reports a share of the packets to IPFIX collectors.</summary>
public sealed record Sample : Action
{
    /// <summary>The share of packets, in 65,535ths; 0 is refused.</summary>
    public required ushort Probability { get; init; }

    public uint CollectorSetId { get; init; }

    /// <summary>IPFIX's observation domain.</summary>
    [JsonPropertyName("obs_domain_id")]
    public uint ObservationDomainId { get; init; }

    /// <summary>IPFIX's observation point.</summary>
    [JsonPropertyName("obs_point_id")]
    public uint ObservationPointId { get; init; }

    /// <summary>The port that the report names.</summary>
    public uint SamplingPort { get; init; } = Ports.Any;

    public SampleDirection Direction { get; init; }
}
