using System.Runtime.InteropServices;

namespace Sdn.OpenFlow.Wire;

/// <summary>ofp_header: what every message begins with. OpenFlow 1.5.1, 7.1.1.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct Header
{
    public byte Version;
    public byte Type;
    public Be16 Length;
    public Be32 Xid;
}

/// <summary>What matches, actions, instructions and properties begin with.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct Tlv
{
    public Be16 Type;
    public Be16 Length;
}

/// <summary>The number of an experimenter and of a thing that it defined.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct ExperimenterHeader
{
    public Be32 Experimenter;
    public Be32 Type;
}

/// <summary>ofp_port_multipart_request, ofp_group_multipart_request and ofp_meter_multipart_request: which one is asked for.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PaddedId
{
    public Be32 Id;
    public Be32 Pad;
}
