using Sdn.OpenFlow.Text;

namespace Sdn.OpenFlow;

/// <summary>
/// What a flow does with a packet. A closed set: the records in Actions.cs. As in Open vSwitch, the instructions of
/// OpenFlow are members too, so that a flow has one list; everything that is no instruction is in its apply-actions.
/// </summary>
public abstract record Action
{
    private protected Action()
    {
    }

    /// <summary>As ovs-ofctl writes it.</summary>
    public sealed override string ToString() => ActionText.Format(this, Names.None);

    /// <summary>As ovs-ofctl writes it with <c>--names</c>, with the names that <paramref name="portName"/> knows.</summary>
    public string ToString(Func<uint, string?> portName) => ActionText.Format(this, new Names(portName));

    /// <summary>Where an instruction stands behind the apply-actions (rank 0), in the order that switches run them.</summary>
    internal int InstructionRank => this switch
    {
        ClearActions => 1,
        WriteActions => 2,
        WriteMetadata => 3,
        GotoTable => 4,
        _ => 0,
    };

    /// <summary>Whether write_actions takes it: an action set keeps one of a kind, in an order of its own (OVS, action_set_classify()).</summary>
    internal bool IsForActionSet => this is PopVlan or PopMpls or Decap or Encap or PushMpls or PushVlan or DecTtl or DecMplsTtl
        or DecNshTtl or Ct or CtClear or Resubmit or Output or ToGroup or SetField or Move or SetOld or SetTtl or SetMplsTtl or SetQueue;
}
