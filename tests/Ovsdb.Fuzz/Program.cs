using System.Globalization;
using Sdn.Ovsdb.Fuzz;

// The long forms of what tests/Ovsdb.Tests runs briefly.
return args switch
{
    ["survive", var count, .. var from] => await Campaign.RunSessions(Number(count), from is [var first] ? Number(first) : 1),
    ["survive-schema", var count, .. var from] => await Campaign.RunSchemas(Number(count), from is [var first] ? Number(first) : 1),
    ["record", var port, .. var hidden] => await Record(Number(port), hidden),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

static async Task<int> Record(int port, string[] hidden)
{
    foreach (var message in await Recorder.Record(port, hidden))
        Console.WriteLine(message);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: Ovsdb.Fuzz survive COUNT [FIRST]          plays COUNT damaged sessions, and checks what must hold whatever a server sends
               Ovsdb.Fuzz survive-schema COUNT [FIRST]   the same with schemas alone
               Ovsdb.Fuzz record PORT [METHOD...]        prints what a real server says in a session, without some methods (see record.sh)
        """);
    return 2;
}
