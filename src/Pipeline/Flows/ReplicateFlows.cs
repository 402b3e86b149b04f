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

    /// <param name="application">Whose multicast it is.</param>
    /// <param name="local">The application's endpoints on this device.</param>
    /// <param name="members">The other devices that host the application.</param>
    public static Group[] Groups(FleetApplication application, IEnumerable<FleetEndpoint> local, IEnumerable<FleetDevice> members)
    {
        Bucket[] here = [.. local.Select(e => new Bucket(e.OfPort, [new Output(e.OfPort)])).OrderBy(b => b.Id)];
        Bucket[] there = [.. members.Select(m => ToDevice(application, m)).OrderBy(b => b.Id)];
        return
        [
            new(application.Number, GroupType.All, here),
            new(GroupIds.Everywhere + application.Number, GroupType.All, [.. here, .. there]),
        ];
    }

    static Bucket ToDevice(FleetApplication application, FleetDevice member) => new(
        FirstDeviceBucket + member.Number, [.. ForwardFlows.ToPeer(application, member), new Resubmit(Tables.Encapsulate.Id)]);
}
