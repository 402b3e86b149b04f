namespace Sdn.OpenFlow.Wire;

/// <summary>The four bytes that a match field begins with: class, number, whether there is a mask, and length. OpenFlow 1.5.1, 7.2.3.2.</summary>
static class OxmHeader
{
    /// <summary>OFPMT_OXM: what the match that holds the fields has as its type.</summary>
    internal const ushort MatchType = 1;

    /// <summary>Of a field with a value and no mask. An experimenter's id comes behind it, and counts to the length.</summary>
    internal static uint Exact(Field field) =>
        (uint)field.Class << 16 | (uint)field.Number << 9 | (uint)(field.Experimenter != 0 ? 4 + field.Bytes : field.Bytes);
}
