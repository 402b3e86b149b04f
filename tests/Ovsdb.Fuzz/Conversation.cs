using System.Text.Json;

namespace Sdn.Ovsdb.Fuzz;

/// <summary>
/// What the client says in every session, recorded or replayed: it opens, attaches a replica, and while the monitor's reply is
/// on its way asks one of everything. The same requests have the same ids each time, so that recorded replies fit.
/// </summary>
static class Conversation
{
    internal const string Database = "fuzz";

    internal static readonly MonitorRequest Monitored = new(Database, [new MonitoredTable("everything"), new MonitoredTable("part")]);

    /// <summary>The messages that <see cref="Ask"/> makes the client send, without the cancellation.</summary>
    internal const int Requests = 12;

    /// <summary>The request that only a cancellation ends, among those of <see cref="Ask"/>.</summary>
    internal const int Blocked = 11;

    /// <summary>Starts all requests; each ends when its reply comes, or the session's end.</summary>
    internal static Task[] Ask(OvsdbClient client, CancellationToken blocked) =>
    [
        client.Transact(Database, Inserts, CancellationToken.None),
        client.Transact(Database, Changes, CancellationToken.None),
        client.Transact(Database, [new Operation.Insert("everything", new() { ["io"] = 100 })], CancellationToken.None),
        client.Transact(Database, [new Operation.Comment("c"), new Operation.Insert("nowhere", [])], CancellationToken.None),
        client.Transact(Database, [new Operation.Insert("everything", new() { ["u"] = OvsdbValue.NamedUuid("nobody") }), new Operation.Abort()], CancellationToken.None),
        client.ListDatabases(CancellationToken.None),
        client.GetSchema(Database, CancellationToken.None),
        client.Lock("lock", CancellationToken.None),
        client.Steal("stolen", CancellationToken.None),
        client.Call("unlock", JsonElement.Parse("""["stolen"]"""), CancellationToken.None),
        client.Call("dance", JsonElement.Parse("""[{"a":[1,2.5,"x"]}]"""), CancellationToken.None),
        client.Transact(Database, [new Operation.Wait("part", Condition.Any, ["label"], WaitUntil.Equal, [new() { ["label"] = "never" }])], blocked),
    ];

    /// <summary>What there is before the session begins, so that the monitor's reply has rows.</summary>
    internal static Task Populate(OvsdbClient other, CancellationToken cancellationToken) => other.Transact(Database, Earlier, cancellationToken);

    /// <summary>What another client does meanwhile: the server tells of it in updates and in "stolen".</summary>
    internal static async Task Interfere(OvsdbClient other, CancellationToken cancellationToken)
    {
        await other.Steal("lock", cancellationToken);
        await other.Transact(Database, [new Operation.Update("everything", [Condition.Equal("name", "first")], new()
        {
            ["i"] = long.MinValue,
            ["smap"] = OvsdbValue.Map(("k", "w"), ("new", "𝄞")),
            ["is"] = OvsdbValue.Set([2, 3, 4]),
            ["io"] = OvsdbValue.EmptySet,
        })], cancellationToken);
        await other.Transact(Database, [new Operation.Delete("everything", [Condition.Equal("name", "third")])], cancellationToken);
    }

    static readonly Operation[] Earlier =
    [
        new Operation.Insert("part", new() { ["label"] = "axle", ["weight"] = 1e5 }) { UuidName = "axle" },
        new Operation.Insert("everything", new()
        {
            ["name"] = "earlier",
            ["is"] = OvsdbValue.Set([-5, 0, 5]),
            ["ss"] = OvsdbValue.Set(["}]", "ö\\"]),
            ["smap"] = OvsdbValue.Map(("{", "\"")),
            ["parts"] = OvsdbValue.Map(("axle", OvsdbAtom.NamedUuid("axle"))),
        }) { UuidName = "earlier" },
        new Operation.Insert("everything", new() { ["name"] = "early", ["i"] = -1, ["friends"] = OvsdbValue.NamedUuid("earlier") }),
    ];

    static readonly Operation[] Inserts =
    [
        new Operation.Insert("everything", new()
        {
            ["name"] = "first",
            ["i"] = long.MaxValue,
            ["r"] = 1.5e300,
            ["b"] = true,
            ["u"] = new Guid("550e8400-e29b-41d4-a716-446655440000"),
            ["io"] = 7,
            ["so"] = "two",
            ["is"] = OvsdbValue.Set([1, 2, 3]),
            ["rs"] = OvsdbValue.Set([0.1, -2.0]),
            ["bs"] = OvsdbValue.Set([true, false]),
            ["ss"] = OvsdbValue.Set(["ä", "\"quoted\"\n", "𝄞"]),
            ["smap"] = OvsdbValue.Map(("k", "v"), ("", "empty")),
            ["imap"] = OvsdbValue.Map((-1, 0.5), (2, 1e20)),
            ["bmap"] = OvsdbValue.Map((true, 1)),
            ["parts"] = OvsdbValue.Map(("wheel", OvsdbAtom.NamedUuid("wheel"))),
        }) { UuidName = "first" },
        new Operation.Insert("part", new() { ["label"] = "wheel", ["weight"] = 12.25 }) { UuidName = "wheel" },
        new Operation.Insert("everything", new() { ["name"] = "second", ["friends"] = OvsdbValue.NamedUuid("first"), ["i"] = 1 }),
        new Operation.Insert("everything", new() { ["name"] = "third", ["i"] = 2 }),
    ];

    static readonly Operation[] Changes =
    [
        new Operation.Select("everything", Condition.Any),
        new Operation.Update("everything", [Condition.Equal("name", "second")], new() { ["ss"] = OvsdbValue.Set(["a", "b"]), ["r"] = -0.25 }),
        new Operation.Mutate("everything", [Condition.Equal("name", "second")], [Mutation.Add("i", 41), Mutation.Insert("imap", OvsdbValue.Map((5, 5.0)))]),
        new Operation.Select("part", Condition.Any) { Columns = ["_uuid", "weight"] },
        new Operation.Delete("everything", [Condition.Equal("name", "nobody")]),
        new Operation.Commit(IsDurable: false),
    ];
}
