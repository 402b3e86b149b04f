namespace Sdn.Pipeline;

/// <summary>Ranges of port numbers as the values and masks that flows match.</summary>
static class PortMasks
{
    /// <summary>The fewest pairs of value and mask that together match just the range, in ascending order.</summary>
    public static IEnumerable<(ushort Value, ushort Mask)> Of(FleetPortRange range)
    {
        if (range.Last < range.First)
            throw new ArgumentException($"no ports from {range.First} to {range.Last}", nameof(range));

        for (var first = (int)range.First; first <= range.Last;)
        {
            // The largest block that begins here: aligned, and not beyond the end.
            var size = first == 0 ? 0x10000 : first & -first;
            while (first + size - 1 > range.Last)
                size >>= 1;
            yield return ((ushort)first, (ushort)~(size - 1));
            first += size;
        }
    }
}
