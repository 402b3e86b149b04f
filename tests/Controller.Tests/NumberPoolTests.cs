using CsCheck;
using Sdn.Controller.Store;

namespace Sdn.Controller.Tests;

public sealed class NumberPoolTests
{
    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_lowest_free_aligned_run_is_found_around_what_is_taken()
    {
        var pool = NumberPool.Of(new(0, 1023)).Take(new(0, 255)).Take(NumberRange.Of(300));

        Assert.Equal(new NumberRange(256, 256), pool.Lowest(1, new(0, 1023)));
        Assert.Equal(new NumberRange(512, 767), pool.Lowest(256, new(0, 1023)));
        Assert.Equal(new NumberRange(320, 383), pool.Lowest(64, new(257, 1023)));
        Assert.Null(pool.Lowest(1024, new(0, 1023)));
    }

    [Fact]
    public void What_is_cut_out_of_a_resting_range_leaves_the_rest_resting()
    {
        var pool = NumberPool.Of(new(0, 99)).Take(new(0, 99)).Rest(new(new(0, 99), Start, "")).Take(new(10, 19));

        var settled = pool.Settle(Start);

        Assert.False(pool.IsFree(NumberRange.Of(0)));
        Assert.True(settled.IsFree(new(0, 9)) && settled.IsFree(new(20, 99)));
        Assert.False(settled.IsFree(NumberRange.Of(10)));
    }

    [Fact]
    public void The_whole_IPv6_space_is_one_range()
    {
        var pool = NumberPool.Of(Prefixes.AllIpv6).Take(new(0, 0)).Take(NumberRange.Of(UInt128.MaxValue));

        Assert.True(pool.IsFree(new(1, UInt128.MaxValue - 1)));
        Assert.False(pool.IsFree(NumberRange.Of(UInt128.MaxValue)));
    }

    [Fact]
    public void A_number_is_never_given_while_it_is_in_use_or_rests() =>
        // Each step takes the lowest number (even) or gives one back (odd), a second after the step before; freed ones rest 10.
        Gen.Int[0, 99].List[0, 200].Sample(steps =>
        {
            var pool = NumberPool.Of(new(1, 20));
            var used = new List<UInt128>();
            var freed = new Dictionary<UInt128, DateTimeOffset>();
            var now = Start;
            foreach (var step in steps)
            {
                now = now.AddSeconds(1);
                pool = pool.Settle(now);
                if (step % 2 == 0 && pool.Lowest(1, new(1, 20)) is { } taken)
                {
                    Assert.DoesNotContain(taken.First, used);
                    Assert.True(freed.GetValueOrDefault(taken.First, Start) <= now);
                    used.Add(taken.First);
                    pool = pool.Take(taken);
                }
                else if (step % 2 == 1 && used.Count > 0)
                {
                    var back = used[step % used.Count];
                    used.Remove(back);
                    freed[back] = now.AddSeconds(10);
                    pool = pool.Rest(new(NumberRange.Of(back), freed[back], ""));
                }
            }

            // Every number is in use, rests, or is free; none is lost.
            pool = pool.Settle(now.AddSeconds(10));
            for (UInt128 n = 1; n <= 20; n++)
                Assert.Equal(!used.Contains(n), pool.IsFree(NumberRange.Of(n)));
        });
}
