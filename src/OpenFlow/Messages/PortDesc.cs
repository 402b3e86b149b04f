using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What the administrator set (ofp_port_config).</summary>
[Flags]
public enum PortConfig : uint
{
    None = 0,
    Down = 1 << 0,
    NoReceive = 1 << 2,
    NoForward = 1 << 5,
    NoPacketIn = 1 << 6,
}

/// <summary>What the link is (ofp_port_state).</summary>
[Flags]
public enum PortState : uint
{
    None = 0,
    LinkDown = 1 << 0,
    Blocked = 1 << 1,
    Live = 1 << 2,
}

/// <summary>ofp_port; properties follow. OpenFlow 1.5.1, 7.2.1.1.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PortBody
{
    public Be32 PortNo;
    public Be16 Length;
    public Be16 Pad;
    public Mac6 HwAddr;
    public Be16 Pad2;
    public Text16 Name;
    public Be32 Config;
    public Be32 State;
}

/// <summary>A port of the bridge: its number, name, address and state.</summary>
public sealed record PortDesc(
    [property: JsonPropertyName("port_no")] uint Number,
    string Name,
    [property: JsonPropertyName("hw_addr")] MacAddress Mac,
    PortConfig Config,
    PortState State)
{
    const int FixedBytes = 40;

    // Open vSwitch knows no more of these bits and drops the others (OFPPC11_ALL and OFPPS11_ALL).
    static readonly BitNames
        ConfigNames = new((1 << 0, "PORT_DOWN"), (1 << 2, "NO_RECV"), (1 << 5, "NO_FWD"), (1 << 6, "NO_PACKET_IN")),
        StateNames = new((1 << 0, "LINK_DOWN"), (1 << 1, "BLOCKED"), (1 << 2, "LIVE"));

    /// <summary>What the port is beyond these, such as its Ethernet features.</summary>
    public ValueList<Property<PortDesc>> Properties { get; init; } = [];

    /// <summary>What the link can do; null if the port does not say.</summary>
    [JsonIgnore]
    public PortEthernet? Ethernet => Properties.OfType<PortEthernet>().LastOrDefault();

    internal static PortDesc Read(ref OfReader r)
    {
        var body = r.Take<PortBody>("a port");
        if (body.Length < FixedBytes)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"a port of {(ushort)body.Length} bytes");
        var rest = r.Sub(body.Length - FixedBytes, Errors.OFPBRC_BAD_LEN, "a port");
        return new(Ports.Checked(body.PortNo, in r), body.Name, body.HwAddr, (PortConfig)(uint)body.Config, (PortState)(uint)body.State)
        {
            Properties = PortDescProperties.Table.Read(ref rest),
        };
    }

    internal void Write(ref OfWriter w)
    {
        var start = w.Position;
        w.Put(new PortBody { PortNo = Number, HwAddr = Mac, Name = Name, Config = (uint)Config, State = (uint)State });
        PortDescProperties.Table.Write(ref w, Properties);
        w.Patch16(start + 4, w.Position - start);
    }

    /// <summary>As ovs-ofctl prints it in several lines, the last of which ends with a newline too.</summary>
    internal void Print(StringBuilder to)
    {
        to.Append($" {Ports.Show(Number)}({FixedText.Printable(Name)}): addr:{Mac}\n     config:     ");
        PrintConfig(to, Config);
        to.Append("     state:      ");
        StateNames.Write(to, (uint)State & StateNames.Known, ' ');
        to.Append('\n');
        var ethernet = Ethernet ?? new(0, 0, 0, 0, 0, 0);
        PrintFeatures(to, "     current:    ", ethernet.Current);
        PrintFeatures(to, "     advertised: ", ethernet.Advertised);
        PrintFeatures(to, "     supported:  ", ethernet.Supported);
        PrintFeatures(to, "     peer:       ", ethernet.Peer);
        to.Append($"     speed: {ethernet.CurrentSpeedKbps / 1000} Mbps now, {ethernet.MaxSpeedKbps / 1000} Mbps max\n");
    }

    internal static void PrintConfig(StringBuilder to, PortConfig config)
    {
        ConfigNames.Write(to, (uint)config & ConfigNames.Known, ' ');
        to.Append('\n');
    }

    static void PrintFeatures(StringBuilder to, string what, PortFeatures features)
    {
        if ((features & PortFeatures.All) == 0)
            return;
        to.Append(what);
        features.Print(to);
    }
}

/// <summary>Asks for a port, or all. OpenFlow 1.5.1, 7.3.5.7.</summary>
public sealed record PortDescRequest([property: JsonPropertyName("port_no")] uint Port = Ports.Any) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.PortDesc;

    internal override void WriteRequest(ref OfWriter w) => w.Put(new PaddedId { Id = Port });

    internal static PortDescRequest Read(ref OfReader r) => new(Ports.Checked(r.Take<PaddedId>("the port").Id, in r));

    internal override void Print(StringBuilder to) => to.Append($" port={OpenFlow.Ports.Show(Port)}");
}

/// <summary>Ports that the bridge has.</summary>
public sealed record PortDescReply(ValueList<PortDesc> Ports) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.PortDesc;

    internal static PortDescReply Read(ref OfReader r) => new(r.ReadAll(PortDesc.Read));

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var port in Ports.Span)
            port.Write(ref w);
    }

    internal override void Print(StringBuilder to)
    {
        to.Append('\n');
        foreach (var port in Ports.OrderBy(port => OpenFlow.Ports.Narrow(port.Number)))
            port.Print(to);
    }
}
