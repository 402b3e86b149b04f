namespace Sdn.Ovsdb;

/// <summary>What mutations make of values, with the limits and errors of ovsdb-server (RFC 7047 section 5.1, "mutation").</summary>
static class Mutations
{
    public static OvsdbValue Apply(Mutation mutation, OvsdbValue value, ColumnType type) => mutation.Mutator switch
    {
        Mutator.Insert => CheckCount(Union(value, mutation.Value), type),
        Mutator.Delete => CheckCount(Without(value, mutation.Value), type),
        _ => Calculate(mutation, value, type),
    };

    static OvsdbValue Calculate(Mutation mutation, OvsdbValue value, ColumnType type)
    {
        var operand = mutation.Value.KeyAt(0);
        var keys = new OvsdbAtom[value.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = type.Key.Type == AtomType.Integer
                ? OvsdbAtom.Integer(Calculate(mutation, value.KeyAt(i).AsInteger, operand.AsInteger))
                : Real(mutation, Calculate(mutation.Mutator, value.KeyAt(i).AsReal, operand.AsReal));
        }
        foreach (var key in keys)
            Constraints.Check(key, type.Key);
        Array.Sort(keys);
        for (var i = 1; i < keys.Length; i++)
        {
            if (keys[i - 1] == keys[i])
                throw new OvsdbException(OvsdbErrors.ConstraintViolation, $"Result of \"{mutation.MutatorName}\" operation contains duplicates.");
        }
        return OvsdbValue.FromSortedKeys(keys);
    }

    static long Calculate(Mutation mutation, long left, long right)
    {
        try
        {
            return mutation.Mutator switch
            {
                Mutator.Add => checked(left + right),
                Mutator.Subtract => checked(left - right),
                Mutator.Multiply => checked(left * right),
                Mutator.Divide => right == 0 ? throw DivisionByZero() : checked(left / right),
                _ when right == 0 => throw DivisionByZero(),
                _ => right == -1 && left == long.MinValue ? throw OutOfRange(mutation) : left % right,
            };
        }
        catch (OverflowException)
        {
            throw OutOfRange(mutation);
        }
    }

    static double Calculate(Mutator mutator, double left, double right) => mutator switch
    {
        Mutator.Add => left + right,
        Mutator.Subtract => left - right,
        Mutator.Multiply => left * right,
        _ => right == 0 ? throw DivisionByZero() : left / right,
    };

    static OvsdbAtom Real(Mutation mutation, double result) =>
        double.IsFinite(result) ? OvsdbAtom.Real(result) : throw OutOfRange(mutation);

    static OvsdbValue Union(OvsdbValue value, OvsdbValue added)
    {
        if (!value.IsMap)
            return OvsdbValue.Set(value.Keys.Concat(added.Keys));
        var pairs = value.Pairs.Concat(added.Pairs.Where(pair => !value.Contains(pair.Key)));
        return OvsdbValue.Map(pairs);
    }

    static OvsdbValue Without(OvsdbValue value, OvsdbValue removed) => (value.IsMap, removed.IsMap) switch
    {
        (false, _) => OvsdbValue.Set(value.Keys.Where(key => !removed.Contains(key))),
        (true, false) => OvsdbValue.Map(value.Pairs.Where(pair => !removed.Contains(pair.Key))),
        _ => OvsdbValue.Map(value.Pairs.Where(pair => removed[pair.Key] != pair.Value)),
    };

    static OvsdbValue CheckCount(OvsdbValue value, ColumnType type) => value.Count >= type.Min && value.Count <= type.Max
        ? value
        : throw new OvsdbException(
            OvsdbErrors.ConstraintViolation, $"Attempted to store {value.Count} elements in {type.InWords()}.");

    static OvsdbException DivisionByZero() => new(OvsdbErrors.DomainError, "Division by zero.");

    static OvsdbException OutOfRange(Mutation mutation) =>
        new(OvsdbErrors.RangeError, $"Result of \"{mutation.MutatorName}\" operation is out of range.");
}
