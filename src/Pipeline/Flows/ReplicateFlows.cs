using Sdn.OpenFlow;

namespace Sdn.Pipeline;

/// <summary>
/// Replicate: a group copies multicast to the application's containers on this device, another also to its other devices.
/// </summary>
/// <remarks>
/// OVS gives up after 4,096 resubmits for one packet, and each device costs two (ofproto-dpif-xlate.c), so an application
/// with more than about 2,000 devices would need a tree. No bucket sends a packet back to the port that it came from: OVS
/// leaves that out.
/// </remarks>
static class ReplicateFlows
{
    const ushort Copied = 100;

    // The numbers of devices' buckets begin where those of ports, which are their OpenFlow numbers, end.
    const uint FirstDeviceBucket = 0x10000;

    public static IEnumerable<Flow> Of(FleetApplication application)
    {
        yield return Flow(PacketSource.Container, GroupIds.Everywhere + application.Number);
        yield return Flow(PacketSource.Tunnel, application.Number);

        Flow Flow(PacketSource source, uint group) => Tables.Replicate.Flow(
            Copied, Cookies.Of(application),
            [Registers.Application.Is(application.Number), Registers.Source.Is(source)],
            [new ToGroup(group)]);
    }

    /// <summary>The groups of an application that is hosted, without their buckets.</summary>
    public static Group[] Groups(FleetApplication application) =>
        [new(application.Number, GroupType.All, []), new(GroupIds.Everywhere + application.Number, GroupType.All, [])];

    /// <summary>Copies for an endpoint on this device.</summary>
    public static GroupBucket[] Local(FleetApplication application, FleetEndpoint endpoint)
    {
        var bucket = new Bucket(endpoint.OfPort, [new Output(endpoint.OfPort)]);
        return [new(application.Number, bucket), new(GroupIds.Everywhere + application.Number, bucket)];
    }

    /// <summary>A copy for another device that hosts the application.</summary>
    public static GroupBucket Remote(FleetApplication application, FleetDevice member) => new(
        GroupIds.Everywhere + application.Number,
        new(FirstDeviceBucket + member.Number, [.. ForwardFlows.ToPeer(application, member), new Resubmit(Tables.Encapsulate.Id)]));
}
