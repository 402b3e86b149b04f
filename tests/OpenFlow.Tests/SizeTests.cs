using System.Runtime.CompilerServices;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow.Tests;

/// <summary>Each fixed part is as long as the specification, or Open vSwitch's header files, say.</summary>
public sealed class SizeTests
{
    [Fact]
    public void Structs_have_the_sizes_of_the_specification()
    {
        Assert.Equal(8, Unsafe.SizeOf<Header>());
        Assert.Equal(4, Unsafe.SizeOf<Tlv>());
        Assert.Equal(8, Unsafe.SizeOf<ExperimenterHeader>());
        Assert.Equal(40, Unsafe.SizeOf<FlowModBody>());
        Assert.Equal(16, Unsafe.SizeOf<GroupModBody>());
        Assert.Equal(16, Unsafe.SizeOf<GroupDescBody>());
        Assert.Equal(8, Unsafe.SizeOf<BucketBody>());
        Assert.Equal(4, Unsafe.SizeOf<WeightBody>());
        Assert.Equal(12, Unsafe.SizeOf<SelectionHeader>());
        Assert.Equal(8, Unsafe.SizeOf<MeterBody>());
        Assert.Equal(16, Unsafe.SizeOf<MeterBandBody>());
        Assert.Equal(8, Unsafe.SizeOf<BundleBody>());
        Assert.Equal(24, Unsafe.SizeOf<FeaturesReplyBody>());
        Assert.Equal(4, Unsafe.SizeOf<SwitchConfigBody>());
        Assert.Equal(16, Unsafe.SizeOf<PacketInBody>());
        Assert.Equal(8, Unsafe.SizeOf<PacketOutBody>());
        Assert.Equal(16, Unsafe.SizeOf<FlowRemovedBody>());
        Assert.Equal(16, Unsafe.SizeOf<PortBody>());
        Assert.Equal(28, Unsafe.SizeOf<PortEthernetBody>());
        Assert.Equal(80, Unsafe.SizeOf<PortStatsBody>());
        Assert.Equal(16, Unsafe.SizeOf<RoleBody>());
        Assert.Equal(16, Unsafe.SizeOf<RoleStatusBody>());
        Assert.Equal(8, Unsafe.SizeOf<MultipartHeader>());
        Assert.Equal(32, Unsafe.SizeOf<FlowFilterBody>());
        Assert.Equal(24, Unsafe.SizeOf<FlowDescBody>());
        Assert.Equal(8, Unsafe.SizeOf<TableDescBody>());
        Assert.Equal(12, Unsafe.SizeOf<PaddedNumber>());
    }

    [Fact]
    public void Actions_have_the_sizes_of_the_specification()
    {
        const int Standard = 4, Nicira = 10;   // type and length; with experimenter and subtype

        Assert.Equal(Nicira - Standard, Unsafe.SizeOf<NxHeader>());
        Assert.Equal(16, Standard + Unsafe.SizeOf<OutputBody>());
        Assert.Equal(12, Standard + Unsafe.SizeOf<CopyFieldBody>());
        Assert.Equal(24, Standard + Unsafe.SizeOf<WriteMetadataBody>());
        Assert.Equal(16, Nicira + Unsafe.SizeOf<ResubmitBody>());
        Assert.Equal(24, Nicira + Unsafe.SizeOf<OutputRegBody>());
        Assert.Equal(16, Nicira + Unsafe.SizeOf<OutputTruncBody>());
        Assert.Equal(16, Nicira + Unsafe.SizeOf<ConjunctionBody>());
        Assert.Equal(24, Nicira + Unsafe.SizeOf<ConntrackBody>());
        Assert.Equal(16, Nicira + Unsafe.SizeOf<NatBody>());
        Assert.Equal(16, Nicira + Unsafe.SizeOf<ControllerBody>());
        Assert.Equal(14, Nicira + Unsafe.SizeOf<CheckPktLargerBody>());
        Assert.Equal(16, Nicira + Unsafe.SizeOf<FinTimeoutBody>());
        Assert.Equal(24, Nicira + Unsafe.SizeOf<StackBody>());
    }
}
