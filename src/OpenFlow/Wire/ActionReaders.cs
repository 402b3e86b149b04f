namespace Sdn.OpenFlow.Wire;

/// <summary>What reads an action, by <see cref="ActionTable"/>, and the bodies of most; the longer ones have a file each.</summary>
static class ActionReaders
{
    const int HeadBytes = 4, ExperimenterBytes = 6, ActionBytesMin = 8, NiciraBytesMin = 16;
    const uint TruncatedBytesMin = 14;   // ETH_HEADER_LEN

    // The order of the checks is that of Open vSwitch's ofpact_pull_raw(): it decides which error a doubly wrong action gives.
    internal static Action Read(ref OfReader r)
    {
        if (r.Left < ActionBytesMin)
            throw r.Error(Errors.OFPBAC_BAD_LEN, $"an action needs {ActionBytesMin} bytes, {r.Left} are left");
        var at = r.Position;
        var ahead = r;
        var head = ahead.Take<Tlv>("an action");
        var isExperimenter = head.Type == (ushort)ActionType.Experimenter;
        var row = isExperimenter ? FindExperimenter(ref ahead) : ActionTable.Find(0, head.Type);
        if (row is null)
            throw new OpenFlowException(Errors.OFPBAC_BAD_TYPE, $"at byte {at}: no action has the type {(ushort)head.Type}");
        int length = head.Length;
        if (length > r.Left)
            throw new OpenFlowException(Errors.OFPBAC_BAD_LEN, $"at byte {at}: {row.Name} has {length} bytes, {r.Left} are left");
        if (!row.Length.Allows(length))
            throw new OpenFlowException(Errors.OFPBAC_BAD_LEN, $"at byte {at}: {row.Name} cannot have {length} bytes");
        var body = r.Sub(length, Errors.OFPBAC_BAD_LEN, "an action", isNested: true);
        body.Skip(isExperimenter ? HeadBytes + ExperimenterBytes : HeadBytes, "an action");
        return row.Read(ref body);
    }

    static ActionRow FindExperimenter(ref OfReader r)
    {
        uint experimenter = r.Take<Be32>("an action's experimenter");
        if (experimenter is not (ActionTable.Nicira or ActionTable.Onf))
            throw r.Error(Errors.OFPBAC_BAD_VENDOR, $"experimenter 0x{experimenter:x} is unknown");
        if (r.Left < NiciraBytesMin - HeadBytes - 4)
            throw r.Error(Errors.OFPBAC_BAD_LEN, $"an experimenter's action needs {NiciraBytesMin} bytes");
        ushort subtype = r.Take<Be16>("an action's subtype");
        return ActionTable.Find(experimenter, subtype)
            ?? throw r.Error(Errors.OFPBAC_BAD_VENDOR_TYPE, $"experimenter 0x{experimenter:x} has no action {subtype}");
    }

    internal static Action Refuse(ref OfReader r) => throw r.Error(Errors.OFPBAC_BAD_VENDOR_TYPE, "only switches for tests have this action");

    internal static uint Number(ref OfReader r) => r.Take<Be32>("the action");

    internal static ushort UShort(ref OfReader r) => r.Take<Be16>("the action");

    internal static byte Byte(ref OfReader r) => r.Take<byte>("the action");

    internal static Action Empty(ref OfReader r, Action action)
    {
        r.Skip(r.Left, "the action's padding");
        return action;
    }

    internal static Action ReadOutput(ref OfReader r)
    {
        var body = r.Take<OutputBody>("output");
        return Ports.IsOutput(body.Port)
            ? new Output(body.Port, body.MaxLen)
            : throw r.Error(Errors.OFPBAC_BAD_OUT_PORT, $"nothing can be sent to port 0x{(uint)body.Port:x}");
    }

