using Sdn.OpenFlow.Json;

namespace Sdn.OpenFlow.Tests;

/// <summary>Messages as JSON and back.</summary>
public sealed class JsonTests
{
    [Theory]
    [InlineData("""{"version":6,"type":"HELLO","xid":1,"versions":[64],"unread":""}""")]
    [InlineData("""{"version":6,"type":"ECHO_REQUEST","xid":2,"payload":"00ff"}""")]
    [InlineData("""{"version":6,"type":"MULTIPART_REQUEST","xid":3,"multipart_type":"PORT_DESC","flags":0,"port_no":4294967295}""")]
    public void A_message_is_read_as_it_is_written(string json) =>
        Assert.Equal(json, OpenFlowJson.Format(OpenFlowJson.Parse(json)));

    [Theory]
    [InlineData("""{"version":6,"type":"HALLO","xid":1}""", "no message has the type 'HALLO'; one is 'FLOW_MOD'")]
    [InlineData("""{"version":4,"type":"ECHO_REQUEST","xid":1,"payload":""}""", "version 4 is not 6, OpenFlow 1.5")]
    [InlineData("""{"version":6,"type":"ECHO_REQUEST","xid":1,"payload":"0"}""", "'0' is no hexadecimal text; bytes are written \"00ff\"")]
    public void Bad_json_is_refused_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => OpenFlowJson.Parse(json)).Message, StringComparison.Ordinal);
}
