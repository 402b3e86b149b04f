namespace Sdn.OpenFlow.Text;

/// <summary>Reads the arguments of <c>multipath(...)</c>, <c>bundle(...)</c> and <c>bundle_load(...)</c>.</summary>
static class PathReader
{
    const int LinksMax = 65536, MembersMax = 2048;

    internal static Multipath ReadMultipath(Piece text)
    {
        var items = text.Items();
        if (items.Count != 6)
            throw text.Error("multipath has six arguments", "multipath(FIELDS,BASIS,ALGORITHM,LINKS,ARGUMENT,FIELD[BITS])");
        var (links, destination) = ((int)items[3].Number(LinksMax, "the number of links"), FieldReader.ReadSubfield(items[5]));
        if (links < 1 || destination.Length < 16 && links > 1 << destination.Length)
            throw items[3].Error("no such number of links", $"1 to what {destination} can hold");
        return new(
            HashNames.Read(HashNames.Fields, items[0]), items[1].UShort("the basis"), HashNames.Read(HashNames.Multipaths, items[2]),
            (ushort)(links - 1), items[4].UInt("the argument"), Written(items[5], destination));
    }

    internal static Bundle ReadBundle(Piece text, bool isLoad, ActionContext context)
    {
        var right = $"bundle{(isLoad ? "_load" : "")}(FIELDS,BASIS,ALGORITHM,ofport,{(isLoad ? "FIELD[BITS]," : "")}members:PORT,...)";
        var items = text.Items();
        var first = isLoad ? 5 : 4;
        if (items.Count <= first || !items[3].Is("ofport") || items[first].Split(":") is not { } members
            || !members.Before.Is("members") && !members.Before.Is("slaves"))
        {
            throw text.Error("no such bundle", right);
        }
        var ports = new List<uint>();
        foreach (var item in (Piece[])[members.After.Trim(), .. items[(first + 1)..]])
        {
            if (!item.IsEmpty)
                ports.Add(item.Port(context.Names));
        }
        if (ports.Count > MembersMax)
            throw members.After.Error($"{ports.Count} members", $"at most {MembersMax}");
        return new(
            HashNames.Read(HashNames.Fields, items[0]), items[1].UShort("the basis"), HashNames.Read(HashNames.Bundles, items[2]), ports,
            isLoad ? ReadPortBits(items[4]) : null);
    }

    static Subfield ReadPortBits(Piece text) => Written(text, FieldReader.ReadSubfield(text)) is { Length: >= 16 } bits
        ? bits
        : throw text.Error("too few bits for a port", "at least 16");

    static Subfield Written(Piece text, Subfield bits) => bits.Field.Writable && Wire.ActionFields.IsCompact(bits.Field)
        ? bits
        : throw text.Error($"{bits.Field.Name} cannot be written here", "a field that can be written, as NXM_NX_REG0[]");
}
