using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Where a list of actions stands, which decides what may be in it.</summary>
enum Place
{
    Applied,
    Cloned,
    ActionSet,
}

/// <summary>How one type of action comes to be: for which packets and in which places it is allowed, and its values.</summary>
sealed record ActionRow(Func<PacketKind, bool> Fits, Place[] Places, Func<Draw, PacketKind, Action> Draw);

/// <summary>
/// Actions that fit a kind of packet, as Open vSwitch checks them (ofp-actions.c, check_*() and action_set_classify()).
/// One row a type; <see cref="AnyConntrack"/> and <see cref="AnyField"/> have what is large.
/// </summary>
static class AnyAction
{
    const uint SetFieldPercent = 15;   // one of many rows, and as many different actions as there are fields

    static readonly Place[]
        Anywhere = [Place.Applied, Place.Cloned, Place.ActionSet],
        InLists = [Place.Applied, Place.Cloned],
        Outermost = [Place.Applied];

    static readonly Gen<ToController> Controller = Drawn.By(d => new ToController
    {
        MaxLen = d.Maybe(AnyNumber.UShort, ushort.MaxValue),
        Reason = d.Maybe(Gen.Enum<PacketInReason>(), PacketInReason.Action),
        ControllerId = d.Maybe(AnyNumber.UShort, (ushort)0),
        Userdata = d.Maybe(AnyNumber.Bytes(1, 40), []),
        MeterId = d.Percent(30) ? d.From(AnyMeter.Id) : null,
        Pause = d.Percent(20),
    });

    static readonly Gen<Conjunction> Conjunction = Drawn.By(d =>
    {
        var clauses = d.From(Gen.Byte[2, 64]);
        return new Conjunction(d.From(AnyNumber.UInt), d.From(Gen.Byte[1, clauses]), clauses);
    });

    static readonly ActionRow SetFields = Row(Anywhere, (d, kind) => new SetField(d.From(AnyField.Setting(Settable(d, kind)))) { HasMask = d.Percent(20) });

    static readonly ActionRow[] Rows =
    [
        Row(Anywhere, d => new Output(d.From(AnyPort.Output), d.Maybe(AnyNumber.UShort, (ushort)0))),
        Row(InLists, d => new OutputTruncated(d.From(AnyPort.Output), Math.Max(d.From(AnyNumber.UInt), 14))),   // an Ethernet header at least
        Row(InLists, (d, kind) => new OutputField(d.From(Source(kind, 64)), d.Maybe(AnyNumber.UShort, ushort.MaxValue))),
        SetFields,
        Row(Anywhere, DrawMove),
        Row(Anywhere, AnyConntrack.Draw, Meets(Prerequisite.Ip)),
        Row(Anywhere, _ => new CtClear()),
        Row(Anywhere, (d, kind) => new Resubmit(d.From(AnyNumber.Byte), d.Maybe(AnyPort.InPort, Ports.InPort), Meets(Prerequisite.Ct)(kind) && d.Percent(20))),
        Row(Anywhere, d => new ToGroup(d.From(AnyNumber.UIntUpTo(Group.Max)))),
        Row(Outermost, d => new Meter(d.From(AnyMeter.Id))),
        Row(InLists, d => d.From(Controller)),
        Row(InLists, (d, kind) => new CheckPktLarger(d.From(AnyNumber.UShort), d.From(Destination(kind, 1)))),
        Row(Anywhere, d => new DecTtl(d.Maybe(AnyNumber.UShort.List(1, 4), [], 30)), Meets(Prerequisite.Ip)),
        Row(Anywhere, d => new SetTtl(d.From(AnyNumber.Byte)), Meets(Prerequisite.Ip)),
        Row(Anywhere, d => new PushVlan(d.OneOf<ushort>(0x8100, 0x88a8)), kind => Meets(Prerequisite.Ethernet)(kind) && !kind.IsPushed),
        Row(Anywhere, _ => new PopVlan(), Meets(Prerequisite.Vlan)),
        Row(Anywhere, d => new PushMpls(d.OneOf(EtherTypes.Mpls, EtherTypes.MplsMulticast)), Meets(Prerequisite.Ethernet)),
        Row(Anywhere, d => new PopMpls(d.Maybe(AnyNumber.UShort, EtherTypes.Ipv4)), Meets(Prerequisite.Ethernet, Prerequisite.Mpls)),
        Row(Anywhere, _ => new DecMplsTtl(), Meets(Prerequisite.Mpls)),
        Row(Anywhere, d => new SetMplsTtl(d.From(AnyNumber.Byte)), Meets(Prerequisite.Mpls)),
        Row(Anywhere, d => new SetQueue(d.From(AnyNumber.UInt))),
        Row(InLists, _ => new PopQueue()),
        Row(InLists, d => new Note(d.From(AnyNumber.Bytes(0, 20)))),
        Row(InLists, (d, kind) => new Clone(List(d, kind, Place.Cloned, 3))),
        Row(InLists, _ => new Exit()),
        Row(InLists, (d, kind) => new StackPush(d.From(Source(kind, 128, IsCompact)))),
        Row(InLists, (d, kind) => new StackPop(d.From(Destination(kind, 128, IsCompact)))),
        Row(InLists, d => new FinTimeout(d.From(AnyNumber.UShort), d.From(AnyNumber.UShort)), Meets(Prerequisite.Tcp)),
        Row(Anywhere, _ => new DecNshTtl(), Meets(Prerequisite.Nsh)),
        Row(InLists, AnyLearn.Draw),
        Row(InLists, AnyPath.DrawMultipath),
        Row(InLists, AnyPath.DrawBundle),
        Row(InLists, d => AnyPath.DrawSample(d)),
        Row(Anywhere, d => AnyPath.DrawEncap(d)),
        Row(Anywhere, d => new Decap(d.Maybe(Gen.OneOf(PacketTypes.Ethernet, PacketTypes.Nsh, PacketTypes.Mpls), PacketTypes.FromHeader))),
        Row(Anywhere, AnyPath.DrawOld),
        Row(InLists, d => new DeleteField(d.OneOf<Field>([.. Fields.TunMetadata]))),
    ];

