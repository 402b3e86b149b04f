using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>The parts that messages are made of, read alone. Total, as <see cref="Codec"/> is.</summary>
public static class Fragment
{
    /// <summary>A list of actions, as flow mods, buckets and packet-outs have it.</summary>
    /// <exception cref="OpenFlowException">The bytes are no actions.</exception>
    public static ValueList<Action> DecodeActions(ReadOnlySpan<byte> bytes)
    {
        var r = new OfReader(bytes, Errors.OFPBAC_BAD_LEN);
        return ActionCodec.ReadList(ref r);
    }

    /// <summary>
    /// A list of instructions, in the one order that a <see cref="Flow"/> has: first the actions to apply. They must do for every
    /// packet in table 0, as a flow mod's must for those that the flow matches.
    /// </summary>
    /// <exception cref="OpenFlowException">The bytes are no instructions.</exception>
    public static ValueList<Action> DecodeInstructions(ReadOnlySpan<byte> bytes)
    {
        var r = new OfReader(bytes, Errors.OFPBIC_BAD_LEN);
        return ActionChecks.Checked(in r, InstructionCodec.Read(ref r), Match.Any, table: 0);
    }

    /// <summary>A list of match fields (OXM or NXM), without the header of a match.</summary>
    /// <exception cref="OpenFlowException">The bytes are no match fields, or these contradict each other.</exception>
    public static Match DecodeFields(ReadOnlySpan<byte> bytes)
    {
        var r = new OfReader(bytes, Errors.OFPBMC_BAD_LEN);
        return OxmCodec.ReadFields(ref r, Unknown.Refuse);
    }
}
