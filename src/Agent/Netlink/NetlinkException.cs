using System.Runtime.InteropServices;

namespace Sdn.Agent.Netlink;

/// <summary>A refusal by the kernel: what was asked, the error's text, and the kernel's own explanation where it gave one.</summary>
sealed class NetlinkException(string what, int error, string? explanation)
    : IOException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}{(explanation is null ? "" : $" ({explanation})")}")
{
    public int Error => error;

    /// <summary>The text of NETLINK_EXT_ACK (NLMSGERR_ATTR_MSG), or null.</summary>
    public string? Explanation => explanation;
}
