namespace Sdn.OpenFlow;

/// <summary>Messages in a few words, for errors and logs.</summary>
static class MessageText
{
    internal static string Describe(OpenFlowMessage message) => message switch
    {
        FlowMod m => $"flow_mod {m.Command} {m.Flow}",
        GroupMod m => $"group_mod {m.Command} {m.Group}",
        MeterMod m => $"meter_mod {m.Command} {m.Meter}",
        BundleControl m => $"bundle {m.Control}",
        MultipartRequest m => $"{MessageTable.NameOf(m.Type)} {m.Multipart}",
        _ => MessageTable.NameOf(message.Type),
    };
}
