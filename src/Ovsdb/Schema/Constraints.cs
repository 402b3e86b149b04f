namespace Sdn.Ovsdb;

/// <summary>The limits that a schema sets to atoms, and the sentences for what is beyond them.</summary>
static class Constraints
{
    /// <exception cref="OvsdbException">"constraint violation": the atom is beyond the type's limits.</exception>
    public static void Check(OvsdbAtom atom, BaseType type)
    {
        if (type.Enum is { } allowed && !allowed.Contains(atom))
        {
            var values = ValueText.Format(allowed, new ColumnType(new BaseType(type.Type)) { Max = ColumnType.Unlimited });
            throw Violation($"{ValueText.Format(atom)} is not one of the allowed values ({values})");
        }
        switch (type.Type)
        {
            case AtomType.Integer:
                CheckRange(
                    atom.AsInteger >= type.MinInteger, atom.AsInteger <= type.MaxInteger, atom,
                    type.MinInteger == long.MinValue ? null : type.MinInteger.ToString(),
                    type.MaxInteger == long.MaxValue ? null : type.MaxInteger.ToString());
                break;
            case AtomType.Real:
                CheckRange(
                    atom.AsReal >= type.MinReal, atom.AsReal <= type.MaxReal, atom,
                    type.MinReal == double.MinValue ? null : RealText.Format(type.MinReal),
                    type.MaxReal == double.MaxValue ? null : RealText.Format(type.MaxReal));
                break;
            case AtomType.String:
                CheckLength(atom.AsString, type);
                break;
        }
    }

    static void CheckRange(bool isAboveMin, bool isBelowMax, OvsdbAtom atom, string? min, string? max)
    {
        if (isAboveMin && isBelowMax)
            return;
        var text = ValueText.Format(atom);
        throw Violation((min, max) switch
        {
            (not null, not null) => $"{text} is not in the valid range {min} to {max} (inclusive)",
            (not null, null) => $"{text} is less than minimum allowed value {min}",
            _ => $"{text} is greater than maximum allowed value {max}",
        });
    }

    static void CheckLength(string text, BaseType type)
    {
        if (type.MinLength == 0 && type.MaxLength == BaseType.UnlimitedLength)
            return;
        var length = text.EnumerateRunes().Count();
        if (length < type.MinLength)
            throw Violation($"\"{text}\" length {length} is less than minimum allowed length {type.MinLength}");
        if (length > type.MaxLength)
            throw Violation($"\"{text}\" length {length} is greater than maximum allowed length {type.MaxLength}");
    }

    static OvsdbException Violation(string details) => new(OvsdbErrors.ConstraintViolation, details);
}
