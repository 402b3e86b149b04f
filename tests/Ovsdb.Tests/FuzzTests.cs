using Sdn.Ovsdb.Fuzz;

namespace Sdn.Ovsdb.Tests;

/// <summary>Sessions that no server meant, bred from recorded ones: whatever comes is read, or ends the session with a reason.</summary>
[Collection(nameof(Alone))]
public sealed class FuzzTests
{
    /// <summary>What CI tries of what <c>tests/fuzz.sh ovsdb</c> tries by the hundred thousand.</summary>
    const int Sessions = 3_000, SchemaReplies = 10_000;

    [Fact]
    public async Task Damaged_sessions_go_on_or_end_with_a_reason()
    {
        var (survival, breeder) = (new Survival(), new Breeder(1));
        var outcomes = new List<Outcome>();

        for (var i = 0; i < Sessions; i++)
        {
            var (seed, schema, stream) = breeder.Next();
            outcomes.Add(await survival.Check(seed, schema, stream, breeder.NextCuts(stream)));
        }

        Assert.InRange(outcomes.Count(outcome => outcome == Outcome.Read), 300, Sessions);
        Assert.InRange(outcomes.Count(outcome => outcome == Outcome.Refused), 1_000, Sessions);
    }

    [Fact]
    public void Damaged_schemas_are_schemas_or_are_refused_with_a_reason()
    {
        var breeder = new Breeder(1);

        var outcomes = Enumerable.Range(0, SchemaReplies).CountBy(_ => Survival.CheckSchema(breeder.NextSchema())).ToDictionary();

        Assert.InRange(outcomes[Outcome.Read], 300, SchemaReplies);
        Assert.InRange(outcomes[Outcome.Refused], 1_000, SchemaReplies);
    }

    public static TheoryData<string> Recordings => [.. Seeds.All.Select(seed => seed.Name)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task A_recorded_session_is_read_however_its_stream_is_cut(string name)
    {
        var seed = Seeds.All.Single(seed => seed.Name == name);
        byte[] stream = [.. seed.Stream.SelectMany(message => message)];
        var cuts = ((int[])[.. Enumerable.Range(1, 150), 997, 4096]).Select(Cut.Pieces);

        Assert.Equal(Outcome.Read, await new Survival().Check(seed, seed.Opening[1], stream, cuts));
    }

    /// <summary>The cut comes in the middle of each message, name, number, escape and letter in turn.</summary>
    [Theory]
    [InlineData("update3", 1)]
    [InlineData("update2", 7)]
    [InlineData("update", 7)]
    public async Task A_session_that_is_cut_off_at_any_byte_ends_as_one(string name, int stride)
    {
        var seed = Seeds.All.Single(seed => seed.Name == name);
        byte[] stream = [.. seed.Stream.SelectMany(message => message)];
        var survival = new Survival();

        for (var end = 0; end < stream.Length; end += stride)
            Assert.NotEqual(Outcome.Refused, await survival.Check(seed, seed.Opening[1], stream[..end]));
    }

    /// <summary>The reply comes in two parts, cut at one byte after the other, and in small pieces.</summary>
    [Theory]
    [InlineData("update3", 1)]
    [InlineData("update2", 7)]
    [InlineData("update", 7)]
    public async Task Monitor_replies_are_read_or_refused_however_they_are_cut(string name, int stride)
    {
        var seed = Seeds.All.Single(seed => seed.Name == name);
        var survival = new Survival();

        foreach (var dump in Dumps.Of(seed))
        {
            var cuts = Enumerable.Range(1, dump.Stream.Length - 1).Where(at => at % stride == 0).Select(Cut.In2).Append(Cut.Pieces(1)).Append(Cut.Pieces(20));
            var outcome = await survival.Check(seed, seed.Opening[1], dump.Stream, cuts);

            Assert.Equal((dump.Name, dump.Outcome, dump.Rows), (dump.Name, outcome, await Survival.CountRows(seed, dump.Stream)));
        }
    }
}
