using System.Globalization;
using System.Text.RegularExpressions;

namespace Sdn.Pipeline.Tests;

/// <summary>What <c>ofproto/trace</c> said of a packet.</summary>
sealed partial record Trace(string Text)
{
    /// <summary>What the datapath does at the end, behind conntrack.</summary>
    public string Actions => DatapathActions().Matches(Text)[^1].Groups[1].Value;

    /// <summary>The name of the reason that the Drop table counted, and of the table that sent the packet there.</summary>
    public string Drop
    {
        get
        {
            var visits = Visits().Matches(Text);
            Assert.True(visits.Count > 1 && visits[^1].Groups["table"].Value == "99", $"it was not dropped:\n{Text}");
            var cookie = ulong.Parse(visits[^1].Groups["cookie"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var table = byte.Parse(visits[^2].Groups["table"].Value, CultureInfo.InvariantCulture);
            return $"{DropReason.All.Single(r => Cookies.Of(r) == cookie).Name} in {Tables.NameOf(table)}";
        }
    }

    [GeneratedRegex(@"^Datapath actions: (.*)$", RegexOptions.Multiline)]
    private static partial Regex DatapathActions();

    [GeneratedRegex(@"^ *(?<table>[0-9]+)\. .*priority [0-9]+, cookie 0x(?<cookie>[0-9a-f]+)$", RegexOptions.Multiline)]
    private static partial Regex Visits();
}
