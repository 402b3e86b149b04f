using Sdn.OpenFlow.Json;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>What is written is read as the same again: as bytes, and as text.</summary>
public sealed class RoundTripTests
{
    public static readonly TheoryData<MessageKind> Messages = AnyMessage.All;

    [Theory]
    [MemberData(nameof(Messages))]
    public Task A_message_is_read_from_its_bytes(MessageKind kind) => Property.Holds(
        kind.Messages, kind.Count, message => Assert.Equal(message, Codec.Decode(OfpParse.Bytes(message))), OfpParse.Show);

    // A message that this library has no record for has no JSON.
    public static readonly TheoryData<MessageKind> WithJson = new(AnyMessage.Kinds.Where(kind => kind.Name != "OFPT_EXPERIMENTER"));

    [Theory]
    [MemberData(nameof(WithJson))]
    public Task A_message_is_read_from_its_JSON(MessageKind kind) => Property.Holds(kind.Messages, kind.Count, HasJson, OfpParse.Show);

    static void HasJson(OpenFlowMessage message)
    {
        var read = OpenFlowJson.Parse(OpenFlowJson.Format(message));

        Assert.Equal(message, read);
        Assert.Equal(OfpParse.Bytes(message), OfpParse.Bytes(read));
    }

    [Fact]
    public Task A_match_is_read_from_its_text() => Property.Holds(
        AnyMatch.Any, 5_000, match => Assert.Equal(Spoken.Of(match), Match.Parse(match.ToString())), match => match.ToString());

    [Fact]
    public Task A_flow_is_read_from_its_text() => Property.Holds(
        AnyFlow.Written, 5_000, flow => Assert.Equal(Spoken.Of(flow), Flow.Parse(flow.ToString())), flow => flow.ToString());

    [Fact]
    public Task A_group_is_read_from_its_text() => Property.Holds(
        AnyGroup.Written, 2_000, group => Assert.Equal(Spoken.Of(group), Group.Parse(group.ToString())), group => group.ToString());

    [Fact]
    public Task A_meter_is_read_from_its_text() => Property.Holds(
        AnyMeter.Written, 2_000, meter => Assert.Equal(meter, MeterConfig.Parse(meter.ToString())), meter => meter.ToString());
}
