using System.Runtime.InteropServices;

namespace Sdn.OpenFlow.Wire;

// The fixed parts of actions behind their type and length. OpenFlow 1.5.1, 7.2.6, and Open vSwitch, ofp-actions.c.

/// <summary>ofp_action_output.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct OutputBody
{
    public Be32 Port;
    public Be16 MaxLen;
    public Be16 Pad0;
    public Be32 Pad1;
}

/// <summary>ofp15_action_copy_field; the two fields' headers follow.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct CopyFieldBody
{
    public Be16 Bits;
    public Be16 SourceOffset;
    public Be16 DestinationOffset;
    public Be16 Pad;
}

/// <summary>The experimenter and the number of an action that it defined.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct NxHeader
{
    public Be32 Vendor;
    public Be16 Subtype;
}

/// <summary>nx_action_resubmit.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct ResubmitBody
{
    public Be16 InPort;
    public byte Table;
    public byte Pad0;
    public Be16 Pad1;
}

/// <summary>nx_action_output_reg: offset and length of the bits share a number.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct OutputRegBody
{
    public Be16 OffsetAndBits;
    public Be32 Source;
    public Be16 MaxLen;
    public Be16 Pad0;
    public Be32 Pad1;
}

/// <summary>nx_action_output_trunc.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct OutputTruncBody
{
    public Be16 Port;
    public Be32 MaxLen;
}

/// <summary>nx_action_conjunction.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct ConjunctionBody
{
    public byte Clause;
    public byte Clauses;
    public Be32 Id;
}

/// <summary>nx_action_conntrack; nested actions follow.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct ConntrackBody
{
    public Be16 Flags;
    public Be32 ZoneSource;
    public Be16 Zone;   // the number, or offset and length of the bits in ZoneSource
    public byte Table;
    public byte Pad0;
    public Be16 Pad1;
    public Be16 Alg;
}

/// <summary>nx_action_nat; the parts of the range that it says follow.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct NatBody
{
    public Be16 Pad;
    public Be16 Flags;
    public Be16 Range;
}

/// <summary>nx_action_controller.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct ControllerBody
{
    public Be16 MaxLen;
    public Be16 ControllerId;
    public byte Reason;
    public byte Pad;
}

/// <summary>nx_action_check_pkt_larger; the field's header follows.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct CheckPktLargerBody
{
    public Be16 Length;
    public Be16 Offset;
}

/// <summary>nx_action_fin_timeout.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct FinTimeoutBody
{
    public Be16 IdleTimeout;
    public Be16 HardTimeout;
    public Be16 Pad;
}

/// <summary>ofp11_instruction_write_metadata, behind type and length.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct WriteMetadataBody
{
    public Be32 Pad;
    public Be64 Metadata;
    public Be64 Mask;
}
