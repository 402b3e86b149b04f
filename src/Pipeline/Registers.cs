using Sdn.OpenFlow;
using static Sdn.OpenFlow.Fields;

namespace Sdn.Pipeline;

/// <summary>Bits that a packet carries from table to table, with one meaning.</summary>
public sealed record Register(string Name, Subfield Bits, string Meaning)
{
    public FieldMatch Is(UInt128 value) => Bits.Is(value);

    public SetField Load(UInt128 value) => Bits.Load(value);
}

/// <summary>Where a packet came from; in <see cref="Registers.Source"/>.</summary>
public enum PacketSource : byte
{
    Container = 1,
    Tunnel = 2,
}

/// <summary>Where a packet goes; in <see cref="Registers.Destination"/>.</summary>
public enum PacketDestination : byte
{
    Local = 1,
    Tunnel = 2,
}

/// <summary>All that a packet carries from table to table, and what conntrack keeps of it.</summary>
public static class Registers
{
    static readonly List<Register> Rows = [];   // filled by the initializers below and by nothing else

    public static readonly Register
        Application            = Row("Application",            Metadata[0, 32],  "number of the application whose container sent the packet, also while it is routed to another"),
        Source                 = Row("Source",                 Reg0[0, 4],       "1 from a container of this device, 2 from a tunnel"),
        Destination            = Row("Destination",            Reg0[4, 4],       "1 to a container of this device, 2 to a tunnel"),
        Established            = Row("Established",            Reg0[9, 1],       "1 for a packet of a connection that rules allowed which still live: policy is skipped"),
        Routed                 = Row("Routed",                 Reg0[11, 1],      "1 once Route gave the packet the MAC address of another application's endpoint"),
        Reason                 = Row("Reason",                 Reg0[16, 8],      "why the packet is dropped"),
        OutPort                = Row("OutPort",                Reg1[0, 32],      "OpenFlow port that Output sends the packet to"),
        Peer                   = Row("Peer",                   Reg2[0, 32],      "number of the device that the packet is bound for, if Destination is 2"),
        SourceEndpoint         = Row("SourceEndpoint",         Reg3[0, 32],      "number of the endpoint that sent the packet, if Source is 1"),
        EgressRule             = Row("EgressRule",             Reg5[0, 32],      "rule that allowed the packet where it was sent; 0 if that is another device"),
        DestinationApplication = Row("DestinationApplication", Reg6[0, 32],      "number of the application of the endpoint that the packet is for"),
        IngressRule            = Row("IngressRule",            Reg7[0, 32],      "rule that allowed the packet where it arrived; 0 if that is another device"),
        Zone                   = Row("Zone",                   Reg8[0, 16],      "conntrack zone: the application's number, or 65535 between applications"),
        EgressLabel            = Row("EgressLabel",            CtLabel[32, 32],  "EgressRule of the packet that committed the connection"),
        IngressLabel           = Row("IngressLabel",           CtLabel[0, 32],   "IngressRule of the packet that committed the connection");

    /// <summary>Every use, in the order above.</summary>
    public static IReadOnlyList<Register> All => Rows;

    public static FieldMatch Is(this Register register, PacketSource source) => register.Is((byte)source);

    public static FieldMatch Is(this Register register, PacketDestination destination) => register.Is((byte)destination);

    public static SetField Load(this Register register, PacketSource source) => register.Load((byte)source);

    public static SetField Load(this Register register, PacketDestination destination) => register.Load((byte)destination);

    static Register Row(string name, Subfield bits, string meaning)
    {
        var row = new Register(name, bits, meaning);
        Rows.Add(row);
        return row;
    }
}
