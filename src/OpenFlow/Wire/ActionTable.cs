using System.Collections.Frozen;

namespace Sdn.OpenFlow.Wire;

/// <summary>Reads the body of an action: all behind type and length, and behind experimenter and subtype where it has them.</summary>
delegate Action ReadAction(ref OfReader r);

/// <summary>The lengths that Open vSwitch takes for an action, type and length included; no <paramref name="Max"/> is any multiple of 8.</summary>
readonly record struct ActionLength(int Min, int? Max = null)
{
    internal static ActionLength Exactly(int bytes) => new(bytes, bytes);

    internal bool Allows(int bytes) => bytes >= Min && bytes <= (Max ?? ushort.MaxValue) && bytes % 8 == 0;
}

/// <summary>An action on the wire: a row of <see cref="ActionTable"/>.</summary>
/// <param name="Type">The record that it is read as; several rows may have the same.</param>
/// <param name="Experimenter">Whose action it is; 0 for the specification's.</param>
/// <param name="Number">ofp_action_type, or the experimenter's subtype.</param>
/// <param name="SpecName">The name of the number in the specification or in Open vSwitch.</param>
/// <param name="Text">How ovs-ofctl prints it.</param>
/// <param name="Length">The lengths that it can have.</param>
/// <param name="Read">What reads its body.</param>
sealed record ActionRow(
    Type Type, uint Experimenter, ushort Number, string SpecName, string Text, ActionLength Length, ReadAction Read)
{
    /// <summary>The name in JSON, the last part of the name in the specification: <c>set_nw_ttl</c>, <c>resubmit_table</c>.</summary>
    internal string Name { get; } = SpecName[(SpecName.IndexOf('_') + 1)..].ToLowerInvariant();
}

/// <summary>The actions that Open vSwitch 3.1 reads in OpenFlow 1.5. One row a number on the wire; codec, JSON and the reference page read it.</summary>
static class ActionTable
{
    internal const uint Nicira = ActionCodec.Nicira, Onf = 0x4f4e4600;

