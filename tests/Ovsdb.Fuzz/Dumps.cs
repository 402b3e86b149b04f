using System.Text;

namespace Sdn.Ovsdb.Fuzz;

/// <summary>A reply to a monitor request, and what must come of it and of the update behind it, however they are cut.</summary>
/// <param name="Name">What is unusual about it.</param>
/// <param name="Stream">The reply and, unless it is cut off, an update that deletes the second row.</param>
/// <param name="Outcome">What comes of the session.</param>
/// <param name="Rows">How many rows the replica has in the end.</param>
sealed record Dump(string Name, byte[] Stream, Outcome Outcome, int Rows);

/// <summary>
/// Replies to a monitor request as no server sends them: their members in any order or twice, rows where none belong, other
/// messages in their midst. They come in the words of each generation of monitoring.
/// </summary>
/// <remarks>
/// A client may read the rows of such a reply while it arrives. What it finds out must not depend on how much of it comes at a
/// time, and nothing of a reply that is bad may be seen.
/// </remarks>
static class Dumps
{
    const string First = "11111111-1111-4111-8111-111111111111", Second = "22222222-2222-4222-8222-222222222222", Third = "33333333-3333-4333-8333-333333333333";

    const string NoTransaction = "00000000-0000-0000-0000-000000000000";

