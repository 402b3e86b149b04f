using Sdn.OpenFlow;
using static Sdn.Pipeline.Steps;

namespace Sdn.Pipeline;

/// <summary>Classify: the port says which application's segment a packet is in, and which endpoint sent it.</summary>
static class ClassifyFlows
{
    const ushort Port = 100;

    public static Flow Container(FleetEndpoint endpoint, FleetApplication application) => Tables.Classify.Flow(
        Port, Cookies.Of(endpoint), [Fields.InPort.Is(endpoint.OfPort)],
        [
            Registers.Source.Load(PacketSource.Container),
            Registers.Application.Load(application.Number),
            Registers.SourceEndpoint.Load(endpoint.Number),
            Goto(Tables.PortSecurity),
        ]);

    public static Flow Tunnel(FleetApplication application) => Tables.Classify.Flow(
        Port, Cookies.Of(application), [Fields.InPort.Is(TunnelPort.OfPort(application))],
        [
            Registers.Source.Load(PacketSource.Tunnel),
            Registers.Application.Load(application.Number),
            Goto(Tables.TunnelAdmit),
        ]);
}
