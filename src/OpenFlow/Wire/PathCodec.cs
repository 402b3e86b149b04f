using System.Numerics;

namespace Sdn.OpenFlow.Wire;

/// <summary>multipath and bundle on the wire (Open vSwitch, struct nx_action_multipath and nx_action_bundle).</summary>
static class PathCodec
{
    const int MembersMax = 2048;   // BUNDLE_MAX_MEMBERS

    internal static void Write(ref OfWriter w, Multipath a)
    {
        ActionCodec.Begin(ref w, NxActionType.Multipath);
        w.Put(new MultipathBody
        {
            Fields = (ushort)a.Fields,
            Basis = a.Basis,
            Algorithm = (ushort)a.Algorithm,
            MaxLink = a.MaxLink,
            Argument = a.Argument,
            OffsetAndBits = ActionFields.Pack(a.Destination),
            Destination = ActionFields.CompactHeader(a.Destination.Field),
        });
    }

    internal static void Write(ref OfWriter w, Bundle a)
    {
        ActionCodec.Begin(ref w, a.Destination is null ? NxActionType.Bundle : NxActionType.BundleLoad);
        w.Put(new BundleActionBody
        {
            Algorithm = (ushort)a.Algorithm,
            Fields = (ushort)a.Fields,
            Basis = a.Basis,
            MemberType = ActionFields.CompactHeader(Fields.InPortNxm),
            MemberCount = (ushort)a.Members.Count,
            OffsetAndBits = a.Destination is { } bits ? ActionFields.Pack(bits) : (ushort)0,
            Destination = a.Destination is { } destination ? ActionFields.CompactHeader(destination.Field) : 0,
        });
        foreach (var member in a.Members.Span)
            w.Put<Be16>(Ports.Narrow(member));
    }

    internal static Action ReadMultipath(ref OfReader r)
    {
        var body = r.Take<MultipathBody>("multipath");
        var field = ActionFields.Compact(in r, body.Destination);
        var (fields, algorithm) = ((HashFields)(ushort)body.Fields, (MultipathAlgorithm)(ushort)body.Algorithm);
        if (!Enum.IsDefined(fields) || !Enum.IsDefined(algorithm))
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"no such fields {(ushort)fields} or algorithm {(ushort)algorithm}");
        var needed = BitOperations.Log2(body.MaxLink) + (body.MaxLink == 0 ? 0 : 1);
        var bits = (body.OffsetAndBits & 0x3f) + 1;
        if (bits < needed)
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"{bits} bits do not hold {body.MaxLink + 1} links");
        var destination = ActionFields.Destination(in r, field, body.OffsetAndBits >> 6, bits);
        return new Multipath(fields, body.Basis, algorithm, body.MaxLink, body.Argument, destination);
    }

    internal static Action ReadBundle(ref OfReader r, bool isLoad)
    {
        var body = r.Take<BundleActionBody>("bundle");
        var (fields, algorithm) = ((HashFields)(ushort)body.Fields, (BundleAlgorithm)(ushort)body.Algorithm);
        var error = Check(body, fields, algorithm);
        Subfield? destination = null;
        if (isLoad)
        {
            var field = ActionFields.Compact(in r, body.Destination);
            error = (body.OffsetAndBits & 0x3f) + 1 < 16 ? "bundle_load needs 16 bits" : null;   // OVS forgets what was wrong before
            if (error is null && 2 * body.MemberCount <= r.Left)
                destination = ActionFields.Destination(in r, field, body.OffsetAndBits >> 6, (body.OffsetAndBits & 0x3f) + 1);
        }
        else if (body.OffsetAndBits != 0 || body.Destination != 0)
        {
            error = "bundle has a destination";
        }

        if (2 * body.MemberCount > r.Left)
            throw r.Error(Errors.OFPBAC_BAD_LEN, $"{(ushort)body.MemberCount} members in {r.Left} bytes");
        return error is null && Enum.IsDefined(fields) && Enum.IsDefined(algorithm)
            ? new Bundle(fields, body.Basis, algorithm, ReadMembers(ref r, body.MemberCount), destination)
            : throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, error ?? "no such fields or algorithm");
    }

    static string? Check(in BundleActionBody body, HashFields fields, BundleAlgorithm algorithm) =>
        !Enum.IsDefined(fields) ? $"no such fields {(ushort)fields}"
        : body.MemberCount > MembersMax ? $"{(ushort)body.MemberCount} members are more than {MembersMax}"
        : !Enum.IsDefined(algorithm) ? $"no such algorithm {(ushort)algorithm}"
        : body.MemberType != ActionFields.CompactHeader(Fields.InPortNxm) ? "members are no ports"
        : body.Zero != 0 ? "padding is not zero"
        : null;

    static ValueList<uint> ReadMembers(ref OfReader r, int count)
    {
        var members = new uint[count];
        for (var i = 0; i < count; i++)
        {
            members[i] = Ports.Widen(r.Take<Be16>("a member"));
            if (members[i] == Ports.Controller || members[i] != Ports.Any && !Ports.IsOutput(members[i]))
                throw r.Error(Errors.OFPBAC_BAD_OUT_PORT, $"{Ports.Show(members[i])} cannot be a member");
        }
        return members;
    }
}
