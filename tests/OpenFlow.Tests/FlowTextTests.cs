namespace Sdn.OpenFlow.Tests;

public sealed class FlowTextTests
{
    /// <summary>What ovs-ofctl 3.1 printed for flows that it had added: <c>-O OpenFlow15 --no-stats dump-flows</c>.</summary>
    public static TheoryData<string> Dumped => [.. File.ReadAllLines(Vectors.Path("flows.txt"))];

    [Theory]
    [MemberData(nameof(Dumped))]
    public void A_flow_is_written_as_ovs_ofctl_wrote_it(string line) =>
        Assert.Equal(line, Flow.Parse(line).ToString());
}
