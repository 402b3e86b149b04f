using System.Runtime.InteropServices;
using System.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What a <see cref="TlvTableMod"/> does (nx_tlv_table_mod_command).</summary>
public enum TlvTableCommand : ushort
{
    Add,
    Delete,
    Clear,
}

/// <summary>nx_tlv_map. Open vSwitch, nicira-ext.h.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct TlvMapBody
{
    public Be16 OptionClass;
    public byte OptionType;
    public byte OptionLen;
    public Be16 Index;
    public Be16 Pad;
}

/// <summary>nx_tlv_table_mod; maps follow. Open vSwitch, nicira-ext.h.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct TlvTableModBody
{
    public Be16 Command;
    public Be16 Pad;
    public Be32 Pad2;
}

/// <summary>nx_tlv_table_reply; maps follow. Open vSwitch, nicira-ext.h.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct TlvTableReplyBody
{
    public Be32 MaxOptionSpace;
    public Be16 MaxFields;
    public Be16 Reserved;
    public Be64 Reserved2;
}

/// <summary>The tunnel options of a class and type, with so many bytes, are the field tun_metadata&lt;index&gt;.</summary>
public readonly record struct TlvMap(ushort OptionClass, byte OptionType, byte OptionLen, ushort Index)
{
    internal static void WriteList(ref OfWriter w, ValueList<TlvMap> maps)
    {
        foreach (var map in maps.Span)
        {
            w.Put(new TlvMapBody
            {
                OptionClass = map.OptionClass,
                OptionType = map.OptionType,
                OptionLen = map.OptionLen,
                Index = map.Index,
            });
        }
    }

    internal static ValueList<TlvMap> ReadList(ref OfReader r, int fieldsMax)
    {
        var maps = new List<TlvMap>();
        while (r.Left > 0)
        {
            var at = r.Position;
            var body = r.Take<TlvMapBody>("a map of an option");
            if (body.OptionLen % 4 != 0 || body.OptionLen > OptionBits.BytesMax)
                throw new OpenFlowException(Errors.NXTTMFC_BAD_OPT_LEN, $"at byte {at}: no option has {body.OptionLen} bytes");
            if (body.Index >= fieldsMax)
                throw new OpenFlowException(Errors.NXTTMFC_BAD_FIELD_IDX, $"at byte {at}: tun_metadata{(ushort)body.Index} is none of {fieldsMax} fields");
            maps.Add(new(body.OptionClass, body.OptionType, body.OptionLen, body.Index));
        }
        return maps;
    }

    internal static void PrintTable(StringBuilder to, ValueList<TlvMap> maps)
    {
        to.Append(" mapping table:\n  class  type  length  match field\n ------  ----  ------  --------------");
        foreach (var map in maps.Span)
            to.Append($"\n {Hex(map.OptionClass),6}  {Hex(map.OptionType),4}  {map.OptionLen,6}  tun_metadata{map.Index}");
    }

    static string Hex(uint value) => value == 0 ? "0" : $"0x{value:x}";
}

/// <summary>Maps tunnel options to the fields tun_metadata0 to tun_metadata63, all or none (NXT_TLV_TABLE_MOD).</summary>
public sealed record TlvTableMod(TlvTableCommand Command, ValueList<TlvMap> Mappings) : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterTable.WriteHead(ref w, NxMessageType.TlvTableMod);
        w.Put(new TlvTableModBody { Command = (ushort)Command });
        TlvMap.WriteList(ref w, Mappings);
    }

    internal static TlvTableMod Read(ref OfReader r)
    {
        if (r.Left % 8 != 0)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"{r.Left} bytes are no list of maps");
        var body = r.Take<TlvTableModBody>("the change to the table of options");
        return body.Command <= (ushort)TlvTableCommand.Clear
            ? new((TlvTableCommand)(ushort)body.Command, TlvMap.ReadList(ref r, Fields.TunMetadata.Count))
            : throw r.Error(Errors.NXTTMFC_BAD_COMMAND, $"no command has the number {(ushort)body.Command}");
    }

    internal override void Print(StringBuilder to)
    {
        to.Append("\n ").Append(Command switch
        {
            TlvTableCommand.Add => "ADD",
            TlvTableCommand.Delete => "DEL",
            _ => "CLEAR",
        });
        if (Command != TlvTableCommand.Clear)
            TlvMap.PrintTable(to, Mappings);
    }
}

/// <summary>Asks which tunnel options are mapped (NXT_TLV_TABLE_REQUEST).</summary>
public sealed record TlvTableRequest : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    internal override void WriteBody(ref OfWriter w) => ExperimenterTable.WriteHead(ref w, NxMessageType.TlvTableRequest);
}

/// <summary>Which tunnel options are mapped, and what the switch has room for in bytes and fields (NXT_TLV_TABLE_REPLY).</summary>
public sealed record TlvTableReply(uint MaxOptionSpace, ushort MaxFields, ValueList<TlvMap> Mappings) : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterTable.WriteHead(ref w, NxMessageType.TlvTableReply);
        w.Put(new TlvTableReplyBody { MaxOptionSpace = MaxOptionSpace, MaxFields = MaxFields });
        TlvMap.WriteList(ref w, Mappings);
    }

    internal static TlvTableReply Read(ref OfReader r)
    {
        if (r.Left % 8 != 0)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"{r.Left} bytes are no list of maps");
        var body = r.Take<TlvTableReplyBody>("the table of options");
        return new(body.MaxOptionSpace, body.MaxFields, TlvMap.ReadList(ref r, body.MaxFields));
    }

    internal override void Print(StringBuilder to)
    {
        var allocated = 0;
        foreach (var map in Mappings.Span)
            allocated += map.OptionLen;
        to.Append($"\n max option space={MaxOptionSpace} max fields={MaxFields}\n allocated option space={allocated}\n\n");
        TlvMap.PrintTable(to, Mappings);
    }
}
