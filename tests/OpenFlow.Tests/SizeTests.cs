using System.Runtime.InteropServices;

namespace Sdn.OpenFlow.Tests;

/// <summary>Each fixed part is as long as the specification, or Open vSwitch's header files, say.</summary>
public sealed class SizeTests
{
    // Behind a struct that stands behind others in the specification, those are named with their bytes.
    static readonly Dictionary<string, int> Sizes = new()
    {
        ["Header"] = 8,                    // ofp_header
        ["Tlv"] = 4,
        ["ExperimenterHeader"] = 16 - 8,   // ofp_experimenter_msg without ofp_header
        ["PaddedNumber"] = 12,             // a 64-bit property without type and length
        // Messages, without ofp_header.
        ["FlowModBody"] = 56 - 8 - 8,      // ofp_flow_mod without ofp_match
        ["GroupModBody"] = 24 - 8,
        ["BucketBody"] = 8,
        ["WeightBody"] = 8 - 4,            // a property without type and length
        ["SelectionMethodBody"] = 40 - 12, // a property without type, length and the experimenter's numbers
        ["MeterBody"] = 16 - 8,
        ["MeterBandBody"] = 16,
        ["BundleBody"] = 16 - 8,
        ["TlvMapBody"] = 8,
        ["TlvTableModBody"] = 8,
        ["TlvTableReplyBody"] = 16,
        ["FeaturesReplyBody"] = 32 - 8,
        ["SwitchConfigBody"] = 12 - 8,
        ["PacketInBody"] = 32 - 8 - 8,     // ofp_packet_in without ofp_match
        ["PacketOutBody"] = 24 - 8 - 8,
        ["FlowRemovedBody"] = 32 - 8 - 8,
        ["PortBody"] = 40,
        ["PortEthernetBody"] = 32 - 4,
        ["PortOpticalBody"] = 40 - 4,
        ["StatusBody"] = 8,                // ofp_port_status without ofp_port
        ["PortModBody"] = 32 - 8,
        ["PortModOpticalBody"] = 24 - 4,
        ["RoleBody"] = 24 - 8,
        ["RoleStatusBody"] = 24 - 8,
        ["TableModBody"] = 16 - 8,
        ["TableVacancyBody"] = 8 - 4,
        ["ControllerStatusBody"] = 16,
        ["TimeBody"] = 24 - 4,             // ofp_bundle_prop_time without type and length
        // Nicira's messages, without ofp_experimenter_msg.
        ["ControllerIdBody"] = 8,
        ["NxAsyncConfigBody"] = 24,
        ["NxFlowModBody"] = 32,
        ["NxFlowRemovedBody"] = 40,
        ["NxPacketInBody"] = 24,
        ["ZoneIdBody"] = 8,
        ["CtFlushBody"] = 8,
        // What is in multipart messages about flows and bundles.
        ["FlowMonitorBody"] = 24 - 8,      // ofp_flow_monitor_request without ofp_match
        ["FlowUpdateBody"] = 32 - 8,
        ["FlowUpdateShortBody"] = 8,
        ["IpfixStatsBody"] = 88,
        ["BundleTimesBody"] = 72 - 4,      // ofp_bundle_features_prop_time without type and length
        ["TimeOfFeatures"] = 16,
        // Multipart messages, without their header.
        ["MultipartHeader"] = 16 - 8,
        ["FlowFilterBody"] = 40 - 8,       // ofp_flow_stats_request without ofp_match
        ["FlowDescBody"] = 32 - 8,
        ["PaddedId"] = 8,                  // ofp_port_multipart_request, and those of groups and meters
        ["GroupDescBody"] = 16,
        ["GroupStatsBody"] = 40,
        ["BucketCounterBody"] = 16,
        ["GroupFeaturesBody"] = 40,
        ["MeterStatsBody"] = 40,
        ["MeterBandStatsBody"] = 16,
        ["MeterFeaturesBody"] = 16,        // 24 in the specification; Open vSwitch stays with what OpenFlow 1.3 has
        ["TableDescBody"] = 8,
        ["TableStatsBody"] = 24,
        ["TableFeaturesBody"] = 64,
        ["PortStatsBody"] = 80,
        ["PortStatsEthernetBody"] = 40 - 4,
        ["PortStatsOpticalBody"] = 44 - 4,
        ["PortStatsRfc2819Body"] = 184 - 12,
        ["PortStatsCustomBody"] = 16 - 12,
        ["QueueRequestBody"] = 8,
        ["QueueStatsBody"] = 48,
        ["QueueDescBody"] = 16,
        ["QueueRateBody"] = 8 - 4,
        // Actions and instructions, without type and length.
        ["OutputBody"] = 16 - 4,
        ["CopyFieldBody"] = 12 - 4,        // ofp_action_copy_field without the headers of two fields
        ["WriteMetadataBody"] = 24 - 4,
        // Nicira's actions: NxHeader is what is behind type and length in all, which the others are without.
        ["NxHeader"] = 10 - 4,
        ["ResubmitBody"] = 16 - 10,
        ["OutputRegBody"] = 24 - 10,
        ["OutputTruncBody"] = 16 - 10,
        ["ConjunctionBody"] = 16 - 10,
        ["ConntrackBody"] = 24 - 10,
        ["NatBody"] = 16 - 10,
        ["ControllerBody"] = 16 - 10,
        ["CheckPktLargerBody"] = 14 - 10,
        ["FinTimeoutBody"] = 16 - 10,
        ["LearnBody"] = 32 - 10,
        ["LearnLimitBody"] = 40 - 32,        // what nx_action_learn2 has more
        ["MultipathBody"] = 32 - 10,
        ["BundleActionBody"] = 32 - 10,
        ["SampleBody"] = 24 - 10,
        ["SamplePortBody"] = 32 - 24,      // what nx_action_sample2 has more
        ["EncapBody"] = 16 - 10,
        ["EncapPropertyHeader"] = 4,
        ["NshTlvBody"] = 8 - 4,            // ofp_ed_prop_nsh_tlv without its header
    };

    static readonly Type[] Structs =
    [
        .. typeof(Codec).Assembly.GetTypes().Where(type => type is { IsValueType: true, StructLayoutAttribute: { Value: LayoutKind.Sequential, Pack: 1 } }),
    ];

    [Fact]
    public void Every_struct_of_the_wire_has_its_size_here() =>
        Assert.Equal(Structs.Select(type => type.Name).Order(StringComparer.Ordinal), Sizes.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Structs_have_the_sizes_of_the_specification() =>
        Assert.Equal(Sizes.OrderBy(row => row.Key), Structs.ToDictionary(type => type.Name, Marshal.SizeOf).OrderBy(row => row.Key));
}