    static readonly ActionRow[] Rows =
    [
        // record                    number                    name                        ovs-ofctl              length        reader
        Standard<Output>(            ActionType.Output,        "OFPAT_OUTPUT",             "output",              Fixed(16),    ActionReaders.ReadOutput),
        Standard<SetOld>(            ActionType.SetVlanVid,    "OFPAT_SET_VLAN_VID",       "set_vlan_vid",        Fixed(8),     SetOldCodec.ReadVlanVid),
        Standard<SetOld>(            ActionType.SetVlanPcp,    "OFPAT_SET_VLAN_PCP",       "set_vlan_pcp",        Fixed(8),     SetOldCodec.ReadVlanPcp),
        Standard<SetOld>(            ActionType.SetDlSrc,      "OFPAT_SET_DL_SRC",         "mod_dl_src",          Fixed(16),    SetOldCodec.ReadEthSrc),
        Standard<SetOld>(            ActionType.SetDlDst,      "OFPAT_SET_DL_DST",         "mod_dl_dst",          Fixed(16),    SetOldCodec.ReadEthDst),
        Standard<SetOld>(            ActionType.SetNwSrc,      "OFPAT_SET_NW_SRC",         "mod_nw_src",          Fixed(8),     SetOldCodec.ReadNwSrc),
        Standard<SetOld>(            ActionType.SetNwDst,      "OFPAT_SET_NW_DST",         "mod_nw_dst",          Fixed(8),     SetOldCodec.ReadNwDst),
        Standard<SetOld>(            ActionType.SetNwTos,      "OFPAT_SET_NW_TOS",         "mod_nw_tos",          Fixed(8),     SetOldCodec.ReadNwTos),
        Standard<SetOld>(            ActionType.SetNwEcn,      "OFPAT_SET_NW_ECN",         "mod_nw_ecn",          Fixed(8),     SetOldCodec.ReadNwEcn),
        Standard<SetOld>(            ActionType.SetTpSrc,      "OFPAT_SET_TP_SRC",         "mod_tp_src",          Fixed(8),     SetOldCodec.ReadTpSrc),
        Standard<SetOld>(            ActionType.SetTpDst,      "OFPAT_SET_TP_DST",         "mod_tp_dst",          Fixed(8),     SetOldCodec.ReadTpDst),
        Standard<SetOld>(            ActionType.SetMplsLabel,  "OFPAT_SET_MPLS_LABEL",     "set_mpls_label",      Fixed(8),     SetOldCodec.ReadMplsLabel),
        Standard<SetOld>(            ActionType.SetMplsTc,     "OFPAT_SET_MPLS_TC",        "set_mpls_tc",         Fixed(8),     SetOldCodec.ReadMplsTc),
        Standard<SetMplsTtl>(        ActionType.SetMplsTtl,    "OFPAT_SET_MPLS_TTL",       "set_mpls_ttl",        Fixed(8),     static (ref r) => new SetMplsTtl(ActionReaders.Byte(ref r))),
        Standard<DecMplsTtl>(        ActionType.DecMplsTtl,    "OFPAT_DEC_MPLS_TTL",       "dec_mpls_ttl",        Fixed(8),     static (ref r) => ActionReaders.Empty(ref r, new DecMplsTtl())),
        Standard<PushVlan>(          ActionType.PushVlan,      "OFPAT_PUSH_VLAN",          "push_vlan",           Fixed(8),     ActionReaders.ReadPushVlan),
        Standard<PopVlan>(           ActionType.PopVlan,       "OFPAT_POP_VLAN",           "pop_vlan",            Fixed(8),     static (ref r) => ActionReaders.Empty(ref r, new PopVlan())),
        Standard<PushMpls>(          ActionType.PushMpls,      "OFPAT_PUSH_MPLS",          "push_mpls",           Fixed(8),     ActionReaders.ReadPushMpls),
        Standard<PopMpls>(           ActionType.PopMpls,       "OFPAT_POP_MPLS",           "pop_mpls",            Fixed(8),     static (ref r) => new PopMpls(ActionReaders.UShort(ref r))),
        Standard<SetQueue>(          ActionType.SetQueue,      "OFPAT_SET_QUEUE",          "set_queue",           Fixed(8),     static (ref r) => new SetQueue(ActionReaders.Number(ref r))),
        Standard<ToGroup>(           ActionType.Group,         "OFPAT_GROUP",              "group",               Fixed(8),     static (ref r) => new ToGroup(ActionReaders.Number(ref r))),
        Standard<SetTtl>(            ActionType.SetNwTtl,      "OFPAT_SET_NW_TTL",         "mod_nw_ttl",          Fixed(8),     static (ref r) => new SetTtl(ActionReaders.Byte(ref r))),
        Standard<DecTtl>(            ActionType.DecNwTtl,      "OFPAT_DEC_NW_TTL",         "dec_ttl",             Fixed(8),     static (ref r) => ActionReaders.Empty(ref r, new DecTtl())),
        Standard<SetField>(          ActionType.SetField,      "OFPAT_SET_FIELD",          "set_field",           AtLeast(8),   ActionReaders.ReadSetField),
        Standard<Move>(              ActionType.CopyField,     "OFPAT_COPY_FIELD",         "move",                AtLeast(16),  ActionReaders.ReadCopyField),
        Standard<Meter>(             ActionType.Meter,         "OFPAT_METER",              "meter",               Fixed(8),     static (ref r) => new Meter(ActionReaders.Number(ref r))),

        OfNicira<Resubmit>(          NxActionType.Resubmit,         "NXAST_RESUBMIT",           "resubmit",         Fixed(16),   ActionReaders.ReadResubmit),
        OfNicira<SetOld>(            NxActionType.SetTunnel,        "NXAST_SET_TUNNEL",         "set_tunnel",       Fixed(16),   SetOldCodec.ReadTunnel),
        OfNicira<PopQueue>(          NxActionType.PopQueue,         "NXAST_POP_QUEUE",          "pop_queue",        Fixed(16),   static (ref r) => ActionReaders.Empty(ref r, new PopQueue())),
        OfNicira<Note>(              NxActionType.Note,             "NXAST_NOTE",               "note",             AtLeast(16), static (ref r) => new Note(r.TakeRest())),
        OfNicira<SetOld>(            NxActionType.SetTunnel64,      "NXAST_SET_TUNNEL64",       "set_tunnel64",     Fixed(24),   SetOldCodec.ReadTunnel64),
        OfNicira<Multipath>(         NxActionType.Multipath,        "NXAST_MULTIPATH",          "multipath",        Fixed(32),   PathCodec.ReadMultipath),
        OfNicira<Bundle>(            NxActionType.Bundle,           "NXAST_BUNDLE",             "bundle",           AtLeast(32), static (ref r) => PathCodec.ReadBundle(ref r, isLoad: false)),
        OfNicira<Bundle>(            NxActionType.BundleLoad,       "NXAST_BUNDLE_LOAD",        "bundle_load",      AtLeast(32), static (ref r) => PathCodec.ReadBundle(ref r, isLoad: true)),
        OfNicira<Resubmit>(          NxActionType.ResubmitTable,    "NXAST_RESUBMIT_TABLE",     "resubmit",         Fixed(16),   static (ref r) => ActionReaders.ReadResubmitTable(ref r, isCt: false)),
        OfNicira<OutputField>(       NxActionType.OutputReg,        "NXAST_OUTPUT_REG",         "output",           Fixed(24),   ActionReaders.ReadOutputReg),
        OfNicira<Learn>(             NxActionType.Learn,            "NXAST_LEARN",              "learn",            AtLeast(32), LearnCodec.Read),
        OfNicira<Exit>(              NxActionType.Exit,             "NXAST_EXIT",               "exit",             Fixed(16),   static (ref r) => ActionReaders.Empty(ref r, new Exit())),
        OfNicira<FinTimeout>(        NxActionType.FinTimeout,       "NXAST_FIN_TIMEOUT",        "fin_timeout",      Fixed(16),   ActionReaders.ReadFinTimeout),
        OfNicira<ToController>(      NxActionType.Controller,       "NXAST_CONTROLLER",         "controller",       Fixed(16),   ControllerCodec.Read),
        OfNicira<DecTtl>(            NxActionType.DecTtlCntIds,     "NXAST_DEC_TTL_CNT_IDS",    "dec_ttl",          AtLeast(16), ActionReaders.ReadDecTtlIds),
        OfNicira<WriteMetadata>(     NxActionType.WriteMetadata,    "NXAST_WRITE_METADATA",     "write_metadata",   Fixed(32),   InstructionCodec.ReadNxWriteMetadata),
        OfNicira<StackPush>(         NxActionType.StackPush,        "NXAST_STACK_PUSH",         "push",             Fixed(24),   static (ref r) => new StackPush(ActionReaders.ReadStack(ref r, isWritten: false))),
        OfNicira<StackPop>(          NxActionType.StackPop,         "NXAST_STACK_POP",          "pop",              Fixed(24),   static (ref r) => new StackPop(ActionReaders.ReadStack(ref r, isWritten: true))),
        OfNicira<Sample>(            NxActionType.Sample,           "NXAST_SAMPLE",             "sample",           Fixed(24),   SampleCodec.Read),
        OfNicira<OutputField>(       NxActionType.OutputReg2,       "NXAST_OUTPUT_REG2",        "output",           Fixed(24),   ActionReaders.ReadOutputReg2),
        OfNicira<Conjunction>(       NxActionType.Conjunction,      "NXAST_CONJUNCTION",        "conjunction",      Fixed(16),   ActionReaders.ReadConjunction),
        OfNicira<Ct>(                NxActionType.Ct,               "NXAST_CT",                 "ct",               AtLeast(24), CtCodec.Read),
        OfNicira<Nat>(               NxActionType.Nat,              "NXAST_NAT",                "nat",              AtLeast(16), NatCodec.Read),
        OfNicira<ToController>(      NxActionType.Controller2,      "NXAST_CONTROLLER2",        "controller",       AtLeast(16), ControllerCodec.ReadWithProperties),
        OfNicira<Sample>(            NxActionType.Sample2,          "NXAST_SAMPLE2",            "sample",           Fixed(32),   static (ref r) => SampleCodec.ReadWithPort(ref r, hasDirection: false)),
        OfNicira<OutputTruncated>(   NxActionType.OutputTrunc,      "NXAST_OUTPUT_TRUNC",       "output",           Fixed(16),   ActionReaders.ReadOutputTrunc),
        OfNicira<Sample>(            NxActionType.Sample3,          "NXAST_SAMPLE3",            "sample",           Fixed(32),   static (ref r) => SampleCodec.ReadWithPort(ref r, hasDirection: true)),
        OfNicira<Clone>(             NxActionType.Clone,            "NXAST_CLONE",              "clone",            AtLeast(16), ActionReaders.ReadClone),
        OfNicira<CtClear>(           NxActionType.CtClear,          "NXAST_CT_CLEAR",           "ct_clear",         Fixed(16),   static (ref r) => ActionReaders.Empty(ref r, new CtClear())),
        OfNicira<Resubmit>(          NxActionType.ResubmitTableCt,  "NXAST_RESUBMIT_TABLE_CT",  "resubmit",         Fixed(16),   static (ref r) => ActionReaders.ReadResubmitTable(ref r, isCt: true)),
        OfNicira<Learn>(             NxActionType.Learn2,           "NXAST_LEARN2",             "learn",            AtLeast(40), LearnCodec.ReadWithLimit),
        OfNicira<Encap>(             NxActionType.Encap,            "NXAST_ENCAP",              "encap",            AtLeast(16), EncapCodec.ReadEncap),
        OfNicira<Decap>(             NxActionType.Decap,            "NXAST_DECAP",              "decap",            AtLeast(16), EncapCodec.ReadDecap),
        OfNicira<DecNshTtl>(         NxActionType.DecNshTtl,        "NXAST_DEC_NSH_TTL",        "dec_nsh_ttl",      Fixed(16),   static (ref r) => ActionReaders.Empty(ref r, new DecNshTtl())),
        OfNicira<CheckPktLarger>(    NxActionType.CheckPktLarger,   "NXAST_CHECK_PKT_LARGER",   "check_pkt_larger", AtLeast(24), ActionReaders.ReadCheckPktLarger),
        OfNicira<DeleteField>(       NxActionType.DeleteField,      "NXAST_DELETE_FIELD",       "delete_field",     Fixed(24),   ActionReaders.ReadDeleteField),
        // Those that only switches for tests have (ofpact_dummy_enable()); others look at their length and refuse them.
        OfNicira<RawAction>(         NxActionType.DebugSlow,        "NXAST_DEBUG_SLOW",         "debug_slow",       Fixed(16),   ActionReaders.Refuse),
        OfNicira<RawAction>(         NxActionType.DebugRecirc,      "NXAST_DEBUG_RECIRC",       "debug_recirc",     Fixed(16),   ActionReaders.Refuse),
    ];

