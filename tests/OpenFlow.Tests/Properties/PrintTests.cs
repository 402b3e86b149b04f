namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Open vSwitch's own decoder takes our bytes for valid, and prints what we print.</summary>
public sealed class PrintTests
{
    public static readonly TheoryData<MessageKind> Messages = AnyMessage.Shared;

    [Theory]
    [MemberData(nameof(Messages))]
    public Task Open_vSwitch_takes_a_message_for_valid(MessageKind kind) =>
        Property.Holds(kind.Messages, kind.Count, OfpParse.Refusals, OfpParse.Show);

    /// <summary>All that Open vSwitch reads.</summary>
    public static readonly TheoryData<MessageKind> Printed = new(AnyMessage.Kinds.Where(kind => !kind.IsOurs));

    [Theory]
    [MemberData(nameof(Printed))]
    public Task Open_vSwitch_prints_what_this_library_prints(MessageKind kind) =>
        Property.Holds(kind.Messages, kind.Count, OfpParse.Compare, OfpParse.Show);
}