    // "@id" is the reply's id, "<...>" the result with these tables, "@N" a row and its name, "@row" the word for a row that is there.
    static readonly (string Name, string Text, Outcome Outcome, int Rows)[] Table =
    [
        ("nothing", """{"id":@id,"result":<{}>,"error":null}""", Outcome.Read, 0),
        ("empty tables", """{"id":@id,"result":<{"everything":{},"part":{}}>,"error":null}""", Outcome.Read, 0),
        ("as it should be", """{"id":@id,"result":<{"everything":{@1,@2},"part":{@3}}>,"error":null}""", Outcome.Read, 2),
        ("one row", """{"id":@id,"result":<{"everything":{@1}}>,"error":null}""", Outcome.Read, 1),
        ("the error first", """{"error":null,"id":@id,"result":<{"everything":{@1,@2},"part":{@3}}>}""", Outcome.Read, 2),
        ("no error", """{"id":@id,"result":<{"everything":{@1,@2},"part":{@3}}>}""", Outcome.Read, 2),
        ("the result before the id", """{"result":<{"everything":{@1,@2},"part":{@3}}>,"id":@id,"error":null}""", Outcome.Read, 2),
        ("room between all", """ { "id" : @id , "result" : < { "everything" : { @1 , @2 } , "part" : { @3 } } > , "error" : null } """, Outcome.Read, 2),
        ("names with escapes", """{"\u0069d":@id,"r\u0065sult":<{"ever\u0079thing":{@1,@2},"part":{@3}}>,"error":null}""", Outcome.Read, 2),
        ("nulls for what is not there", """{"id":@id,"method":null,"params":null,"result":<{"everything":{@1,@2},"part":{@3}}>,"error":null}""", Outcome.Read, 2),
        ("brackets in a text", """{"id":@id,"result":<{"everything":{@1,"44444444-4444-4444-8444-444444444444":{@row:{"name":"}}]}\"{["}}},"part":{@3}}>,"error":null}""", Outcome.Read, 3),
        ("an unknown column", """{"id":@id,"result":<{"everything":{@1,"22222222-2222-4222-8222-222222222222":{@row:{"unknown":[{"a":{}},{}]}}},"part":{@3}}>,"error":null}""", Outcome.Read, 2),

        // Later ones add to earlier ones, as they do in updates.
        ("a table twice", """{"id":@id,"result":<{"everything":{@1},"part":{@3},"everything":{@2}}>,"error":null}""", Outcome.Read, 2),
        ("a row twice", """{"id":@id,"result":<{"everything":{@1,@2,@1},"part":{@3}}>,"error":null}""", Outcome.Read, 2),
        ("a row of two tables", """{"id":@id,"result":<{"everything":{@1,@2},"part":{@1,@2}}>,"error":null}""", Outcome.Read, 3),

        ("an error after", """{"id":@id,"result":<{"everything":{@1,@2},"part":{@3}}>,"error":{"error":"x"}}""", Outcome.Refused, 0),
        ("an error before", """{"error":"x","id":@id,"result":<{"everything":{@1,@2},"part":{@3}}>}""", Outcome.Refused, 0),
        ("an error between", """{"id":@id,"error":"x","result":<{"everything":{@1,@2},"part":{@3}}>}""", Outcome.Refused, 0),
        ("a result twice", """{"id":@id,"result":<{"everything":{@1}}>,"result":<{"everything":{@2},"part":{@3}}>,"error":null}""", Outcome.Refused, 0),
        ("a result twice, once null", """{"id":@id,"result":null,"result":<{"everything":{@2},"part":{@3}}>,"error":null}""", Outcome.Refused, 0),
        ("a null after the result", """{"id":@id,"result":<{"everything":{@1,@2}}>,"result":null}""", Outcome.Refused, 0),
        ("a result twice around the id", """{"result":<{"everything":{@1}}>,"id":@id,"result":<{"everything":{@2},"part":{@3}}>}""", Outcome.Refused, 0),
        ("an id twice", """{"id":@id,"result":<{"everything":{@1,@2},"part":{@3}}>,"id":@id}""", Outcome.Refused, 0),
        ("two ids", """{"id":@id,"id":5000,"result":<{"everything":{@1,@2},"part":{@3}}>}""", Outcome.Refused, 0),
        ("another's id", """{"id":5000,"result":<{"everything":{@1,@2},"part":{@3}}>}""", Outcome.Refused, 0),
        ("a text for an id", """{"id":"@id","result":<{"everything":{@1,@2},"part":{@3}}>}""", Outcome.Refused, 0),
        ("an object for an id", """{"id":{"a":{"b":{"c":{}}}},"result":<{"everything":{@1,@2},"part":{@3}}>}""", Outcome.Refused, 0),
        ("no id", """{"result":<{"everything":{@1,@2},"part":{@3}}>,"error":null}""", Outcome.Refused, 0),
        ("a method before", """{"id":@id,"method":"echo","params":[],"result":<{"everything":{@1,@2},"part":{@3}}>}""", Outcome.Refused, 0),
        ("a method after", """{"id":@id,"result":<{"everything":{@1,@2},"part":{@3}}>,"method":"echo","params":[]}""", Outcome.Refused, 0),
        ("parameters after", """{"id":@id,"result":<{"everything":{@1,@2},"part":{@3}}>,"params":[{"everything":{@1}}]}""", Outcome.Refused, 0),
        ("a stranger's member", """{"id":@id,"result":<{"everything":{@1,@2},"part":{@3}}>,"rows":{"everything":{@1}}}""", Outcome.Refused, 0),

        ("an unknown table", """{"id":@id,"result":<{"everything":{@1,@2},"nowhere":{@3}}>,"error":null}""", Outcome.Refused, 0),
        ("an array for a table", """{"id":@id,"result":<{"everything":[{@1},{@2}]}>,"error":null}""", Outcome.Refused, 0),
        ("an array for a row", """{"id":@id,"result":<{"everything":{@1,"22222222-2222-4222-8222-222222222222":[{@row:{}}]}}>,"error":null}""", Outcome.Refused, 0),
        ("a number for a row", """{"id":@id,"result":<{"everything":{@1,"22222222-2222-4222-8222-222222222222":5}}>,"error":null}""", Outcome.Refused, 0),
        ("a row of nobody", """{"id":@id,"result":<{"everything":{@1,"nobody":{@row:{}}}}>,"error":null}""", Outcome.Refused, 0),
        ("an empty name", """{"id":@id,"result":<{"everything":{@1,"":{@row:{}}}}>,"error":null}""", Outcome.Refused, 0),
        ("rows without a table", """{"id":@id,"result":<{@1,@2}>,"error":null}""", Outcome.Refused, 0),
        ("rows too deep", """{"id":@id,"result":<{"everything":{"everything":{@1,@2}}}>,"error":null}""", Outcome.Refused, 0),
        ("a deeper result", """{"id":@id,"result":[[[{"everything":{@1,@2}}]]],"error":null}""", Outcome.Refused, 0),
        ("no tables", """{"id":@id,"result":5,"error":null}""", Outcome.Refused, 0),
        ("a text", """{"id":@id,"result":"x","error":null}""", Outcome.Refused, 0),
        ("a table too many", """{"id":@id,"result":[false,"00000000-0000-0000-0000-000000000000",{"everything":{@1}},{"everything":{@2}}],"error":null}""", Outcome.Refused, 0),
        ("rows behind the tables", """{"id":@id,"result":[false,"00000000-0000-0000-0000-000000000000",{"everything":{@1,@2}},[[{@3},{}]],{}],"error":null}""", Outcome.Refused, 0),
        ("rows before the tables", """{"id":@id,"result":[[[{},{@1}]],"00000000-0000-0000-0000-000000000000",{"everything":{@1,@2}}],"error":null}""", Outcome.Refused, 0),

        ("a column twice", """{"id":@id,"result":<{"everything":{@1,"22222222-2222-4222-8222-222222222222":{@row:{"i":1,"i":2}},@3}}>,"error":null}""", Outcome.Refused, 0),
        ("a huge number", """{"id":@id,"result":<{"everything":{@1,"22222222-2222-4222-8222-222222222222":{@row:{"i":9223372036854775808}},@3}}>,"error":null}""", Outcome.Refused, 0),
        ("a lone surrogate", """{"id":@id,"result":<{"everything":{@1,"22222222-2222-4222-8222-222222222222":{@row:{"name":"\ud800"}},@3}}>,"error":null}""", Outcome.Refused, 0),
        ("two things that happened", """{"id":@id,"result":<{"everything":{@1,"22222222-2222-4222-8222-222222222222":{@row:{},@row:{}},@3}}>,"error":null}""", Outcome.Refused, 0),
        ("nestings in a value", """{"id":@id,"result":<{"everything":{@1,"22222222-2222-4222-8222-222222222222":{@row:{"is":[[[[[[[[[[{}]]]]]]]]]]}},@3}}>,"error":null}""", Outcome.Refused, 0),

        ("broken off", """{"id":@id,"result":<{"everything":{@1,@2},"part":{@3""", Outcome.CutOff, 0),
        ("broken off within a row", """{"id":@id,"result":<{"everything":{@1,"22222222-2222-4222-8222-222222222222":{@row:{"i":""", Outcome.CutOff, 0),
        ("broken off before the error", """{"id":@id,"result":<{"everything":{@1,@2},"part":{@3}}>,""", Outcome.CutOff, 0),
        ("broken off, and the next message", """{"id":@id,"result":<{"everything":{@1,@2},"part":{@3}""", Outcome.Refused, 0),
        ("a message between rows", """{"id":@id,"result":<{"everything":{@1,{"id":null,"method":"echo","params":[]}@2},"part":{@3}}>}""", Outcome.Refused, 0),
        ("a message between members", """{"id":@id,"result":<{"everything":{@1,@2},"part":{@3}}>{"id":null,"method":"echo","params":[]},"error":null}""", Outcome.Refused, 0),
        ("a comma too many", """{"id":@id,"result":<{"everything":{@1,@2,},"part":{@3}}>,"error":null}""", Outcome.Refused, 0),
        ("the wrong bracket", """{"id":@id,"result":<{"everything":{@1,@2],"part":{@3}}>,"error":null}""", Outcome.Refused, 0),
        ("twice", """{"id":@id,"result":<{"everything":{@1,@2},"part":{@3}}>,"error":null}{"id":@id,"result":<{"everything":{@1,@2},"part":{@3}}>,"error":null}""", Outcome.Refused, 3),
        ("an update before", """{"id":null,"method":"@update","params":["replica1",<{}>]}{"id":@id,"result":<{"everything":{@1,@2},"part":{@3}}>,"error":null}""", Outcome.Refused, 0),
    ];

