using System.Text.Json;

namespace Sdn.Ovsdb.Shim;

/// <summary>The verbs about atoms and data.</summary>
static class ValueVerbs
{
    static readonly AtomType[] Types = [AtomType.Integer, AtomType.Real, AtomType.Boolean, AtomType.String, AtomType.Uuid];

    public static int DefaultAtoms()
    {
        foreach (var type in Types)
        {
            var value = new ColumnType(new BaseType(type)).DefaultValue;
            Console.WriteLine($"{type.Name()}: {(value == Default(type) ? "OK" : "wrong")}");
        }
        return 0;
    }

    public static int DefaultData()
    {
        foreach (var min in new[] { 0, 1 })
        {
            foreach (var key in Types)
            {
                CheckDefault(new ColumnType(new BaseType(key)) { Min = min });
                foreach (var value in Types)
                    CheckDefault(new ColumnType(new BaseType(key)) { Min = min, Value = new BaseType(value) });
            }
        }
        return 0;
    }

    public static int ParseAtoms(string[] arguments)
    {
        var type = BaseType.Parse(Verbs.Unboxed(arguments[0]), UnknownMembers.Refuse);
        foreach (var argument in arguments[1..])
        {
            try
            {
                Verbs.Print(OvsdbValue.Scalar(ValueParser.ParseAtom(Verbs.Unboxed(argument), type)));
            }
            catch (OvsdbException e)
            {
                Console.WriteLine(e.Message);
            }
        }
        return 0;
    }

    public static int ParseAtomStrings(string[] arguments)
    {
        var type = BaseType.Parse(Verbs.Unboxed(arguments[0]), UnknownMembers.Refuse);
        foreach (var argument in arguments[1..])
        {
            var atom = ValueText.ParseAtom(argument, type, out var end);
            Console.WriteLine(end is { } last ? $"{ValueText.Format(atom)}-{ValueText.Format(last)}" : ValueText.Format(atom));
        }
        return 0;
    }

    public static int SortAtoms(string[] arguments)
    {
        var type = BaseType.Parse(Verbs.Unboxed(arguments[0]), UnknownMembers.Refuse);
        var json = Verbs.Unboxed(arguments[1]);
        if (json.ValueKind != JsonValueKind.Array)
            throw new UsageException("second argument must be array");
        var atoms = json.EnumerateArray().Select(item => ValueParser.ParseAtom(item, type)).Order();
        return Verbs.Print($"[{string.Join(",", atoms.Select(OvsdbValue.Scalar))}]");
    }

    public static int ParseData(string[] arguments)
    {
        var type = ColumnType.Parse(Verbs.Unboxed(arguments[0]), UnknownMembers.Refuse);
        foreach (var argument in arguments[1..])
            Verbs.Print(ValueParser.Parse(Verbs.Unboxed(argument), type));
        return 0;
    }

    public static int ParseDataStrings(string[] arguments)
    {
        var type = ColumnType.Parse(Verbs.Unboxed(arguments[0]), UnknownMembers.Refuse);
        foreach (var argument in arguments[1..])
            Console.WriteLine(ValueText.Format(ValueText.Parse(argument, type), type));
        return 0;
    }

    public static int DiffData(string[] arguments)
    {
        var type = ColumnType.Parse(Verbs.Unboxed(arguments[0]), UnknownMembers.Refuse);
        foreach (var pair in arguments[1..].Chunk(2))
        {
            var old = ValueParser.Parse(Verbs.Unboxed(pair[0]), type);
            var now = ValueParser.Parse(Verbs.Unboxed(pair[1]), type.Relaxed);
            var difference = ValueDifference.Between(old, now, type);
            var again = ValueDifference.Apply(old, difference, type);
            ValueDifference.CheckCount(again, type);
            if (again != now)
                throw new UsageException("failed to apply diff");
            Console.Write("diff: ");
            Verbs.Print(difference);
            Console.Write("apply diff: ");
            Verbs.Print(again);
            // Values are immutable here: in place is the same operation.
            Console.Write("apply diff in place: ");
            Verbs.Print(again);
            Console.WriteLine("OK");
        }
        return 0;
    }

    static void CheckDefault(ColumnType type)
    {
        var expected = type.Min == 0
            ? type.IsMap ? OvsdbValue.EmptyMap : OvsdbValue.EmptySet
            : type.Value is { } value ? OvsdbValue.Map((Default(type.Key.Type), Default(value.Type))) : Default(type.Key.Type);
        Console.WriteLine(
            $"key {type.Key.Type.Name()}, value {type.Value?.Type.Name() ?? "void"}, n_min {type.Min}: "
            + (type.DefaultValue == expected ? "OK" : "wrong"));
    }

    static OvsdbAtom Default(AtomType type) => type switch
    {
        AtomType.Integer => 0,
        AtomType.Real => 0.0,
        AtomType.Boolean => false,
        AtomType.String => "",
        _ => Guid.Empty,
    };
}
