namespace Sdn.OpenFlow.Wire;

/// <summary>ct on the wire (Open vSwitch, struct nx_action_conntrack).</summary>
static class CtCodec
{
    const ushort CommitFlag = 1, ForceFlag = 2;
    const byte NoTable = 255;

    internal static void Write(ref OfWriter w, Ct ct)
    {
        ActionCodec.Begin(ref w, NxActionType.Ct);
        w.Put(new ConntrackBody
        {
            Flags = (ushort)((ct.Commit ? CommitFlag : 0) | (ct.Force ? ForceFlag : 0)),
            ZoneSource = ct.Zone.Field is { } field ? ActionFields.CompactHeader(field.Field) : 0u,
            Zone = ct.Zone.Field is { } bits ? ActionFields.Pack(bits) : ct.Zone.Zone,
            Table = ct.Table ?? NoTable,
            Alg = ct.Alg,
        });
        if (ct.Nat is { } nat)
            ActionCodec.Write(ref w, nat);
        ActionCodec.WriteList(ref w, ct.Exec);
    }

    internal static Action Read(ref OfReader r)
    {
        var body = r.Take<ConntrackBody>("ct");
        var (isCommit, isForce) = ((body.Flags & CommitFlag) != 0, (body.Flags & ForceFlag) != 0);
        if (isForce && !isCommit)
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, "ct has force without commit");
        var zone = body.ZoneSource == 0 ? (CtZoneSource)(ushort)body.Zone : ReadZone(in r, body);
        var nested = ActionCodec.ReadList(ref r, Nesting.Ct);
        if (!isCommit && !nested.All(action => action is Nat { Side: NatSide.None, Persistent: false, Choice: NatChoice.Unstated, AddressMin: null }))
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, "ct without commit has no actions but a plain nat");
        return new Ct
        {
            Commit = isCommit,
            Force = isForce,
            Zone = zone,
            Table = body.Table == NoTable ? null : body.Table,
            Alg = body.Alg,
        }.With(nested);
    }

    static CtZoneSource ReadZone(in OfReader r, in ConntrackBody body)
    {
        var bits = ActionFields.PackedSource(in r, body.ZoneSource, body.Zone);
        return bits.Length == 16
            ? bits
            : throw r.Error(Errors.OFPBAC_BAD_SET_LEN, $"a zone has 16 bits, {bits} has {bits.Length}");
    }
}
