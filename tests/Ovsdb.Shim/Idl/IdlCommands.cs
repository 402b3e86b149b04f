using System.Globalization;

namespace Sdn.Ovsdb.Shim;

/// <summary>The commands that a step of "idl" makes a transaction of: those of test-ovsdb's idl_set, and of its Python twin.</summary>
static class IdlCommands
{
    static readonly Dictionary<string, Action<ReplicaTransaction, string[]>> All = new()
    {
        ["set"] = (transaction, a) => Set(Simple(transaction, a, 3), a[1], a[2]),
        ["insert"] = (transaction, a) => transaction.Insert("simple")["i"] = Number(Needed(a, 1)[0]),
        ["insert_no_columns_changed"] = (transaction, _) => transaction.Insert("simple"),
        ["insert_uuid"] = (transaction, a) => transaction.Insert("simple", Uuid(Needed(a, 2)[0]))["i"] = Number(a[1]),
        ["insert_uuid_uref"] = (transaction, a) =>
        {
            var target = transaction.Insert("simple4", Uuid(Needed(a, 2)[1]));
            transaction.Insert("simple3", Uuid(a[0]))["uref"] = target.Uuid;
        },
        ["delete"] = (transaction, a) => Simple(transaction, a, 1).Delete(),
        ["verify"] = (transaction, a) => Simple(transaction, a, 2).Verify(a[1]),
        ["increment"] = (transaction, a) => Simple(transaction, a, 1).IncrementWithChanges("i"),
        ["abort"] = (transaction, _) => transaction.Abort(),
        ["linktest"] = (transaction, _) => Link(transaction),
        ["getattrtest"] = (transaction, _) =>
        {
            var row = transaction.Insert("link1");
            row["i"] = 2;
            row["k"] = row.Uuid;
        },
        ["partialmapinsertelement"] = (transaction, _) =>
        {
            var row = Named(transaction, "simple2", "myString1");
            row.Put("smap", "key1", "myList1");
            row.Put("imap", 3, "myids2");
            row["name"] = "String2";
            Expect(row["smap"].Count, 2);
            Expect(row["imap"].Count, 1);
        },
        ["partialmapinsertmultipleelements"] = (transaction, _) =>
        {
            var row = Named(transaction, "simple2", "String2");
            foreach (var n in new[] { "2", "3", "4" })
                row.Put("smap", $"key{n}", $"myList{n}");
            Expect(row["smap"].Count, 4);
        },
        ["partialmapdelelements"] = (transaction, _) =>
        {
            var row = Named(transaction, "simple2", "String2");
            row.Remove("smap", OvsdbValue.Set(["key1", "key3", "key4"]));
            Expect(row["smap"].Count, 1);
        },
        ["partialmapmutatenew"] = (transaction, _) =>
        {
            var row = transaction.Insert("simple2");
            row["name"] = "String2New";
            row.Put("smap", "key1", "newList1");
            row.Put("smap", "key2", "newList2");
            Expect(row["smap"].Count, 2);
        },
        ["partialmapmutateirefmap"] = (transaction, _) =>
            Named(transaction, "simple5", "myString2").Put("irefmap", 1, Named(transaction, "simple3", "myString1").Uuid),
        ["partialrenamesetadd"] = (transaction, _) =>
        {
            var row = Named(transaction, "simple3", "mySet1");
            row.Add("uset", Uuid("001e43d2-dd3f-4616-ab6a-83a490bb0991"));
            row["name"] = "String2";
            Expect(row["uset"].Count, 3);
        },
        ["partialduplicateadd"] = (transaction, _) =>
        {
            var row = Named(transaction, "simple3", "String2");
            row.Add("uset", Uuid("0026b3ba-571b-4729-8227-d860a5210ab8"));
            row.Add("uset", Uuid("0026b3ba-571b-4729-8227-d860a5210ab8"));
            Expect(row["uset"].Count, 4);
        },
        ["partialsetdel"] = (transaction, _) =>
        {
            var row = Named(transaction, "simple3", "String2");
            row.Remove("uset", Uuid("001e43d2-dd3f-4616-ab6a-83a490bb0991"));
            Expect(row["uset"].Count, 3);
        },
        ["partialsetref"] = (transaction, _) =>
        {
            var target = transaction.Insert("simple4");
            target["name"] = "test";
            Named(transaction, "simple3", "String2").Add("uref", target.Uuid);
        },
        ["partialsetoverrideops"] = (transaction, _) =>
        {
            var row = Named(transaction, "simple3", "String2");
            row.Add("uset", Uuid("579e978d-776c-4f19-a225-268e5890e670"));
            row.Remove("uset", Uuid("0026b3ba-571b-4729-8227-d860a5210ab8"));
            row["uset"] = Uuid("0026b3ba-571b-4729-8227-d860a5210ab8");
            Expect(row["uset"].Count, 1);
        },
        ["partialsetadddelete"] = (transaction, _) =>
        {
            var row = Named(transaction, "simple3", "String2");
            row.Add("uset", Uuid("b6272353-af9c-40b7-90fe-32a43e6518a1"));
            row.Add("uset", Uuid("1d6a71a2-dffb-426e-b2fa-b727091f9901"));
            row.Remove("uset", Uuid("0026b3ba-571b-4729-8227-d860a5210ab8"));
            Expect(row["uset"].Count, 2);
        },
        ["partialsetmutatenew"] = (transaction, _) =>
        {
            var target = transaction.Insert("simple4");
            target["name"] = "new_row41";
            var row = transaction.Insert("simple3");
            row["name"] = "String3";
            row.Add("uset", target.Uuid);
            Expect(row["uset"].Count, 1);
        },
    };

