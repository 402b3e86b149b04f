namespace Sdn.Pipeline.Tests;

public sealed class CookiesTests
{
    [Fact]
    public void A_cookie_says_whose_flow_it_is_and_for_what()
    {
        var cookie = Cookies.Of(DropReason.SpoofedMac);

        Assert.Equal(0x0001_5d01_0000_0009UL, cookie);
        Assert.Equal((CookieStage.Reason, 9u), (Cookies.StageOf(cookie), Cookies.ObjectOf(cookie)));
    }

    [Theory]
    [InlineData(0x0001_5d01_0000_0009UL, true)]
    [InlineData(0x0007_5d00_0000_0000UL, true)]
    [InlineData(0x0000_0000_0000_0000UL, false)]
    [InlineData(0x0001_5e01_0000_0009UL, false)]
    public void Flows_of_others_are_told_from_ours_of_any_generation(ulong cookie, bool isOurs) =>
        Assert.Equal(isOurs, Cookies.IsOurs(cookie));

    [Fact]
    public void Numbers_and_names_of_tables_and_reasons_are_used_once_and_in_order()
    {
        Assert.Equal(Tables.All.Select(t => t.Id).Distinct().Order(), Tables.All.Select(t => t.Id));
        Assert.Equal(Tables.All.Count, Tables.All.Select(t => t.Name).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, DropReason.All.Count).Select(n => (byte)n), DropReason.All.Select(r => r.Number));
        Assert.Equal(DropReason.All.Count, DropReason.All.Select(r => r.Name).Distinct().Count());
    }
}
