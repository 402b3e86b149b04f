using Sdn.OpenFlow.Fuzz;

namespace Sdn.OpenFlow.Tests;

/// <summary>Messages and JSON that nobody meant, bred from Open vSwitch's fuzzing corpus and from flows: each is read or refused, and nothing else.</summary>
public sealed class FuzzTests
{
    const int MutantsPerSeed = 200;

    static readonly byte[][] Flows = [.. File.ReadAllLines(Vectors.Path("flows.txt")).Select(line => Bytes(Flow.Parse(line)))];

    /// <summary>What CI tries of what <c>tests/fuzz.sh</c> tries by the million.</summary>
    const int Inputs = 30_000, JsonInputs = 10_000;

    [Fact]
    public void Bred_messages_are_read_or_refused_and_what_is_read_comes_back_from_bytes_and_json()
    {
        var (survival, mutator) = (new Survival(), new Mutator(Seeds.All, 1));

        var outcomes = Enumerable.Range(0, Inputs).CountBy(_ => survival.Check(mutator.Next())).ToDictionary();

        Assert.InRange(outcomes[Outcome.Read], 5_000, Inputs);
        Assert.InRange(outcomes[Outcome.Refused], 5_000, Inputs);
    }

    [Fact]
    public void Bred_json_is_a_message_or_is_refused_with_a_reason()
    {
        var (survival, mutator) = (new Survival(), new JsonMutator(1));

        var outcomes = Enumerable.Range(0, JsonInputs).CountBy(_ => survival.CheckJson(mutator.Next())).ToDictionary();

        Assert.InRange(outcomes[Outcome.Read], 500, JsonInputs);
        Assert.InRange(outcomes[Outcome.Refused], 500, JsonInputs);
    }

    [Fact]
    public void Actions_as_deep_as_they_may_be_come_back_from_json()
    {
        ValueList<Action> actions = [new Exit()];
        for (var i = 0; i < 28; i++)
            actions = [new Clone(actions)];
        var bytes = new byte[8192];
        var length = Codec.Encode(FlowMod.Add(new(0, 1, [], actions)), bytes);

        Assert.Equal(Outcome.Read, new Survival().Check(bytes[..length]));
    }

    [Fact]
    public void A_flow_that_was_read_prints_as_a_text_that_gives_it_back()
    {
        var random = new Random(2);
        var flows = new HashSet<Flow>();

        foreach (var seed in Flows)
        {
            for (var i = 0; i < MutantsPerSeed; i++)
                flows.UnionWith(FlowsIn(Mutant(seed, random)));
        }

        // A resubmit to the same table with the same port: Open vSwitch prints it, and does not read it.
        flows.RemoveWhere(flow => flow.ToString().Contains("resubmit(,)", StringComparison.Ordinal) || flow.ToString().Contains("resubmit(,,ct)", StringComparison.Ordinal));
        Assert.InRange(flows.Count, 500, int.MaxValue);
        Assert.All(flows, flow => Assert.Equal(flow.ToString(), Flow.Parse(flow.ToString()).ToString()));
    }

    static IEnumerable<Flow> FlowsIn(byte[] bytes)
    {
        try
        {
            return Codec.Decode(bytes) switch
            {
                FlowMod mod => [mod.Flow],
                FlowDescReply reply => reply.Flows.Select(desc => desc.Flow),
                _ => [],
            };
        }
        catch (OpenFlowException)
        {
            return [];
        }
    }

    static byte[] Bytes(Flow flow)
    {
        var bytes = new byte[1024];
        return bytes[..Codec.Encode(FlowMod.Add(flow), bytes)];
    }

    static byte[] Mutant(byte[] seed, Random random)
    {
        var bytes = seed.AsSpan(0, random.Next(8) == 0 ? random.Next(seed.Length + 1) : seed.Length).ToArray();
        for (var changes = random.Next(4); changes > 0 && bytes.Length > 8; changes--)
            bytes[random.Next(8, bytes.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : random.Next(2) * 255);
        if (bytes.Length >= 8)
        {
            bytes[0] = Codec.Version;
            if (random.Next(4) == 0)
                bytes[1] = (byte)random.Next(36);
            bytes[2] = (byte)(bytes.Length >> 8);
            bytes[3] = (byte)bytes.Length;
        }
        return bytes;
    }
}
