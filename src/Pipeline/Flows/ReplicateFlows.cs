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

    public static IEnumerable<Flow> Of(Surroundings surroundings)
    {
        foreach (var application in surroundings.Hosted.Select(s => s.Application))
        {
            yield return Flow(PacketSource.Container, GroupIds.Everywhere + application.Number);
            yield return Flow(PacketSource.Tunnel, application.Number);

            Flow Flow(PacketSource source, uint group) => Tables.Replicate.Flow(
                Copied, Cookies.Of(application),
                [Registers.Application.Is(application.Number), Registers.Source.Is(source)],
                [new ToGroup(group)]);
        }
    }

    public static IEnumerable<Group> Groups(Surroundings surroundings)
    {
        foreach (var segment in surroundings.Hosted)
        {
            var number = segment.Application.Number;
            var local = segment.Local.Select(e => new Action[] { new Output(e.OfPort) }).ToList();
            var remote = segment.Members.Select(m => (Action[])
                [.. ForwardFlows.ToPeer(segment.Application, m), new Resubmit(Tables.Encapsulate.Id)]);
            yield return Group(number, local);
            yield return Group(GroupIds.Everywhere + number, local.Concat(remote));
        }
    }

    static Group Group(uint id, IEnumerable<Action[]> copies) =>
        new(id, GroupType.All, ValueList.From(copies.Select((actions, i) => new Bucket((uint)i + 1, actions))));
}
