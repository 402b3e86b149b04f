using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>
/// Names in the short way of ovs-ofctl's print_names(): <c>eth_src eth_dst</c> is <c>eth_{src,dst}</c>, and
/// <c>reg0 reg1 reg2</c> is <c>reg0...reg2</c>.
/// </summary>
static class NameList
{
    internal static void Append(StringBuilder to, ReadOnlySpan<string> names, int prefix = 0)
    {
        var isFirst = true;
        while (!names.IsEmpty)
        {
            if (!isFirst)
                to.Append(prefix > 0 ? ',' : ' ');
            isFirst = false;
            var (shared, extra) = SharingPrefix(names, prefix);
            var numbered = Numbered(names);
            if (numbered >= shared)
            {
                to.Append(names[0], prefix, names[0].Length - prefix);
                if (numbered > 1)
                    to.Append("...").Append(names[numbered - 1], prefix, names[numbered - 1].Length - prefix);
            }
            else
            {
                to.Append(names[0], prefix, extra).Append('{');
                Append(to, names[..shared], prefix + extra);
                to.Append('}');
            }
            names = names[Math.Max(shared, numbered)..];
        }
    }

    /// <summary>How many of the first names have numbers that follow each other; two are no run.</summary>
    static int Numbered(ReadOnlySpan<string> names)
    {
        var count = 1;
        while (count < names.Length && Follows(names[count - 1], names[count]))
            count++;
        return count == 2 ? 1 : count;
    }

    /// <summary>Whether the names are equal but for a number at the end, that of the second being one larger.</summary>
    static bool Follows(string a, string b)
    {
        var common = a.AsSpan().CommonPrefixLength(b);
        return a.Length - common < 10 && b.Length - common < 10
            && int.TryParse(a.AsSpan(common), System.Globalization.NumberStyles.None, null, out var first)
            && int.TryParse(b.AsSpan(common), System.Globalization.NumberStyles.None, null, out var second)
            && first + 1 == second;
    }

    /// <summary>How many of the first names share more of a prefix, which ends with an underscore, than is written already, and how much more.</summary>
    static (int Count, int Extra) SharingPrefix(ReadOnlySpan<string> names, int prefix)
    {
        if (names.Length < 2)
            return (names.Length, 0);
        var extra = CommonPrefix(names[0], names[1], prefix);
        if (extra == 0)
            return (1, 0);
        var count = 2;
        while (count < names.Length && CommonPrefix(names[0], names[count], prefix) > 0)
            count++;
        return (count, extra);
    }

    static int CommonPrefix(string a, string b, int from)
    {
        var common = a.AsSpan(from).CommonPrefixLength(b.AsSpan(from));
        return a.AsSpan(from, common).LastIndexOf('_') + 1;
    }
}
