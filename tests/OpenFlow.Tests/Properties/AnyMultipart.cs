namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Every multipart message, in both directions. One row a type.</summary>
static class AnyMultipart
{
    const int Few = 100, Many = 400;

    internal static IEnumerable<MessageKind> Kinds =>
    [
        Request("OFPST_DESC", Few, _ => new DescRequest()),
        Reply("OFPST_DESC", Many, d => new DescReply(d.From(AnyText.Name(255)), d.From(AnyText.Name(20)), d.From(AnyText.Name(255)), d.From(AnyText.Name(31)), d.From(AnyText.Name(255)))),
        Request("OFPST_FLOW", Many, d => new FlowDescRequest(d.From(AnyFlow.Filter))),
        Reply("OFPST_FLOW", Many, d => new FlowDescReply(d.List(AnyFlow.Desc, 0, 3))),
        Request("OFPST_AGGREGATE", Many, d => new AggregateRequest(d.From(AnyFlow.Filter))),
        Request("OFPST_TABLE", Few, _ => new TableStatsRequest()),
        Reply("OFPST_TABLE", Many, d => new TableStatsReply(d.List(AnyTable.Stats, 0, 4))),
        Reply("OFPST_AGGREGATE", Many, d => new AggregateReply(d.From(AnyFlow.Stats))),
        Request("OFPST_FLOW_MONITOR", Many, d => new FlowMonitorRequest(d.List(AnyFlow.Monitor, 1, 2))),
        Reply("OFPST_FLOW_MONITOR", Many, d => new FlowMonitorReply(d.List(AnyFlow.Update, 0, 3))),
        Request("OFPMP_CONTROLLER_STATUS", Few, _ => new ControllerStatusRequest()) with { IsOurs = true },
        Reply("OFPMP_CONTROLLER_STATUS", Many, d => new ControllerStatusReply(d.List(AnySession.Controller, 0, 3))) with { IsOurs = true },
        Request("OFPMP_BUNDLE_FEATURES", Many, d => new BundleFeaturesRequest(d.From(AnyNumber.UInt)) { Times = d.From(AnySession.Times) }) with { IsOurs = true },
        Reply("OFPMP_BUNDLE_FEATURES", Many, d => new BundleFeaturesReply(d.From(AnyNumber.UShort)) { Times = d.From(AnySession.Times) }) with { IsOurs = true },
        Request("NXST_IPFIX_BRIDGE", Few, _ => new IpfixBridgeRequest()),
        Reply("NXST_IPFIX_BRIDGE", Many, d => new IpfixBridgeReply(d.List(AnySession.Ipfix, 1, 1))),
        Request("NXST_IPFIX_FLOW", Few, _ => new IpfixFlowRequest()),
        Reply("NXST_IPFIX_FLOW", Many, d => new IpfixFlowReply(d.List(AnySession.Ipfix, 0, 2))),
        Request("OFPST_PORT", Few, d => new PortStatsRequest(d.Maybe(AnyPort.Number, Ports.Any))),
        Reply("OFPST_PORT", Many, d => new PortStatsReply(d.List(AnyPortDesc.Stats, 0, 3))),
        Request("OFPST_QUEUE", Few, d => new QueueStatsRequest(d.Maybe(AnyPort.Number, Ports.Any), d.Maybe(AnyQueue.Id, Queues.All))),
        Reply("OFPST_QUEUE", Many, d => new QueueStatsReply(d.List(AnyQueue.Stats, 0, 3))),
        Request("OFPST_GROUP", Few, d => new GroupStatsRequest(d.Maybe(AnyGroup.Id, Group.All))),
        Reply("OFPST_GROUP", Many, d => new GroupStatsReply(d.List(AnyGroup.Stats, 0, 3))),
        Request("OFPST_GROUP_DESC", Few, d => new GroupDescRequest(d.Maybe(AnyGroup.Id, Group.All))),
        Reply("OFPST_GROUP_DESC", Many, d => new GroupDescReply(d.List(AnyGroup.Any, 0, 3))),
        Request("OFPST_GROUP_FEATURES", Few, _ => new GroupFeaturesRequest()),
        Reply("OFPST_GROUP_FEATURES", Many, d => d.From(AnyGroup.Features)),
        Request("OFPST_METER", Few, d => new MeterStatsRequest(d.From(AnyMeter.Filter))),
        Reply("OFPST_METER", Many, d => new MeterStatsReply(d.List(AnyMeter.Stats, 0, 3))),
        Request("OFPST_METER_CONFIG", Few, d => new MeterConfigRequest(d.From(AnyMeter.Filter))),
        Reply("OFPST_METER_CONFIG", Many, d => new MeterConfigReply(d.List(AnyMeter.Any, 0, 3))),
        Request("OFPST_METER_FEATURES", Few, _ => new MeterFeaturesRequest()),
        Reply("OFPST_METER_FEATURES", Many, d => d.From(AnyMeter.Features)),
        Request("OFPST_TABLE_FEATURES", Many, d => new TableFeaturesRequest(d.List(AnyTable.Features, 0, 2))),
        Reply("OFPST_TABLE_FEATURES", Many, d => new TableFeaturesReply(d.List(AnyTable.Features, 1, 3))),
        Request("OFPST_PORT_DESC", Few, d => new PortDescRequest(d.Maybe(AnyPort.Number, Ports.Any))),
        Reply("OFPST_PORT_DESC", Many, d => new PortDescReply(d.List(AnyPortDesc.Any, 0, 3))),
        Request("OFPST_TABLE_DESC", Few, _ => new TableDescRequest()),
        Reply("OFPST_TABLE_DESC", Many, d => new TableDescReply(d.List(AnyTable.Desc, 1, 3))),
        Request("OFPST_QUEUE_DESC", Few, d => new QueueDescRequest(d.Maybe(AnyPort.Number, Ports.Any), d.Maybe(AnyQueue.Id, Queues.All))),
        Reply("OFPST_QUEUE_DESC", Many, d => new QueueDescReply(d.List(AnyQueue.Desc, 0, 3))),
    ];

    static MessageKind Request(string name, int count, Func<Draw, MultipartRequest> draw) =>
        AnyMessage.Row($"{name} request", count, d => draw(d) with { HasMore = d.Percent(10) });

    static MessageKind Reply(string name, int count, Func<Draw, MultipartReply> draw) =>
        AnyMessage.Row($"{name} reply", count, d => draw(d) with { HasMore = d.Percent(10) });
}
