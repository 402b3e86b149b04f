using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>The generators leave nothing of the library out: each row of its tables comes, each member, each property in more than one value.</summary>
public sealed class ReachTests
{
    static readonly Reached Reached = Run();

    // Open vSwitch refuses an action that it does not know, and this library has all that it knows.
    static readonly Type[] Left = [typeof(RawAction)];

    // What a decoder makes of foreign bytes, and no encoder writes.
    static readonly string[] Constant = ["FlowDescReply.Unreadable"];

    // These kinds have records of their own.
    static readonly object[] Implied = [TableFeatureType.TableSyncFrom, TableFeatureType.PacketTypes];

    // The form as an action of an instruction, which is written as the instruction.
    static readonly (uint, ushort)[] Unwritten =
    [
        (ActionTable.Nicira, (ushort)NxActionType.WriteMetadata),
    ];

    [Fact]
    public void Every_message_is_generated()
    {
        Type[] rows =
        [
            .. MessageTable.All.Select(row => row.Record).Where(record => !record.IsAbstract),
            .. MultipartTable.All.SelectMany(row => new[] { row.Request, row.Reply }),
            .. ExperimenterTable.All.Select(row => row.Record),
        ];

        Assert.Empty(rows.Except(Reached.Types));
    }

    [Fact]
    public void Every_record_is_generated()
    {
        var records = typeof(Codec).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, Namespace: "Sdn.OpenFlow" } && (type.IsAssignableTo(typeof(OpenFlowMessage)) || type.IsAssignableTo(typeof(Action))));

        Assert.Empty(records.Except(Reached.Types).Except(Left));
    }

    [Fact]
    public void Every_action_of_the_wire_is_generated()
    {
        var numbers = ActionTable.All.Where(row => row.Type != typeof(RawAction)).Select(row => (row.Experimenter, row.Number));

        Assert.Empty(numbers.Except(Reached.ActionNumbers).Except(Unwritten));
    }

    [Fact]
    public void Every_field_is_matched()
    {
        // Matches hold these in another form (MatchForm.cs).
        var others = AnyField.All.Where(f => f.Kept == Kept.AsRegisters)
            .Concat([Fields.VlanTci, Fields.InPortNxm, Fields.IpTos]);

        Assert.Empty(AnyField.All.Except(Reached.Matched).Except(others));
    }

    [Fact]
    public void Every_field_is_set_that_can_be() =>
        Assert.Empty(AnyField.All.Where(field => field.Writable && !field.IsOption).Except([Fields.InPort]).Except(Reached.Set));

    [Fact]
    public void Every_field_is_named_in_actions() => Assert.Empty(AnyField.All.Where(f => f != Fields.PacketType).Except(Reached.Named));

    [Fact]
    public void Every_error_is_generated() => Assert.Empty(Errors.All.Except(Reached.Errors));

    [Fact]
    public void Every_member_of_an_enum_is_generated()
    {
        var members = Reached.EnumMembers.Select(member => member.GetType()).Distinct()
            .Where(type => !type.IsDefined(typeof(FlagsAttribute), false))
            .SelectMany(type => Enum.GetValues(type).Cast<object>());

        Assert.Empty(members.Except(Reached.EnumMembers).Except(Implied));
    }

    [Fact]
    public void Every_property_takes_different_values() =>
        Assert.Empty(Reached.Properties.Except(Reached.Varied).Select(property => $"{property.ReflectedType!.Name}.{property.Name}").Except(Constant));

    // What the other tests here try, unless they are given another seed.
    static Reached Run()
    {
        var reached = new Reached();
        foreach (var kind in AnyMessage.Kinds)
        {
            foreach (var message in Property.Usual(kind.Messages, kind.Count))
                reached.Add(message);
        }

        return reached;
    }
}
