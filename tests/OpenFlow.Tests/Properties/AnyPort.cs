using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Port numbers: of ports that Open vSwitch can have, and reserved ones where they mean something.</summary>
static class AnyPort
{
    const uint Highest = 0xfeff;   // the 16 bits that Open vSwitch has inside, below the reserved ones

    internal static readonly Gen<uint> Number = AnyNumber.UInt.Select(n => n <= Highest ? n : n % Highest + 1);

    /// <summary>Where a packet may come from.</summary>
    internal static readonly Gen<uint> InPort = Gen.Frequency(
        (8, Number), (1, Gen.OneOf(Ports.Local, Ports.Controller, Ports.Any)));

    /// <summary>Where a packet may go.</summary>
    internal static readonly Gen<uint> Output = Gen.Frequency(
        (6, Number),
        (3, Gen.OneOf(Ports.Local, Ports.Controller, Ports.InPort, Ports.Table, Ports.Normal, Ports.Flood, Ports.All)));

    /// <summary>A port, or any.</summary>
    internal static readonly Gen<uint> Filter = Gen.Frequency((1, Gen.Const(Ports.Any)), (1, Output));
}
