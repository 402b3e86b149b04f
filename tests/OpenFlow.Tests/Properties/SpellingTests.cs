namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Whatever way a flow is written, this library reads in it what ovs-ofctl does.</summary>
public sealed class SpellingTests
{
    [Fact]
    public Task A_flow_that_someone_writes_is_read_as_Open_vSwitch_reads_it() =>
        Property.Holds(AnySpelling.Flow, 5_000, ParseFlows.Compare, text => text);
}
