using System.Globalization;

namespace Sdn.Ovsdb.Shim;

/// <summary>The fixed programs of test-ovsdb beside "idl": partial updates of maps and sets, and indexes.</summary>
static class IdlPrograms
{
    static readonly ReplicaIndex ByS = new("simple", "s");
    static readonly ReplicaIndex ByI = new("simple", "i");
    static readonly ReplicaIndex BySAndI = new("simple", "s", "i");
    static readonly ReplicaIndex BySAndIDescending = new("simple", "s", IndexColumn.Descending("i"));
    static readonly ReplicaIndex ByIAndS = new("simple", "i", "s");
    static readonly ReplicaIndex ByIDescendingAndS = new("simple", IndexColumn.Descending("i"), "s");
    static readonly ReplicaIndex ByReference = new("simple3", "uref");

    static readonly MonitorRequest Simple = new("idltest", [new MonitoredTable("simple") { Columns = ["s", "i", "r", "b"] }])
    {
        Indexes = [ByS, ByI, BySAndI, BySAndIDescending, ByIAndS, ByIDescendingAndS],
    };

    static readonly MonitorRequest Simple2 =
        new("idltest", [new MonitoredTable("simple2") { Columns = ["name", "smap", "imap"] }]);

    static readonly MonitorRequest Simple3 = new("idltest",
    [
        new MonitoredTable("simple3") { Columns = ["name", "uset", "uref"] },
        new MonitoredTable("simple4") { Columns = ["name"] },
    ])
    {
        Indexes = [ByReference],
    };

    public static Task UpdateMaps(string[] arguments, IdlOutput output, CancellationToken cancellationToken) =>
        With(Simple2, arguments, async replica =>
        {
            void Dump(string title)
            {
                output.Line(title);
                output.Lines(replica.Snapshot["simple2"].Rows.Select(row =>
                    $"name={row["name"].AsString} smap={Brackets(row["smap"])} imap={Brackets(row["imap"])}"));
            }
            Task Commit(Action<ReplicaTransaction, TransactionRow?> change) => IdlPrograms.Commit(
                replica, transaction => change(transaction, transaction.Rows("simple2").FirstOrDefault()), cancellationToken);

            Dump("Getting records");
            await Commit((_, row) =>
            {
                row!.Put("smap", "key1", "myList1");
                row.Put("imap", 3, "myids2");
                row["name"] = "String2";
            });
            Dump("After insert element");
            await Commit((_, row) => row!.Put("smap", "key1", "myList1"));
            Dump("After insert duplicated element");
            var key = replica.Snapshot["simple2"].Rows.First()["smap"].KeyAt(0);
            await Commit((_, row) => row!.Remove("smap", key));
            Dump("After delete element");
            await Commit((_, row) => row!.Remove("smap", key));
            Dump("After trying to delete a deleted element");
            await Commit((transaction, _) =>
            {
                var row = transaction.Insert("simple2");
                row.Put("smap", "key3", "myList3");
                row["name"] = "String2";
                row.Delete();
            });
            Dump("After Create element, update smap and Delete element");
            await Commit((_, row) =>
            {
                row!.Put("smap", "key4", "myList4");
                row["name"] = "String3";
                row.Delete();
            });
            Dump("After update smap and Delete element");
            output.Line("End test");
        }, cancellationToken);

    public static Task UpdateSets(string[] arguments, IdlOutput output, CancellationToken cancellationToken) =>
        With(Simple3, arguments, async replica =>
        {
            void Dump(string title)
            {
                output.Line(title);
                output.Lines(replica.Snapshot["simple3"].Rows.Select(IdlRows.WithCommas));
            }
            Task Commit(Action<ReplicaTransaction, TransactionRow> change) => IdlPrograms.Commit(
                replica, transaction => change(transaction, transaction.Rows("simple3").First()), cancellationToken);

            var first = Guid.Parse("001e43d2-dd3f-4616-ab6a-83a490bb0991");
            Dump("Getting records");
            await Commit((_, row) =>
            {
                row.Add("uset", first);
                row["name"] = "String2";
            });
            Dump("After rename+add new value");
            await Commit((_, row) => row.Add("uset", Guid.Parse("0026b3ba-571b-4729-8227-d860a5210ab8")));
            Dump("After add new value");
            await Commit((_, row) => row.Remove("uset", first));
            Dump("After delete value");
            await Commit((_, row) => row.Remove("uset", first));
            Dump("After trying to delete a deleted value");
            await Commit((transaction, row) =>
            {
                var target = transaction.Insert("simple4");
                target["name"] = "test";
                row.Add("uref", target.Uuid);
            });
            Dump("After add to other table + set of strong ref");
            await Commit((transaction, _) =>
            {
                var row = transaction.Insert("simple3");
                row.Add("uset", Guid.Parse("12345678-dd3f-4616-ab6a-83a490bb0991"));
                row["name"] = "String2";
                row.Delete();
            });
            Dump("After Create element, update set and Delete element");
            output.Line("End test");
        }, cancellationToken);

