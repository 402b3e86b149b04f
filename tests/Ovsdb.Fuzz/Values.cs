using System.Text;

namespace Sdn.Ovsdb.Fuzz;

/// <summary>What stands where something else was expected.</summary>
static class Values
{
    internal static IReadOnlyList<byte[]> All { get; } =
    [
        .. new[]
        {
            "null", "true", "false", "0", "-0", "-0.0", "1", "-1", "2", "4", "5", "12", "16", "77", "1.0", "1e3", "0.1", "1e400", "-1e400", "1e-400", "1e99999999999999999999",
            "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616",
            "123456789012345678901234567890", "123456789012345678901234567890.5e-25", "NaN", "Infinity", "-", "01", "+1", "1.", ".5", "1e", "0x10",
            new string('9', 5000), "0." + new string('0', 5000) + "1", "1" + new string('0', 400),
            "\"\"", "\"a\"", "\"lock\"", "\"replica1\"", "\"replica2\"", "\"uuid\"", "\"set\"", "\"map\"", "\"named-uuid\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud834\\udd1e\"",
            "\"u\\ud800id\"", "\"\\u0073et\"", "\"\\x41\"", "\"\n\"", "\"unterminated", new string('a', 100_000), "\"" + new string('b', 100_000) + "\"",
            "\"550e8400-e29b-41d4-a716-446655440000\"", "\"550E8400-E29B-41D4-A716-446655440000\"", "\"550e8400e29b41d4a716446655440000\"", "\"{550e8400-e29b-41d4-a716-446655440000}\"",
            "[]", "{}", "[[]]", "[{}]", "[null]", "[\"set\",[]]", "[\"map\",[]]", "[\"set\",[1,2,2]]", "[\"set\",[1,\"a\",true]]", "[\"set\",[1,2,3,4,5,6,7,8]]", "[\"set\"]", "[\"set\",[],[]]",
            "[\"map\",[[1,2],[1,2]]]", "[\"map\",[[1]]]", "[\"map\",[[\"a\",\"b\"]]]", "[\"map\",[[\"a\",[\"set\",[]]]]]", "[\"map\",[[1,2,3]]]",
            "[\"uuid\",\"550e8400-e29b-41d4-a716-446655440000\"]", "[\"uuid\",\"x\"]", "[\"uuid\"]", "[\"uuid\",1]", "[\"named-uuid\",\"x\"]", "[\"named-uuid\",\"0\"]", "[\"uuid\",[\"uuid\",\"x\"]]",
            "{\"insert\":{}}", "{\"initial\":{\"i\":1}}", "{\"modify\":{\"i\":1}}", "{\"delete\":null}", "{\"insert\":{},\"delete\":null}", "{\"new\":{\"i\":1}}", "{\"old\":{}}", "{\"new\":{},\"old\":{}}",
            "{\"error\":\"x\"}", "{\"error\":1,\"details\":2}", "{\"error\":\"\\ud800\"}", "{\"error\":null}", "{\"count\":1}", "{\"count\":-1}", "{\"count\":1.5}", "{\"uuid\":[\"named-uuid\",\"x\"]}",
            "{\"rows\":[{\"_uuid\":5}]}", "{\"rows\":[{\"_uuid\":[\"set\",[]]},{\"a\":1},{\"b\":2},{\"b\":1,\"b\":2}]}", "{\"a\":{\"a\":1,\"a\":2}}",
            new string('[', 60), new string('[', 5000), Nested("[", "]", 50), Nested("[", "]", 200), Nested("{\"a\":", "}", 80), string.Concat(Enumerable.Repeat("{\"a\":", 3000)),
            "[" + string.Join(',', Enumerable.Repeat("{}", 3000)) + "]", "[\"set\",[" + string.Join(',', Enumerable.Range(0, 5000)) + "]]", ",", ":", "]", "}", "\\", "/* c */1", "// c\n1", "\u00a01",
        }.Select(Encoding.UTF8.GetBytes),
        [(byte)'"', 0xc3, 0x28, (byte)'"'], [(byte)'"', 0xed, 0xa0, 0x80, (byte)'"'], [(byte)'"', 0xc0, 0x80, (byte)'"'], [(byte)'"', 0xf8, (byte)'"'], [(byte)'"', 0xff, 0xfe, (byte)'"'], [0xef, 0xbb, 0xbf, (byte)'1'],
    ];