    /// <summary>Runs the commands of one step in a transaction and commits, and gives the line that test-ovsdb prints of it.</summary>
    /// <returns>The line, and whether the server's refusal means that no update follows.</returns>
    public static async Task<(string Line, bool IsRefused)> Run(ReplicaTransaction transaction, string step, CancellationToken cancellationToken)
    {
        var incremented = new List<TransactionRow>();
        foreach (var command in step.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["destroy"])
                return ("destroy", false);
            if (words is [] || !All.TryGetValue(words[0], out var run))
                throw new UsageException($"unknown command {command.Trim()}");
            run(transaction, words[1..]);
            if (words is ["increment", ..])
                incremented.Add(Simple(transaction, words[1..], 1));
            if (words is ["abort"])
                break;
        }
        var outcome = await transaction.Commit(cancellationToken);
        var line = $"commit, status={NameOf(outcome)}";
        if (outcome is CommitOutcome.Success success && incremented is [var row, ..])
            line += $", increment={success.Counter(row, "i")}";
        return (line, outcome is CommitOutcome.Error);
    }

    static string NameOf(CommitOutcome outcome) => outcome switch
    {
        CommitOutcome.Success => "success",
        CommitOutcome.Unchanged => "unchanged",
        CommitOutcome.Aborted => "aborted",
        CommitOutcome.TryAgain => "try again",
        CommitOutcome.NotLocked => "not locked",
        _ => "error",
    };

    static void Set(TransactionRow row, string column, string text) => row[column] = column switch
    {
        "b" => Number(text) != 0,
        "s" => text,
        "u" => Uuid(text),
        "r" => double.Parse(text, CultureInfo.InvariantCulture),
        _ => throw new UsageException($"\"set\" command asks for unknown column {column}"),
    };

    static void Link(ReplicaTransaction transaction)
    {
        var first = transaction.Insert("link1");
        var second = transaction.Insert("link1");
        first["i"] = 1;
        first["k"] = first.Uuid;
        first["ka"] = first.Uuid;
        second["i"] = 2;
        second["k"] = first.Uuid;
        second["ka"] = OvsdbValue.Set([first.Uuid, second.Uuid]);
    }

    static TransactionRow Simple(ReplicaTransaction transaction, string[] arguments, int count)
    {
        var number = Number(Needed(arguments, count)[0]);
        return transaction.Rows("simple").FirstOrDefault(row => row["i"].AsInteger == number)
            ?? throw new UsageException($"command asks for nonexistent i={number}");
    }

    static TransactionRow Named(ReplicaTransaction transaction, string table, string name) =>
        transaction.Rows(table).FirstOrDefault(row => row["name"].AsString == name)
            ?? throw new UsageException($"command asks for nonexistent name={name} in table {table}");

    static string[] Needed(string[] arguments, int count) =>
        arguments.Length == count ? arguments : throw new UsageException($"command requires {count} arguments");

    static void Expect(int count, int expected)
    {
        if (count != expected)
            throw new UsageException($"the transaction shows {count} elements before the commit, not {expected}");
    }

    static Guid Uuid(string text) =>
        Guid.TryParseExact(text, "D", out var uuid) ? uuid : throw new UsageException($"\"{text}\" is not a valid UUID");

    static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
