namespace Sdn.OpenFlow.Tests;

/// <summary>Bytes that are no messages, bred from seeds of Open vSwitch's fuzzing corpus and from flows: each is read or refused, and nothing else.</summary>
public sealed class FuzzTests
{
    const int MutantsPerSeed = 200;

    static readonly byte[][] Flows = [.. File.ReadAllLines(Vectors.Path("flows.txt")).Select(line => Bytes(Flow.Parse(line)))];

    static readonly byte[][] Seeds = [.. File.ReadAllLines(Vectors.Path("fuzz-seeds.txt")).Select(Convert.FromHexString), .. Flows];

    [Fact]
    public void Any_bytes_are_read_or_refused_with_an_OpenFlow_error()
    {
        var random = new Random(1);
        var (read, refused) = (0, 0);

        foreach (var seed in Seeds)
        {
            for (var i = 0; i < MutantsPerSeed; i++)
            {
                if (IsRead(Mutant(seed, random)))
                    read++;
                else
                    refused++;
            }
        }

        Assert.InRange(read, 1000, int.MaxValue);
        Assert.InRange(refused, 1000, int.MaxValue);
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

    static bool IsRead(byte[] bytes)
    {
        try
        {
            // What is read must also be one that can be written and printed.
            var message = Codec.Decode(bytes);
            Codec.Encode(message, new byte[Codec.MessageBytesMax]);
            Assert.NotEmpty(message.ToString());
            return true;
        }
        catch (OpenFlowException)
        {
            return false;
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