    /// <summary>Names for a member, of this protocol and of none.</summary>
    internal static IReadOnlyList<byte[]> Names { get; } =
    [
        .. new[]
        {
            "id", "method", "params", "result", "error", "jsonrpc", "everything", "part", "nowhere", "i", "io", "name", "parts", "_uuid", "_version", "insert", "initial", "modify", "delete", "new", "old",
            "rows", "count", "uuid", "details", "locked", "key", "value", "min", "max", "enum", "refTable", "type", "columns", "tables", "", "a\\u0000b", "\\ud800", "in\\ud800rt", "\\u0069",
            "54e395fc-67eb-4430-a8e8-371ef66d3576", "550e8400-e29b-41d4-a716-446655440000", "550E8400-E29B-41D4-A716-446655440000", "not-a-uuid",
        }.Select(name => Encoding.UTF8.GetBytes($"\"{name}\"")),
        [(byte)'"', 0xc3, 0x28, (byte)'"'],
    ];

    static string Nested(string open, string close, int depth) =>
        string.Concat(Enumerable.Repeat(open, depth)) + "0" + string.Concat(Enumerable.Repeat(close, depth));
}

/// <summary>Whole messages that come when nobody expects them.</summary>
static class Strangers
{
    internal static IReadOnlyList<byte[]> All { get; } =
    [
        .. new[]
        {
            """{"id":"x","method":"dance","params":[1]}""",
            """{"id":[1,{"a":2}],"method":"echo","params":["a",{"b":[]}]}""",
            """{"id":true,"method":"echo","params":[]}""",
            """{"id":"\ud800","method":"echo","params":["\ud800"]}""",
            """{"id":1,"method":"","params":[]}""",
            """{"id":1,"method":"$/cancelRequest","params":[{"id":4}]}""",
            """{"id":1,"method":"rpc.discover","params":[]}""",
            """{"id":1,"method":"transact","params":["fuzz",{"op":"select","table":"part","where":[]}]}""",
            """{"id":1,"method":"echo","params":{}}""",
            """{"id":1,"method":"echo"}""",
            """{"id":1,"method":"echo","params":[],"result":1,"error":2}""",
            """{"id":null,"method":"echo","params":[]}""",
            """{"id":null,"method":"update","params":["replica1",{}]}""",
            """{"id":null,"method":"update2","params":["replica1",{"part":{}}]}""",
            """{"id":null,"method":"update3","params":["replica1","550e8400-e29b-41d4-a716-446655440000",{}]}""",
            """{"id":null,"method":"update3","params":["replica1","550e8400-e29b-41d4-a716-446655440000",{},1,2]}""",
            """{"id":null,"method":"update3","params":["nobody","550e8400-e29b-41d4-a716-446655440000",{"everything":5}]}""",
            """{"id":null,"method":"update3","params":["replica1","550e8400-e29b-41d4-a716-446655440000",{"everything":{"550e8400-e29b-41d4-a716-446655440000":{"modify":{"i":1}}}}]}""",
            """{"id":null,"method":"update3","params":["replica1","550e8400-e29b-41d4-a716-446655440000",{"everything":{"550e8400-e29b-41d4-a716-446655440000":{"delete":null}}}]}""",
            """{"id":null,"method":"update3","params":["replica1","550e8400-e29b-41d4-a716-446655440000",{"part":{"550e8400-e29b-41d4-a716-446655440000":{"insert":{"label":"x","nothing":[{}]}},"550e8400-e29b-41d4-a716-446655440000":{"insert":{"label":"y"}}}}]}""",
            """{"id":null,"method":"locked","params":["lock"]}""",
            """{"id":null,"method":"stolen","params":["stolen","lock"]}""",
            """{"id":null,"method":"stolen","params":[]}""",
            """{"id":null,"method":"monitor_canceled","params":["replica1"]}""",
            """{"id":null,"method":"monitor_canceled","params":[{}]}""",
            """{"id":null,"method":"cancel","params":[4]}""",
            """{"id":77,"result":[],"error":null}""",
            """{"id":4,"result":null,"error":null}""",
            """{"id":5,"result":null,"error":null}""",
            """{"id":12,"result":null,"error":null}""",
            """{"id":5,"result":[],"error":"both"}""",
            """{"id":5.0,"result":[],"error":null}""",
            """{"id":"5","result":[],"error":null}""",
            """{"id":null,"result":[],"error":null}""",
            """{"id":null,"error":{"error":"x"},"result":null}""",
            "{}", "[]", "null", " \r\n\t ", new string(' ', 50_000), "{\"id\":", "\0", "\ufeff", "HTTP/1.1 400 Bad Request\r\n\r\n",
            """{"id":5,"result":[""" + string.Join(',', Enumerable.Repeat("""{"rows":[{"a":1},{"b":1},{"c":1}]}""", 500)) + """],"error":null}""",
        }.Select(Encoding.UTF8.GetBytes),
        [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03],
    ];
}
