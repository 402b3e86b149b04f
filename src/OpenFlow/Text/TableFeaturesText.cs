using System.Text;
using Kind = Sdn.OpenFlow.TableFeatureType;

namespace Sdn.OpenFlow.Text;

/// <summary>What tables can do, as ovs-ofctl prints it: a table in full, and of those behind it what differs.</summary>
static class TableFeaturesText
{
    internal static void Print(StringBuilder to, IEnumerable<TableFeatures> tables)
    {
        var ditto = new TableDitto();
        TableAbilities? before = null;
        foreach (var table in tables)
        {
            var abilities = new TableAbilities(table);
            if (before is null && table.Command != TableFeaturesCommand.Replace)
                to.Append($"\n  command: {table.Command.ToString().ToLowerInvariant()}");
            var isSame = before is not null && abilities.Equals(before);
            if (isSame && table.Name.Length == 0)
            {
                ditto.Add(table.Table);
            }
            else
            {
                ditto.Flush(to);
                to.Append($"\n  table {table.Table}{(table.Name.Length > 0 ? $" (\"{table.Name}\")" : "")}:");
                if (isSame)
                    to.Append(" ditto");
                else
                    Print(to, abilities, before);
            }
            before = abilities;
        }
        ditto.Flush(to);
    }

    static void Print(StringBuilder to, TableAbilities table, TableAbilities? before)
    {
        to.Append('\n');
        if ((table.MetadataMatch | table.MetadataWrite) != 0)
            to.Append($"    metadata: match={Hex(table.MetadataMatch)} write={Hex(table.MetadataWrite)}\n");
        to.Append($"    eviction: {(table.HasEviction ? "" : "not ")}supported\n");
        to.Append($"    vacancy events: {(table.HasVacancyEvents ? "" : "not ")}supported\n");
        if (table.MaxEntries != 0)
            to.Append($"    max_entries={table.MaxEntries}\n");
        if (before is not null && table.Hit.Equals(before.Hit) && table.Miss.Equals(before.Miss))
        {
            if (!table.Hit.IsEmpty)
                to.Append("    (same instructions)\n");
        }
        else if (!table.Hit.Equals(table.Miss))
        {
            to.Append("    instructions (other than table miss):\n");
            Print(to, table.Hit, before?.Hit);
            to.Append("    instructions (table miss):\n");
            Print(to, table.Miss, before?.Miss);
        }
        else if (!table.Hit.IsEmpty)
        {
            to.Append("    instructions (table miss and others):\n");
            Print(to, table.Hit, before?.Hit);
        }
        PrintMatching(to, table, before);
    }

    static void Print(StringBuilder to, InstructionAbilities part, InstructionAbilities? before)
    {
        if (!part.Next.IsEmpty)
            to.Append("      next tables: ").Append(part.Next).Append('\n');
        if (part.Instructions != 0 && part.Instructions == before?.Instructions)
        {
            to.Append("      (same instructions)\n");
        }
        else if (part.Instructions != 0)
        {
            to.Append("      instructions: ");
            FeatureNames.AppendInstructions(to, part.Instructions);
            to.Append('\n');
        }

        if (part.Write == before?.Write && part.Apply == before?.Apply && !part.Write.SetFields.IsEmpty)
        {
            to.Append("      (same actions)\n");
        }
        else if (part.Write != part.Apply)
        {
            to.Append("      Write-Actions features:\n");
            Print(to, part.Write);
            to.Append("      Apply-Actions features:\n");
            Print(to, part.Apply);
        }
        else if (!part.Write.IsEmpty)
        {
            to.Append("      Write-Actions and Apply-Actions features:\n");
            Print(to, part.Write);
        }
    }

    static void Print(StringBuilder to, ActionAbilities part)
    {
        if (part.Actions != 0)
        {
            to.Append("        actions: ");
            FeatureNames.AppendActions(to, part.Actions);
            to.Append('\n');
        }
        if (!part.SetFields.IsEmpty)
            PrintFields(to.Append("        supported on Set-Field:"), part.SetFields);
    }

    static void PrintMatching(StringBuilder to, TableAbilities table, TableAbilities? before)
    {
        if (table.Match.IsEmpty)
            return;
        if (table.Match == before?.Match)
        {
            to.Append("    (same matching)\n");
            return;
        }
        to.Append("    matching:\n");
        PrintMatching(to, "arbitrary mask", table.Match & table.Mask & table.Wildcard);
        PrintMatching(to, "exact match or wildcard", table.Match & ~table.Mask & table.Wildcard);
        PrintMatching(to, "must exact match", table.Match & ~table.Mask & ~table.Wildcard);
    }

    static void PrintMatching(StringBuilder to, string how, FieldSet fields)
    {
        if (!fields.IsEmpty)
            PrintFields(to.Append($"      {how}:"), fields);
    }

    static void PrintFields(StringBuilder to, FieldSet fields)
    {
        NameList.Append(to.Append(' '), [.. fields.Items().Select(field => field.Name)]);
        to.Append('\n');
    }

    static string Hex(ulong value) => value == 0 ? "0" : $"0x{value:x}";
}

