namespace Sdn.OpenFlow.Wire;

/// <summary>What a list of actions stands in, where that decides which it may hold.</summary>
enum Nesting
{
    None,
    Ct,

    /// <summary>The instructions of a flow, of which some have a form as an action.</summary>
    Flow,
}

/// <summary>What may stand beside and in what: the rules of Open vSwitch's ofpacts_verify(), which it looks at after it has read a list.</summary>
static class ActionRules
{
    /// <summary>The first rule that a list breaks; null if there is none.</summary>
    internal static (OpenFlowError Error, string Why)? Broken(ValueList<Action> actions, Nesting nesting)
    {
        var last = 0;
        for (var i = 0; i < actions.Count; i++)
        {
            var action = actions[i];
            if (action is Conjunction)
                return BesideConjunction(actions);
            if (BrokenNested(action, nesting) is { } broken)
                return broken;
            var rank = action.InstructionRank;
            if (rank < last || rank == last && rank != 0)
                return (Errors.OFPBAC_UNSUPPORTED_ORDER, $"{action} stands in the wrong place");
            if (rank != 0 && nesting != Nesting.Flow)
                return (Errors.OFPBIC_UNSUP_INST, $"{action} is an instruction, which cannot stand here");
            last = rank;
        }

        return null;
    }

    static (OpenFlowError Error, string Why)? BesideConjunction(ValueList<Action> actions)
    {
        foreach (var action in actions)
        {
            if (action is not (Conjunction or Note))
                return (Errors.NXBAC_BAD_CONJUNCTION, $"beside conjunction only note may stand, not {action}");
        }

        return null;
    }

    static (OpenFlowError Error, string Why)? BrokenNested(Action action, Nesting nesting)
    {
        var written = action switch
        {
            SetField set => set.Value.Field,
            Move move => move.Destination.Field,
            _ => null,
        };
        var isOfCt = written is not null && (written == Fields.CtMark || written == Fields.CtLabel);
        return nesting == Nesting.Ct
            ? isOfCt || action is Nat
                ? null
                : (Errors.OFPBAC_BAD_ARGUMENT, $"ct has room for nat and writes of ct_mark and ct_label, not for {action}")
            : isOfCt || action is Nat
                ? (Errors.OFPBAC_BAD_SET_ARGUMENT, $"{action} stands in ct alone")
                : null;
    }
}