    public static Task IndexReferences(string[] arguments, IdlOutput output, CancellationToken cancellationToken) =>
        With(Simple3, arguments, async replica =>
        {
            void Dump(string title)
            {
                output.Line(title);
                output.Lines(replica.Snapshot["simple3"].Rows.Select(IdlRows.WithCommas));
                output.Line($"check simple4: {(replica.Snapshot["simple4"].Count > 0 ? "not empty" : "empty")}");
            }

            await Commit(replica, transaction =>
            {
                var row = transaction.Insert("simple3");
                var target = transaction.Insert("simple4");
                target["name"] = "test";
                row.Add("uref", target.Uuid);
            }, cancellationToken);
            Dump("After add to other table + set of strong ref");
            output.Line("Query using index with reference");
            var target = replica.Snapshot["simple4"].Rows.First();
            foreach (var row in replica.Snapshot.Index(ByReference).Find(target.Uuid))
                output.Line(IdlRows.WithCommas(row));
            await Commit(replica, transaction => transaction.Rows("simple3").First().Delete(), cancellationToken);
            Dump("After delete");
            output.Line("End test");
        }, cancellationToken);

    public static Task Index(string[] arguments, IdlOutput output, CancellationToken cancellationToken) =>
        With(Simple, arguments, async replica =>
        {
            foreach (var test in arguments[1..])
            {
                // The first step has the number 1.
                output.NextStep();
                if (test == "idl_compound_index_single_column")
                    await IndexOneColumn(replica, output, cancellationToken);
                else if (test == "idl_compound_index_double_column")
                    IndexTwoColumns(replica.Snapshot, output);
                else
                    throw new UsageException($"Test {test} not implemented.");
            }
            output.Bare("000: done");
        }, cancellationToken);

    static async Task IndexOneColumn(OvsdbReplica replica, IdlOutput output, CancellationToken cancellationToken)
    {
        IndexedRows Numbers() => replica.Snapshot.Index(ByI);
        output.Lines(replica.Snapshot.Index(ByS).Rows.Select(StringFirst));
        output.Lines(Numbers().Rows.Select(NumberFirst));
        output.Lines(replica.Snapshot.Index(ByS).Find("List001").Select(StringFirst));
        output.Lines(Numbers().Find(5).Select(NumberFirst));
        output.Lines(Numbers().Range([3], [7]).Select(NumberFirst));
        await Commit(replica, transaction =>
        {
            transaction.Find(ByI, 4).Single().Delete();
            Expect(transaction.Find(ByI, 4), 0);
            var row = transaction.Insert("simple");
            row["i"] = 54;
            row["s"] = "Lista054";
            Expect(transaction.Find(ByI, 54), 1);
        }, cancellationToken);
        output.Bare("Expected 60, stored 60");
        output.Lines(Numbers().Range([3], [60]).Select(NumberFirst));
        await Commit(replica, transaction =>
        {
            transaction.Find(ByI, 10).Single()["i"] = 30;
            Expect(transaction.Find(ByI, 10), 0);
        }, cancellationToken);
        output.Bare("Expected 60, stored 60");
        output.Lines(Numbers().Range([3], [60]).Select(NumberFirst));
        output.Lines(Numbers().Range(null, null).Select(NumberFirst));
    }

    static void IndexTwoColumns(ReplicaSnapshot snapshot, IdlOutput output)
    {
        output.Lines(snapshot.Index(BySAndI).Rows.Select(StringFirst));
        output.Lines(snapshot.Index(BySAndIDescending).Rows.Select(StringFirst));
        output.Lines(snapshot.Index(BySAndI).Find("List000", 10).Select(StringFirst));
        output.Lines(snapshot.Index(BySAndI).Range(["List001", 0], ["List005", 100]).Select(StringFirst));
        output.Lines(snapshot.Index(ByIAndS).Rows.Select(NumberFirst));
        output.Lines(snapshot.Index(ByIDescendingAndS).Rows.Select(NumberFirst));
    }

    static async Task With(MonitorRequest request, string[] arguments, Func<OvsdbReplica, Task> program, CancellationToken cancellationToken)
    {
        if (arguments.Length == 0)
            throw new UsageException("REMOTE expected");
        await using var client = await OvsdbConnector.Connect(
            OvsdbEndpoint.Parse(arguments[0]), OvsdbClientOptions.Default, TimeProvider.System, cancellationToken);
        var replica = new OvsdbReplica(request);
        await replica.Attach(client, cancellationToken);
        await program(replica);
    }

    static async Task Commit(OvsdbReplica replica, Action<ReplicaTransaction> change, CancellationToken cancellationToken)
    {
        if (await replica.Transact(change, cancellationToken) is CommitOutcome.Error { Reason: var reason })
            throw reason;
    }

    static void Expect(IEnumerable<TransactionRow> rows, int count)
    {
        if (rows.Count() != count)
            throw new UsageException($"the transaction's index has {rows.Count()} rows before the commit, not {count}");
    }

    static string StringFirst(OvsdbRow row) => $"s={row["s"].AsString} i={row["i"]} {Rest(row)}";

    static string NumberFirst(OvsdbRow row) => $"i={row["i"]} s={row["s"].AsString} {Rest(row)}";

    static string Rest(OvsdbRow row) =>
        $"b={row["b"].AsBoolean} r={row["r"].AsReal.ToString("F6", CultureInfo.InvariantCulture)}";

    static string Brackets(OvsdbValue map) =>
        $"[{string.Join(',', map.Pairs.Select(pair => $"[{IdlRows.Text(pair.Key)} : {IdlRows.Text(pair.Value)}]"))}]";
}
