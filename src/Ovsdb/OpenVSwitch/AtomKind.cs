namespace Sdn.Ovsdb;

/// <summary>A type of atoms and the C# type that stands for it.</summary>
sealed record AtomKind<T>(BaseType Type, Func<OvsdbAtom, T> Read, Func<T, OvsdbAtom> Write)
    where T : notnull;

/// <summary>The kinds of atoms that known tables hold.</summary>
static class AtomKinds
{
    public static readonly AtomKind<long> Integer = new(new(AtomType.Integer), atom => atom.AsInteger, value => value);

    public static readonly AtomKind<bool> Flag = new(new(AtomType.Boolean), atom => atom.AsBoolean, value => value);

    static readonly AtomKind<string> AnyText = new(new(AtomType.String), atom => atom.AsString, value => value);

    static readonly AtomKind<Guid> AnyUuid = new(new(AtomType.Uuid), atom => atom.AsUuid, value => value);

    /// <summary>Any text, or one of these words.</summary>
    public static AtomKind<string> Text(params string[] oneOf) => oneOf is []
        ? AnyText
        : AnyText with { Type = AnyText.Type with { Enum = OvsdbValue.Set(oneOf) } };

    /// <summary>The UUID of a row of another table.</summary>
    public static AtomKind<Guid> Reference(string table, RefType type = RefType.Strong) =>
        AnyUuid with { Type = AnyUuid.Type with { RefTable = table, RefType = type } };
}
