using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sdn.OpenFlow;

/// <summary>How Open vSwitch keeps a match on a field (meta-flow.c, mf_set()), and so dumps it.</summary>
enum Kept : byte
{
    /// <summary>Under the field itself.</summary>
    AsIs,

    /// <summary>As the registers that the field is made of.</summary>
    AsRegisters,

    /// <summary>As vlan_vid and vlan_pcp.</summary>
    AsVlan,

    /// <summary>As in_port with 32 bits.</summary>
    AsInPort,

    /// <summary>As ip_dscp.</summary>
    AsDscp,

    /// <summary>With those bits open that are 0, whatever the mask says (match_set_tun_erspan_ver_masked()).</summary>
    WhereOne,

    /// <summary>Not at all if it says Ethernet, which a match is about anyway.</summary>
    UnlessEthernet,
}

/// <summary>
/// The parts of a match as they come in, brought into the one form that all ways to write the same match have: that of Open
/// vSwitch's own dumps. Lives on the stack; only what it ends in is allocated.
/// </summary>
ref struct MatchForm
{
    const uint VlanPresent = 0x1000, VlanVidBits = 0x1fff, VlanPcpBits = 0xe000;
    const int OptionBytesMax = 256;   // of all tunnel options together (TUN_METADATA_TOT_OPT_SIZE)
    const int FewMax = 16;

    [InlineArray(FewMax)]
    struct Few
    {
        FieldMatch _first;
    }

    Few _few;
    FieldMatch[]? _many;   // instead of the above, once these are not enough
    int _count;
    int _optionBytes;
    bool _isUnsorted;

    public MatchForm()
    {
    }

    /// <summary>Bits of a packet that the parts are about, and maybe that it is Ethernet; see <see cref="Field.Slots"/>.</summary>
    internal UInt128 Slots { get; private set; }

    /// <summary>Tunnel options that the parts are about, by number.</summary>
    internal ulong Options { get; private set; }

    internal readonly int Count => _count;

    [UnscopedRef]
    Span<FieldMatch> All => _many is null ? _few : _many;

    /// <summary>Whether something is said already about the bits that the field is about.</summary>
    internal readonly bool Has(Field field) =>
        field.IsOption ? (Options & field.OptionBit) != 0 : (Slots & field.Slots) != 0;

    /// <summary>Whether Open vSwitch has room for another tunnel option.</summary>
    internal readonly bool HasRoomFor(in FieldMatch option) => _optionBytes + option.Bytes <= OptionBytesMax;

    /// <exception cref="ArgumentException">The part contradicts another, or its field cannot be matched so.</exception>
    internal void Add(FieldMatch part)
    {
        part = part.Tidy;
        // What needs Ethernet says that the packet is Ethernet (match_add_ethernet_prereq()).
        if (part.Field.Prerequisite != Prerequisite.None || part.Field.Kept == Kept.UnlessEthernet)
            Slots |= Fields.PacketType.Slots;
        if (part.IsOpen)
            return;
        switch (part.Field.Kept)
        {
            case Kept.AsIs: AddPart(part); break;
            case Kept.AsRegisters: AddRegisters(part); break;
            case Kept.AsVlan: AddVlanTci(part); break;
            case Kept.AsInPort: AddPart(Fields.InPort.Is(Ports.Widen((ushort)part.Value))); break;
            case Kept.AsDscp: AddPart(new(Fields.IpDscp, part.Value >> 2, part.Mask >> 2)); break;
            case Kept.WhereOne: AddPart(new(part.Field, part.Value, part.Value)); break;
            case Kept.UnlessEthernet when part.Value == 0: break;
            case Kept.UnlessEthernet: AddPart(part); break;
            default: throw new UnreachableException($"{part.Field.Name} is kept {part.Field.Kept}");
        }
    }

    internal FieldMatch[] ToArray()
    {
        var result = All[.._count].ToArray();
        if (_isUnsorted)
            Array.Sort(result, static (a, b) => a.Field.Order.CompareTo(b.Field.Order));
        return result;
    }

    // The most significant 32 bits are the register with the lowest number (ovs-fields(7), "Extended registers").
    void AddRegisters(FieldMatch part)
    {
        var count = part.Field.Bits / 32;
        for (var i = 0; i < count; i++)
        {
            var shift = 32 * (count - 1 - i);
            AddPart(new(Fields.Register(part.Field.FirstRegister + i), (uint)(part.Value >> shift), (uint)(part.Mask >> shift)));
        }
    }

    void AddVlanTci(FieldMatch tci)
    {
        var pcpMask = tci.Mask & VlanPcpBits;
        var isUntagged = (tci.Mask & VlanVidBits) == VlanVidBits && (tci.Value & VlanPresent) == 0;
        if (pcpMask != 0 && pcpMask != VlanPcpBits && !isUntagged)
        {
            AddPart(tci);   // nothing else can split the priority
            return;
        }
        AddPart(new(Fields.VlanVid, tci.Value & VlanVidBits, tci.Mask & VlanVidBits));
        if (!isUntagged)   // without a tag nothing has a priority
            AddPart(new(Fields.VlanPcp, (tci.Value & VlanPcpBits) >> 13, pcpMask >> 13));
    }

    void AddPart(FieldMatch part)
    {
        if (part.IsOpen)
            return;
        if (!part.IsExact && !part.Field.Maskable)
            throw new ArgumentException($"{part.Field.Name} cannot be matched in part");
        if (Has(part.Field) && Merge(part))
            return;
        if (part.Field.IsOption && !HasRoomFor(part))
            throw new ArgumentException($"{part} is too much: the tunnel options of a match have at most {OptionBytesMax} bytes");
        Append(part);
    }

    /// <summary>Joins the part with one that is there about the same field, if there is one.</summary>
    bool Merge(FieldMatch part)
    {
        var parts = All[.._count];
        for (var i = 0; i < parts.Length; i++)
        {
            var other = parts[i];
            if (other.Field != part.Field)
            {
                if ((other.Field.Slots & part.Field.Slots) != 0)
                    throw new ArgumentException($"{other} and {part} cannot both be: they are about the same bits of a packet");
                continue;
            }
            var contradict = part.Field.IsOption ? other != part : ((other.Value ^ part.Value) & other.Mask & part.Mask) != 0;
            if (contradict)
                throw new ArgumentException($"{other} contradicts {part}");
            if (!part.Field.IsOption)
                parts[i] = new(part.Field, other.Value | part.Value, other.Mask | part.Mask);
            return true;
        }
        return false;
    }

    void Append(FieldMatch part)
    {
        if (_count > 0 && All[_count - 1].Field.Order > part.Field.Order)
            _isUnsorted = true;
        if (_count == All.Length)
        {
            var larger = new FieldMatch[2 * _count];
            All.CopyTo(larger);
            _many = larger;
        }
        All[_count++] = part;
        Slots |= part.Field.Slots;
        if (!part.Field.IsOption)
            return;
        Options |= part.Field.OptionBit;
        _optionBytes += part.Bytes;
    }
}
