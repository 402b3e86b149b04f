using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Names and descriptions as switches have them.</summary>
static class AnyText
{
    static readonly char[] Letters = [.. "abcxyzABZ0189-_."];

    /// <summary>A name of up to so many letters.</summary>
    internal static Gen<string> Name(int lengthMax) =>
        Drawn.By(d => new string([.. d.List(Gen.OneOf(Letters), 0, d.Maybe(Gen.Int[1, lengthMax], lengthMax, 80))]));
}
