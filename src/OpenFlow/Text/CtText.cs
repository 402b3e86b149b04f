using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>ct, and the nat in it, as ovs-ofctl prints them.</summary>
static class CtText
{
    internal static void Write(StringBuilder text, Ct ct, Names names)
    {
        text.Append("ct(");
        var start = text.Length;
        if (ct.Commit)
            text.Append("commit,");
        if (ct.Force)
            text.Append("force,");
        if (ct.Table is { } table)
            text.Append($"table={names.Table(table)},");
        if (ct.Zone.Field is { } field)
            text.Append($"zone={field},");
        else if (ct.Zone.Zone != 0)
            text.Append($"zone={ct.Zone.Zone},");
        if (ct.Nat is { } nat)
        {
            Write(text, nat);
            text.Append(',');
        }
        if (ct.Exec.Count > 0)
        {
            ActionText.WriteNested(text, "exec", ct.Exec, names);
            text.Append(',');
        }
        if (ct.Alg != 0)
            text.Append($"alg={AlgName(ct.Alg)},");
        if (text.Length > start)
            text.Length--;
        text.Append(')');
    }

    /// <summary>Without a side, nothing else is printed; without addresses, no more than the side (format_NAT()).</summary>
    internal static void Write(StringBuilder text, Nat nat)
    {
        text.Append("nat");
        if (nat.Side == NatSide.None)
            return;
        text.Append(nat.Side == NatSide.Source ? "(src" : "(dst");
        if (nat.AddressMin is { } min)
        {
            text.Append('=').Append(Address(nat, min));
            if (nat.AddressMax is { } max && !max.Equals(min))
                text.Append('-').Append(Address(nat, max));
            if (nat.PortMin != 0)
                text.Append(':').Append(nat.PortMin);
            if (nat.PortMin != 0 && nat.PortMax != 0 && nat.PortMax != nat.PortMin)
                text.Append('-').Append(nat.PortMax);
            if (nat.Persistent)
                text.Append(",persistent");
            if (nat.Choice != NatChoice.Unstated)
                text.Append(nat.Choice == NatChoice.Hash ? ",hash" : ",random");
        }
        text.Append(')');
    }

    static string AlgName(ushort alg) => alg switch
    {
        21 => "ftp",
        69 => "tftp",
        _ => alg.ToString(),
    };

    static string Address(Nat nat, IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && nat.PortMin != 0 ? $"[{address}]" : address.ToString();
}
