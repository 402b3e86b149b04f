using System.Runtime.InteropServices;

namespace Sdn.OpenFlow.Wire;

// The fixed parts of Nicira's longer actions behind type, length, experimenter and subtype (Open vSwitch, ofp-actions.c).

/// <summary>nx_action_learn; the parts of the learned flow follow.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct LearnBody
{
    public Be16 IdleTimeout;
    public Be16 HardTimeout;
    public Be16 Priority;
    public Be64 Cookie;
    public Be16 Flags;
    public byte Table;
    public byte Pad;
    public Be16 FinIdleTimeout;
    public Be16 FinHardTimeout;
}

/// <summary>What nx_action_learn2 has more; the header of the result's field may follow.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct LearnLimitBody
{
    public Be32 Limit;
    public Be16 ResultOffset;
    public Be16 Pad;
}

/// <summary>nx_action_multipath.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct MultipathBody
{
    public Be16 Fields;
    public Be16 Basis;
    public Be16 Pad0;
    public Be16 Algorithm;
    public Be16 MaxLink;
    public Be32 Argument;
    public Be16 Pad1;
    public Be16 OffsetAndBits;
    public Be32 Destination;
}

/// <summary>nx_action_bundle; the members follow, 16 bits each.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct BundleActionBody
{
    public Be16 Algorithm;
    public Be16 Fields;
    public Be16 Basis;
    public Be32 MemberType;
    public Be16 MemberCount;
    public Be16 OffsetAndBits;
    public Be32 Destination;
    public Be32 Zero;
}

/// <summary>nx_action_sample.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct SampleBody
{
    public Be16 Probability;
    public Be32 CollectorSetId;
    public Be32 ObservationDomainId;
    public Be32 ObservationPointId;
}

/// <summary>What nx_action_sample2 has more.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct SamplePortBody
{
    public Be16 SamplingPort;
    public byte Direction;
    public byte Zero0;
    public Be32 Zero1;
}

/// <summary>nx_action_encap; properties follow.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct EncapBody
{
    public Be16 HeaderSize;
    public Be32 PacketType;
}

/// <summary>ofp_ed_prop_header.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct EncapPropertyHeader
{
    public Be16 Class;
    public byte Type;
    public byte Length;
}

/// <summary>ofp_ed_prop_nsh_tlv behind its header; the value follows.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct NshTlvBody
{
    public Be16 Class;
    public byte Type;
    public byte Length;
}
