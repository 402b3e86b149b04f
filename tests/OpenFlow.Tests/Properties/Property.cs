using System.Globalization;
using CsCheck;
using Xunit.Sdk;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>For each value what is wrong with it, or null; many at once, because a judge that is a program costs its start.</summary>
delegate Task<IReadOnlyList<string?>> Judge<T>(IReadOnlyList<T> values);

/// <summary>
/// Something that holds for all values of a kind, tried on many that a seed gives. The first that fails is shrunk: CsCheck
/// orders values by size, and smaller ones are drawn for as long as one of them fails too.
/// </summary>
static class Property
{
    const ulong SeedOfEveryRun = 20151;   // so that a failure in CI is the same one everywhere
    const int CandidatesMax = 2_000, DrawsMax = 20_000, FruitlessRoundsMax = 4, RoundsMax = 16;

    /// <summary>Another seed, for a run that shall see other values than all before.</summary>
    static readonly ulong Seed = Number("SDN_PROPERTY_SEED") ?? SeedOfEveryRun;

    /// <summary>How many times more values than usual are tried.</summary>
    static readonly int Times = (int)(Number("SDN_PROPERTY_TIMES") ?? 1);

    /// <summary>Passes unless the check throws for one of the values.</summary>
    internal static Task Holds<T>(Gen<T> values, int count, System.Action<T> check, Func<T, string> show) =>
        Holds(values, count, all => Task.FromResult<IReadOnlyList<string?>>([.. all.Select(value => Complaint(check, value))]), show);

    /// <summary>Passes unless the judge finds something wrong with one of the values.</summary>
    internal static async Task Holds<T>(Gen<T> values, int count, Judge<T> judge, Func<T, string> show)
    {
        var all = Some(values, count * Times, Seed);
        var complaints = await judge(all);
        Assert.Equal(all.Length, complaints.Count);
        for (var i = 0; i < all.Length; i++)
        {
            if (complaints[i] is { } complaint)
                throw await Shrunk(values, judge, show, i, complaint);
        }
    }

    /// <summary>The values that a property is tried on where nothing else is asked for.</summary>
    internal static T[] Usual<T>(Gen<T> values, int count) => Some(values, count, SeedOfEveryRun);

    static T[] Some<T>(Gen<T> values, int count, ulong seed)
    {
        var random = new PCG(1, seed);
        return [.. Enumerable.Range(0, count).Select(_ => values.Generate(random, null, out var _))];
    }

    static async Task<XunitException> Shrunk<T>(Gen<T> values, Judge<T> judge, Func<T, string> show, int index, string complaint)
    {
        var random = new PCG(1, Seed);
        Size? size = null;
        T value = default!;
        for (var i = 0; i <= index; i++)
            value = values.Generate(random, null, out size);
        var (first, shrinks) = (value, 0);
        for (int fruitless = 0, rounds = 0; fruitless < FruitlessRoundsMax && rounds < RoundsMax; rounds++)
        {
            var candidates = Smaller(values, random, size);
            var complaints = await judge([.. candidates.Select(c => c.Value)]);
            var failed = candidates.Zip(complaints).Where(pair => pair.Second is not null).ToList();
            fruitless = failed.Count == 0 ? fruitless + 1 : 0;
            foreach (var (candidate, why) in failed)
            {
                if (Size.IsLessThan(candidate.Size, size))
                    (value, size, complaint, shrinks) = (candidate.Value, candidate.Size, why!, shrinks + 1);
            }
        }
        return new XunitException(
            $"Value {index} of seed {Seed} fails; shrunk {shrinks} times it is\n{show(value)}\n{complaint}\nFirst it was\n{show(first)}\n"
            + $"To see it again: SDN_PROPERTY_SEED={Seed} SDN_PROPERTY_TIMES={Times}");
    }

    static List<(T Value, Size Size)> Smaller<T>(Gen<T> values, PCG random, Size? than)
    {
        var smaller = new List<(T, Size)>();
        for (var i = 0; i < DrawsMax && smaller.Count < CandidatesMax; i++)
        {
            var value = values.Generate(random, null, out var size);
            if (Size.IsLessThan(size, than))
                smaller.Add((value, size));
        }
        return smaller;
    }

    static string? Complaint<T>(System.Action<T> check, T value)
    {
        try
        {
            check(value);
            return null;
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    static ulong? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : null;
}