    // By their own number: there are few, and every action that is read is looked up.
    static readonly ActionRow?[] ByType = Numbered(0), BySubtype = Numbered(Nicira);

    static readonly FrozenDictionary<string, ActionRow> ByName = Rows.Where(row => row.Type != typeof(RawAction)).ToFrozenDictionary(row => row.Name);

    // The first row of a record is the one that it is called by.
    static readonly FrozenDictionary<Type, ActionRow> ByRecord = Rows.Where(row => row.Type != typeof(RawAction)).DistinctBy(row => row.Type).ToFrozenDictionary(row => row.Type);

    internal static IReadOnlyList<ActionRow> All => Rows;

    internal static ActionRow? Find(uint experimenter, ushort number)
    {
        var rows = experimenter == 0 ? ByType : BySubtype;
        return number < rows.Length && experimenter is 0 or Nicira ? rows[number] : null;
    }

    internal static ActionRow? Named(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The row that a record is called by; null if it is an instruction, or unknown.</summary>
    internal static ActionRow? Of(Action action) => action switch
    {
        WriteMetadata => null,
        DecTtl { HasIds: true } => Find(Nicira, (ushort)NxActionType.DecTtlCntIds),
        SetOld old => Find(SetOldCodec.ExperimenterOf(old.Field), SetOldCodec.NumberOf(old.Field)),
        _ => ByRecord.GetValueOrDefault(action.GetType()),
    };

    static ActionRow Standard<T>(ActionType number, string name, string text, ActionLength length, ReadAction read)
        where T : Action => new(typeof(T), 0, (ushort)number, name, text, length, read);

    static ActionRow OfNicira<T>(NxActionType number, string name, string text, ActionLength length, ReadAction read)
        where T : Action => new(typeof(T), Nicira, (ushort)number, name, text, length, read);

    static ActionLength Fixed(int bytes) => ActionLength.Exactly(bytes);

    static ActionLength AtLeast(int bytes) => new(bytes);

    static ActionRow?[] Numbered(uint experimenter)
    {
        var rows = new ActionRow?[Rows.Where(row => row.Experimenter == experimenter).Max(row => row.Number) + 1];
        foreach (var row in Rows.Where(row => row.Experimenter == experimenter))
            rows[row.Number] = row;
        return rows;
    }
}
