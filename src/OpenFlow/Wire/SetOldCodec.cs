namespace Sdn.OpenFlow.Wire;

/// <summary>The actions from before set_field on the wire.</summary>
static class SetOldCodec
{
    internal static uint ExperimenterOf(OldField field) => field is OldField.Tunnel or OldField.Tunnel64 ? ActionTable.Nicira : 0;

    internal static ushort NumberOf(OldField field) => (byte)field;

    internal static void Write(ref OfWriter w, SetOld a)
    {
        if (a.Field is OldField.Tunnel or OldField.Tunnel64)
        {
            ActionCodec.Begin(ref w, (NxActionType)NumberOf(a.Field));
            w.Pad(2);
            w.Put<Be32>((uint)(a.Field == OldField.Tunnel ? a.Value : 0));
            if (a.Field == OldField.Tunnel64)
                w.Put<Be64>(a.Value);
            return;
        }
        ActionCodec.Begin(ref w, (ActionType)NumberOf(a.Field));
        switch (a.Field)
        {
            case OldField.EthSrc or OldField.EthDst: w.PutField(a.Value, 6); break;
            case OldField.NwSrc or OldField.NwDst or OldField.MplsLabel: w.Put<Be32>((uint)a.Value); break;
            case OldField.VlanVid or OldField.TpSrc or OldField.TpDst: w.Put<Be16>((ushort)a.Value); break;
            default: w.Put((byte)a.Value); break;
        }
    }

    internal static Action ReadVlanVid(ref OfReader r) => Checked(ref r, OldField.VlanVid, ActionReaders.UShort(ref r), 0xfff);

    internal static Action ReadVlanPcp(ref OfReader r) => Checked(ref r, OldField.VlanPcp, ActionReaders.Byte(ref r), 7);

    internal static Action ReadEthSrc(ref OfReader r) => new SetOld(OldField.EthSrc, ReadMac(ref r));

    internal static Action ReadEthDst(ref OfReader r) => new SetOld(OldField.EthDst, ReadMac(ref r));

    internal static Action ReadNwSrc(ref OfReader r) => new SetOld(OldField.NwSrc, ActionReaders.Number(ref r));

    internal static Action ReadNwDst(ref OfReader r) => new SetOld(OldField.NwDst, ActionReaders.Number(ref r));

    internal static Action ReadNwTos(ref OfReader r) => Checked(ref r, OldField.NwTos, ActionReaders.Byte(ref r), 0xfc);

    internal static Action ReadNwEcn(ref OfReader r) => Checked(ref r, OldField.NwEcn, ActionReaders.Byte(ref r), 3);

    internal static Action ReadTpSrc(ref OfReader r) => new SetOld(OldField.TpSrc, ActionReaders.UShort(ref r));

    internal static Action ReadTpDst(ref OfReader r) => new SetOld(OldField.TpDst, ActionReaders.UShort(ref r));

    internal static Action ReadMplsLabel(ref OfReader r) => new SetOld(OldField.MplsLabel, ActionReaders.Number(ref r));

    internal static Action ReadMplsTc(ref OfReader r) => new SetOld(OldField.MplsTc, ActionReaders.Byte(ref r));

    internal static Action ReadTunnel(ref OfReader r)
    {
        r.Skip(2, "set_tunnel");
        return new SetOld(OldField.Tunnel, r.Take<Be32>("set_tunnel"));
    }

    internal static Action ReadTunnel64(ref OfReader r)
    {
        r.Skip(6, "set_tunnel64");
        return new SetOld(OldField.Tunnel64, r.Take<Be64>("set_tunnel64"));
    }

    static SetOld Checked(ref OfReader r, OldField field, ulong value, ulong bits) => (value & ~bits) == 0
        ? new(field, value)
        : throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"0x{value:x} has bits beyond 0x{bits:x}");

    static ulong ReadMac(ref OfReader r) => (ulong)r.TakeField(6, "an Ethernet address");
}