    internal static Action ReadPushVlan(ref OfReader r)
    {
        var type = UShort(ref r);
        return type is EtherTypes.Vlan or EtherTypes.ServiceVlan
            ? new PushVlan(type)
            : throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"0x{type:x4} is no type of a VLAN tag");
    }

    internal static Action ReadPushMpls(ref OfReader r)
    {
        var type = UShort(ref r);
        return type is EtherTypes.Mpls or EtherTypes.MplsMulticast
            ? new PushMpls(type)
            : throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"0x{type:x4} is no type of MPLS");
    }

    internal static Action ReadSetField(ref OfReader r)
    {
        var ahead = r;
        var part = OxmCodec.ReadSetField(ref r);
        ActionFields.RestMustBeZero(ref r, Errors.OFPBAC_BAD_SET_ARGUMENT);
        var header = OxmCodec.ReadHeader(ref ahead);
        ahead.Skip(header.Width, "a field");
        return new SetField(part) { HasMask = header.IsMasked && part.IsExact && ahead.TakeBytes(header.Width, "a mask").ContainsAnyExcept((byte)0xff) };
    }

    internal static Action ReadCopyField(ref OfReader r)
    {
        var body = r.Take<CopyFieldBody>("copy_field");
        var (from, to) = (OxmCodec.ReadFieldId(ref r), OxmCodec.ReadFieldId(ref r));
        ActionFields.RestMustBeZero(ref r, Errors.NXBRC_MUST_BE_ZERO);
        var source = ActionFields.Source(in r, from, body.SourceOffset, body.Bits);
        return new Move(source, ActionFields.Destination(in r, to, body.DestinationOffset, body.Bits));
    }

    internal static Action ReadResubmit(ref OfReader r) => new Resubmit(255, Ports.Widen(UShort(ref r)));

    internal static Action ReadResubmitTable(ref OfReader r, bool isCt)
    {
        var body = r.Take<ResubmitBody>("resubmit");
        return body is { Pad0: 0 } && body.Pad1 == 0
            ? new Resubmit(body.Table, Ports.Widen(body.InPort), isCt)
            : throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, "resubmit's padding is not zero");
    }

    internal static Action ReadOutputReg(ref OfReader r)
    {
        var body = r.Take<OutputRegBody>("output to a field's port");
        return body.Pad0 == 0 && body.Pad1 == 0
            ? new OutputField(ActionFields.PackedSource(in r, body.Source, body.OffsetAndBits), body.MaxLen)
            : throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, "output's padding is not zero");
    }

    internal static Action ReadOutputReg2(ref OfReader r)
    {
        ushort bits = r.Take<Be16>("output to a field's port"), maxLen = r.Take<Be16>("output to a field's port");
        var field = OxmCodec.ReadFieldId(ref r);
        ActionFields.RestMustBeZero(ref r, Errors.NXBRC_MUST_BE_ZERO);
        return new OutputField(ActionFields.Source(in r, field, bits >> 6, (bits & 0x3f) + 1), maxLen);
    }

    // Which port it is, is looked at with the match; a truncated output to a strange one is read.
    internal static Action ReadOutputTrunc(ref OfReader r)
    {
        var body = r.Take<OutputTruncBody>("output");
        return body.MaxLen >= TruncatedBytesMin
            ? new OutputTruncated(Ports.Widen(body.Port), body.MaxLen)
            : throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"{(uint)body.MaxLen} bytes are less than an Ethernet header's {TruncatedBytesMin}");
    }

    internal static Action ReadConjunction(ref OfReader r)
    {
        var body = r.Take<ConjunctionBody>("conjunction");
        return body.Clauses is >= 2 and <= 64 && body.Clause < body.Clauses
            ? new Conjunction(body.Id, (byte)(body.Clause + 1), body.Clauses)
            : throw r.Error(Errors.NXBAC_BAD_CONJUNCTION, $"clause {body.Clause + 1} of {body.Clauses}");
    }

    internal static Action ReadCheckPktLarger(ref OfReader r)
    {
        var body = r.Take<CheckPktLargerBody>("check_pkt_larger");
        var field = OxmCodec.ReadFieldId(ref r);
        ActionFields.RestMustBeZero(ref r, Errors.NXBRC_MUST_BE_ZERO);
        return new CheckPktLarger(body.Length, ActionFields.Destination(in r, field, body.Offset, 1));
    }

    internal static Action ReadDecTtlIds(ref OfReader r)
    {
        int count = (ushort)r.Take<Be16>("dec_ttl");
        ActionFields.MustBeZero(ref r, 4, Errors.NXBRC_MUST_BE_ZERO);
        if (2 * count > r.Left)
            throw r.Error(Errors.OFPBAC_BAD_LEN, $"dec_ttl has {count} ids in {r.Left} bytes");
        var ids = new ushort[count];
        for (var i = 0; i < count; i++)
            ids[i] = r.Take<Be16>("a controller's id");
        return new DecTtl(ids) { HasIds = true };
    }

    internal static Action ReadClone(ref OfReader r)
    {
        r.Skip(6, "clone");
        return new Clone(ActionCodec.ReadList(ref r));
    }

    internal static Action ReadFinTimeout(ref OfReader r)
    {
        var body = r.Take<FinTimeoutBody>("fin_timeout");
        return new FinTimeout(body.IdleTimeout, body.HardTimeout);
    }

    internal static Subfield ReadStack(ref OfReader r, bool isWritten)
    {
        int start = (ushort)r.Take<Be16>("push or pop");
        var field = OxmCodec.ReadFieldId(ref r);
        int length = (ushort)r.Take<Be16>("push or pop");
        ActionFields.RestMustBeZero(ref r, Errors.NXBRC_MUST_BE_ZERO);
        return isWritten ? ActionFields.Destination(in r, field, start, length) : ActionFields.Source(in r, field, start, length);
    }

    // Whether it is a tunnel option, which it must be, is looked at with the match.
    internal static Action ReadDeleteField(ref OfReader r) => new DeleteField(OxmCodec.ReadFieldId(ref r));
}
