using Google.Protobuf.WellKnownTypes;

namespace Sdn.Controller.Services;

/// <summary>Durations of requests, each with a bound.</summary>
static class Durations
{
    public static TimeSpan ReadDuration(this Violations violations, string field, Duration? given, TimeSpan unset, TimeSpan max)
    {
        if (given is null)
            return unset;

        // Compared as seconds: a duration of the API can be longer than any TimeSpan.
        var isInBounds = given.Nanos is >= 0 and < 1_000_000_000 && given.Seconds >= 0
            && (given.Seconds < max.TotalSeconds || (given.Seconds == (long)max.TotalSeconds && given.Nanos == 0));
        return violations.Check(isInBounds, field, $"must be 0 to {max.TotalSeconds} seconds") ? given.ToTimeSpan() : unset;
    }
}