/// <summary>Numbers of tables, below 255.</summary>
readonly record struct TableSet(UInt128 Low, UInt128 High)
{
    internal bool IsEmpty => this == default;

    internal bool Has(byte table) => ((table < 128 ? Low : High) >> (table & 127) & 1) != 0;

    internal TableSet With(byte table) => table < 128
        ? this with { Low = Low | UInt128.One << table }
        : this with { High = High | UInt128.One << (table & 127) };

    internal TableSet Without(byte table) => table < 128
        ? this with { Low = Low & ~(UInt128.One << table) }
        : this with { High = High & ~(UInt128.One << (table & 127)) };

    /// <summary>As <c>1-9,20</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var start = 0; start < 255; start++)
        {
            if (!Has((byte)start))
                continue;
            var end = start;
            while (end + 1 < 255 && Has((byte)(end + 1)))
                end++;
            text.Append(start == end ? $"{start}," : $"{start}-{end},");
            start = end;
        }
        return text.ToString(0, Math.Max(text.Length - 1, 0));
    }
}

/// <summary>What one kind of list of actions can hold: actions, a bit for each number, and what set_field sets.</summary>
readonly record struct ActionAbilities(uint Actions, FieldSet SetFields)
{
    internal bool IsEmpty => this == default;
}

/// <summary>What flows, or a miss, can do.</summary>
sealed record InstructionAbilities(byte Table, TableSet Next, uint Instructions, ActionAbilities Write, ActionAbilities Apply)
{
    internal bool IsEmpty => Next.IsEmpty && Instructions == 0 && Write.IsEmpty && Apply.IsEmpty;

    public bool Equals(InstructionAbilities? other) => other is not null
        && Instructions == other.Instructions && Write == other.Write && Apply == other.Apply && IsNextEqual(other);

    public override int GetHashCode() => HashCode.Combine(Instructions, Write, Apply);

    // The later of two neighbours cannot go on to itself, and counts as equal without (ofp-table.c, table_instruction_features_next_equal()).
    bool IsNextEqual(InstructionAbilities other)
    {
        if (Table == other.Table + 1)
            return other.IsNextEqual(this);
        return other.Table == Table + 1 && Next.Has(other.Table) && !other.Next.Has(other.Table)
            ? Next.Without(other.Table) == other.Next
            : Next == other.Next;
    }
}

/// <summary>What Open vSwitch understands of a table's features.</summary>
sealed record TableAbilities
{
    internal TableAbilities(TableFeatures table)
    {
        (MetadataMatch, MetadataWrite, MaxEntries) = (table.MetadataMatch, table.MetadataWrite, table.MaxEntries);
        HasEviction = (table.Capabilities & TableConfig.Eviction) != 0;
        HasVacancyEvents = (table.Capabilities & TableConfig.VacancyEvents) != 0;
        var byKind = new Dictionary<Kind, Property<TableFeatures>>();
        foreach (var property in table.Properties)
        {
            if (property.SharedType is { } type)
                byKind[(Kind)type] = property;
        }
        Hit = Read(table.Table, byKind, 0);
        Miss = Read(table.Table, byKind, 1);
        // A field that bits can be left open of can be matched and left out; one that cannot be matched is not left out.
        Mask = Fields(byKind, Kind.Match, isMasked: true);
        Match = Fields(byKind, Kind.Match) | Mask;
        Wildcard = (Fields(byKind, Kind.Wildcards) | Mask) & Match;
    }

    internal ulong MetadataMatch { get; }

    internal ulong MetadataWrite { get; }

    internal uint MaxEntries { get; }

    internal bool HasEviction { get; }

    internal bool HasVacancyEvents { get; }

    internal InstructionAbilities Hit { get; }

    internal InstructionAbilities Miss { get; }

    internal FieldSet Match { get; }

    internal FieldSet Mask { get; }

    internal FieldSet Wildcard { get; }

    public bool Equals(TableAbilities? other) => other is not null
        && MetadataMatch == other.MetadataMatch && MetadataWrite == other.MetadataWrite && MaxEntries == other.MaxEntries
        && HasEviction == other.HasEviction && HasVacancyEvents == other.HasVacancyEvents
        && Hit.Equals(other.Hit) && Miss.Equals(other.Miss) && Match == other.Match;   // not Mask and Wildcard: so it is there

    public override int GetHashCode() => HashCode.Combine(MetadataMatch, MetadataWrite, MaxEntries, Hit, Miss, Match);

    // A property of a miss has the number behind that of the others, and where it is missing it is as theirs.
    static InstructionAbilities Read(byte table, Dictionary<Kind, Property<TableFeatures>> byKind, int miss)
    {
        return new(
            table,
            Of(Kind.NextTables) is NextTablesFeature next ? next.Tables.Aggregate(default(TableSet), static (set, t) => set.With(t)) : default,
            Of(Kind.Instructions) is InstructionsFeature i ? Bits(i.InstructionIds, FeatureNames.KnownInstructions) : 0,
            new(Actions(Kind.WriteActions), SetFields(Kind.WriteSetField)),
            new(Actions(Kind.ApplyActions), SetFields(Kind.ApplySetField)));

        Property<TableFeatures>? Of(Kind kind) => byKind.GetValueOrDefault((Kind)((int)kind + miss)) ?? byKind.GetValueOrDefault(kind);

        uint Actions(Kind kind) => Of(kind) is ActionsFeature a ? Bits(a.ActionIds, FeatureNames.KnownActions) : 0;

        FieldSet SetFields(Kind kind) => Of(kind) is FieldsFeature f ? f.ToSet() : default;
    }

    static FieldSet Fields(Dictionary<Kind, Property<TableFeatures>> byKind, Kind kind, bool isMasked = false) =>
        byKind.GetValueOrDefault(kind) is FieldsFeature fields ? fields.ToSet(isMasked) : default;

    static uint Bits(ValueList<FeatureId> ids, uint known)
    {
        var bits = 0u;
        foreach (var id in ids.Span)
            bits |= id.Type < 32 ? 1u << id.Type : 0;
        return bits & known;
    }
}