    static readonly Dictionary<string, Dump[]> BySeed = Seeds.All.ToDictionary(
        seed => seed.Name, seed => Table.Select(dump => new Dump(dump.Name, StreamOf(seed, dump.Text, dump.Outcome), dump.Outcome, dump.Rows)).ToArray());

    internal static IReadOnlyList<Dump> Of(Seed seed) => BySeed[seed.Name];

    static byte[] StreamOf(Seed seed, string text, Outcome outcome) =>
        Encoding.UTF8.GetBytes(InWordsOf(seed, text) + (outcome == Outcome.CutOff ? "" : Deletion(seed)));

    static string InWordsOf(Seed seed, string text) => new StringBuilder(text)
        .Replace("@1", $"\"{First}\":{{@row:{{\"i\":1,\"name\":\"a\"}}}}")
        .Replace("@2", $"\"{Second}\":{{@row:{{\"is\":[\"set\",[1,2]],\"name\":\"b\",\"smap\":[\"map\",[[\"k\",\"v\"]]]}}}}")
        .Replace("@3", $"\"{Third}\":{{@row:{{\"weight\":0.5}}}}")
        .Replace("@row", seed.Name == "update" ? "\"new\"" : "\"initial\"")
        .Replace("@id", $"{seed.Opening.Count + 2}")
        .Replace("@update", seed.Name)
        .Replace("<", seed.Name == "update3" ? $"[false,\"{NoTransaction}\"," : "")
        .Replace(">", seed.Name == "update3" ? "]" : "")
        .ToString();

    static string Deletion(Seed seed)
    {
        var transaction = seed.Name == "update3" ? $"\"{NoTransaction}\"," : "";
        var row = seed.Name == "update" ? "{\"old\":{}}" : "{\"delete\":null}";
        return $"{{\"id\":null,\"method\":\"{seed.Name}\",\"params\":[\"replica1\",{transaction}{{\"everything\":{{\"{Second}\":{row}}}}}]}}";
    }
}
