using Sdn.Agent.Netlink;

namespace Sdn.Agent.Control;

/// <summary>Where the bridge forwards: in user space (netdev) or in the kernel (system).</summary>
sealed class BridgeDatapath(AgentOptions options, Links links)
{
    /// <summary>
    /// With `auto` the bridge's own interface tells: `openvswitch` is the kernel's, `tun` the userspace datapath's. While
    /// there is no bridge, userspace is the safe answer: it costs speed where it is wrong, the other breaks TCP.
    /// </summary>
    public bool IsNetdev => options.Datapath switch
    {
        Datapath.System => false,
        Datapath.Netdev => true,
        _ => links.Find(options.Bridge)?.Kind != "openvswitch",
    };
}
