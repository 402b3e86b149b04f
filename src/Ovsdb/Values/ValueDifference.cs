namespace Sdn.Ovsdb;

/// <summary>Differences of values as "update2" has them (ovsdb-server(7), 4.1.14).</summary>
static class ValueDifference
{
    /// <summary>The difference that makes a new value of an old one.</summary>
    // What both have alike falls out, what one has alone stays: the same operation as applying.
    public static OvsdbValue Between(OvsdbValue old, OvsdbValue now, ColumnType type) => Apply(old, now, type);

    /// <summary>Refuses what a difference made if the type cannot hold so many.</summary>
    public static void CheckCount(OvsdbValue value, ColumnType type)
    {
        if (value.Count >= type.Min && value.Count <= type.Max)
            return;
        // The sentence is Open vSwitch's, as it is written there.
        throw new OvsdbException(
            "ovsdb error", $"Datum crated by diff has size error: {value.Count} elements, which {type.InWords()} cannot hold");
    }

    /// <summary>The value that a difference makes of an old one.</summary>
    public static OvsdbValue Apply(OvsdbValue old, OvsdbValue difference, ColumnType type)
    {
        // Where there can be only one element, the difference is the new value itself.
        if (type.Max == 1)
            return difference;
        return type.IsMap ? ApplyToMap(old, difference) : ApplyToSet(old, difference);
    }

    /// <summary>Elements that only one side has: those that the old set has go, the others come.</summary>
    static OvsdbValue ApplyToSet(OvsdbValue old, OvsdbValue difference)
    {
        var keys = new List<OvsdbAtom>(old.Count + difference.Count);
        var (i, j) = (0, 0);
        while (i < old.Count || j < difference.Count)
        {
            var order = Order(old, i, difference, j);
            if (order < 0)
                keys.Add(old.KeyAt(i++));
            else if (order > 0)
                keys.Add(difference.KeyAt(j++));
            else
                (i, j) = (i + 1, j + 1);
        }
        return OvsdbValue.FromSortedKeys([.. keys]);
    }

    /// <summary>Pairs that are new come, pairs that are the same go, and a key with another value gets that value.</summary>
    static OvsdbValue ApplyToMap(OvsdbValue old, OvsdbValue difference)
    {
        var keys = new List<OvsdbAtom>(old.Count + difference.Count);
        var values = new List<OvsdbAtom>(old.Count + difference.Count);
        var (i, j) = (0, 0);
        while (i < old.Count || j < difference.Count)
        {
            var order = Order(old, i, difference, j);
            if (order < 0)
            {
                keys.Add(old.KeyAt(i));
                values.Add(old.ValueAt(i++));
                continue;
            }
            if (order > 0 || old.ValueAt(i) != difference.ValueAt(j))
            {
                keys.Add(difference.KeyAt(j));
                values.Add(difference.ValueAt(j));
            }
            i += order == 0 ? 1 : 0;
            j++;
        }
        return OvsdbValue.FromSortedPairs([.. keys], [.. values]);
    }

    static int Order(OvsdbValue old, int i, OvsdbValue difference, int j) =>
        i == old.Count ? 1 : j == difference.Count ? -1 : old.KeyAt(i).CompareTo(difference.KeyAt(j));
}