    internal static ValueList<Action> List(Draw d, PacketKind kind, Place place, int max, int min = 0) => List(d, ref kind, place, max, min);

    /// <summary>Actions for packets of this kind, one fitting the packet as those before have left it; and how all leave it.</summary>
    internal static ValueList<Action> List(Draw d, ref PacketKind kind, Place place, int max, int min = 0)
    {
        var actions = new List<Action>();
        for (var left = d.From(Gen.Int[min, max]); left > 0; left--)
        {
            var packet = kind;
            var row = d.Percent(SetFieldPercent) ? SetFields : d.OneOf<ActionRow>([.. Rows.Where(r => r.Places.Contains(place) && r.Fits(packet))]);
            var action = row.Draw(d, packet);
            actions.Add(action);
            kind = After(packet, action);
        }
        return actions;
    }

    /// <summary>Clauses stand with notes at most, and only in a flow.</summary>
    internal static Gen<ValueList<Action>> Conjunctions => Conjunction.Select(c => (Action)c).List(1, 4);

    /// <summary>Bits that can be read of a field that the packet has.</summary>
    internal static Gen<Subfield> Source(PacketKind kind, int lengthMax, Func<Field, bool>? also = null) =>
        Drawn.By(d => d.From(AnyField.Bits(AnyField.Pick(d, f => kind.Has(f) && also?.Invoke(f) != false), lengthMax)));

    /// <summary>Bits that can be written of a field that the packet has.</summary>
    internal static Gen<Subfield> Destination(PacketKind kind, int lengthMax, Func<Field, bool>? also = null) =>
        Drawn.By(d => d.From(AnyField.Bits(AnyField.Pick(d, f => IsSettable(kind, f) && also?.Invoke(f) != false), lengthMax)));

    // What belongs to a connection is written by ct alone.
    static bool IsSettable(PacketKind kind, Field field) =>
        field.Writable && kind.Has(field) && field != Fields.CtMark && field != Fields.CtLabel && (field != Fields.VlanVid || kind.Tags > 0);

    // Fields of the packet's own headers are few among registers and tunnels, and are drawn half of the time.
    static Field Settable(Draw d, PacketKind kind)
    {
        var isOwn = AnyField.All.Any(f => IsSettable(kind, f) && f.Prerequisite != Prerequisite.None) && d.Percent(50);
        return AnyField.Pick(d, f => IsSettable(kind, f) && (!isOwn || f.Prerequisite != Prerequisite.None));
    }

    /// <summary>Whether a field's number has room in the 32 bits that older actions have for one.</summary>
    internal static bool IsCompact(Field field) => field.Class != OxmClass.Experimenter && field != Fields.ActsetOutput;

    static Move DrawMove(Draw d, PacketKind kind)
    {
        var source = d.From(Source(kind, 128));
        var destination = AnyField.Pick(d, f => IsSettable(kind, f));
        var length = Math.Min(source.Length, destination.Bits);
        return new(source.Field[source.Start, length], d.From(AnyField.JustBits(destination, length)));
    }

    // Tags and labels change what the packet is; Open vSwitch follows them through the list in the same way.
    static PacketKind After(PacketKind kind, Action action) => action switch
    {
        PushVlan => kind.Pushed(),
        PopVlan => kind.Popped(),
        SetField { Value: { Field: var field } set } when field == Fields.VlanTci => kind.Tagged((set.Value & 0x1000) != 0),
        PushMpls => PacketKind.Ethernet.With(Fields.EthType.Is(EtherTypes.Mpls), Prerequisite.Mpls) with { Tags = kind.Tags, IsPushed = kind.IsPushed },
        PopMpls => PacketKind.Ethernet with { Tags = kind.Tags, IsPushed = kind.IsPushed },
        Encap { PacketType: PacketTypes.Ethernet } => PacketKind.Ethernet with { Tags = kind.Tags, IsPushed = kind.IsPushed },
        Encap { PacketType: PacketTypes.Nsh } => PacketKind.Bare("encapsulated", 0x894f, Prerequisite.Nsh),
        Encap => PacketKind.Bare("encapsulated", 0x8847, Prerequisite.Mpls),
        Decap => kind.Decapsulated(),
        _ => kind,
    };

    static Func<PacketKind, bool> Meets(params Prerequisite[] all) => kind => Array.TrueForAll(all, kind.Meets.Contains);

    static ActionRow Row(Place[] places, Func<Draw, Action> draw, Func<PacketKind, bool>? fits = null) =>
        Row(places, (d, _) => draw(d), fits);

    static ActionRow Row(Place[] places, Func<Draw, PacketKind, Action> draw, Func<PacketKind, bool>? fits = null) =>
        new(fits ?? (_ => true), places, draw);
}
