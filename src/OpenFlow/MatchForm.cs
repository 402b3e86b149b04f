namespace Sdn.OpenFlow;

/// <summary>The one form that all ways to write the same match are brought into: that of Open vSwitch's own dumps.</summary>
static class MatchForm
{
    const uint VlanPresent = 0x1000, VlanVidBits = 0x1fff, VlanPcpBits = 0xe000;

    internal static FieldMatch[] Canonical(ReadOnlySpan<FieldMatch> fields)
    {
        var parts = new List<FieldMatch>(fields.Length);
        foreach (var field in fields)
            Add(parts, field);
        var result = parts.ToArray();
        if (!IsSorted(result))
            Array.Sort(result, static (a, b) => a.Field.Order.CompareTo(b.Field.Order));
        return result;
    }

    static void Add(List<FieldMatch> parts, FieldMatch part)
    {
        var field = part.Field;
        if (field.Class == OxmClass.PacketRegs)
            AddRegisters(parts, part, 2 * field.Number, 2);
        else if (field == Fields.XXReg0 || field == Fields.XXReg1 || field == Fields.XXReg2 || field == Fields.XXReg3)
            AddRegisters(parts, part, 4 * (field.Number - Fields.XXReg0.Number), 4);
        else if (field == Fields.VlanTci)
            AddVlanTci(parts, part);
        else if (field == Fields.InPortNxm)
            AddPart(parts, Fields.InPort.Is(Ports.Widen((ushort)part.Value)));
        else if (field == Fields.IpTos)
            AddPart(parts, new(Fields.IpDscp, part.Value >> 2, part.Mask >> 2));
        else if (field != Fields.PacketType || part.Value != 0)   // (0,0) is Ethernet, which a match is about anyway
            AddPart(parts, part);
    }

    // The most significant 32 bits are the register with the lowest number (ovs-fields(7), "Extended registers").
    static void AddRegisters(List<FieldMatch> parts, FieldMatch part, int first, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var shift = 32 * (count - 1 - i);
            AddPart(parts, new(Fields.Register(first + i), (uint)(part.Value >> shift), (uint)(part.Mask >> shift)));
        }
    }

    static void AddVlanTci(List<FieldMatch> parts, FieldMatch tci)
    {
        var pcpMask = tci.Mask & VlanPcpBits;
        AddPart(parts, new(Fields.VlanVid, tci.Value & VlanVidBits, tci.Mask & VlanVidBits));
        if (pcpMask == 0 || (tci.Mask & VlanVidBits) == VlanVidBits && (tci.Value & VlanPresent) == 0)
            return;   // no tag: nothing has a priority
        if (pcpMask != VlanPcpBits)
            throw new ArgumentException($"vlan_tci mask 0x{(uint)tci.Mask:x} splits the priority, which OpenFlow 1.5 cannot match");
        AddPart(parts, new(Fields.VlanPcp, (tci.Value & VlanPcpBits) >> 13, 7));
    }

    static void AddPart(List<FieldMatch> parts, FieldMatch part)
    {
        part = part.Tidy;
        if (part.IsOpen)
            return;
        if (part.Field.Masking == Masking.Exact && !part.IsExact)
            throw new ArgumentException($"{part.Field.Name} cannot be matched in part");
        for (var i = 0; i < parts.Count; i++)
        {
            var other = parts[i];
            if (other.Field != part.Field)
                continue;
            if (((other.Value ^ part.Value) & other.Mask & part.Mask) != 0)
                throw new ArgumentException($"{other} contradicts {part}");
            parts[i] = new(part.Field, other.Value | part.Value, other.Mask | part.Mask);
            return;
        }
        parts.Add(part);
    }

    static bool IsSorted(FieldMatch[] fields)
    {
        for (var i = 1; i < fields.Length; i++)
        {
            if (fields[i - 1].Field.Order > fields[i].Field.Order)
                return false;
        }

        return true;
    }
}
