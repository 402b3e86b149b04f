namespace Sdn.OpenFlow.Text;

/// <summary>Reads flows and matches as <c>ovs-ofctl add-flow</c> does.</summary>
static class FlowReader
{
    // What a dump adds and add-flow passes over.
    static readonly string[] Statistics = ["duration", "n_packets", "n_bytes", "idle_age", "hard_age"];

    internal static Match ReadMatch(string text, FlowNames names) =>
        MatchReader.Build(new(text), Words(new Piece(text)), names);

    internal static Flow Read(string text, FlowNames names)
    {
        var (head, actions) = SplitActions(text);
        var (table, priority, cookie, idle, hard, importance, flags) =
            ((byte)0, Flow.DefaultPriority, 0UL, (ushort)0, (ushort)0, (ushort)0, FlowFlags.None);
        var matchWords = new List<Word>();
        foreach (var word in Words(head))
        {
            var (key, value) = (word.Key.ToString(), word.Value ?? word.Key);
            if (word.Value is null && FlowText.FlagNames.FirstOrDefault(row => row.Name == key) is { Flag: not 0 } flag)
            {
                flags |= flag.Flag;
                continue;
            }
            switch (word.Value is null ? "" : key)
            {
                case "table": table = names.Table(value.ToString()) ?? value.Byte("the table"); break;
                case "priority": priority = value.UShort("the priority"); break;
                case "cookie": cookie = value.ULong("the cookie"); break;
                case "idle_timeout": idle = value.UShort("the timeout"); break;
                case "hard_timeout": hard = value.UShort("the timeout"); break;
                case "importance": importance = value.UShort("the importance"); break;
                case var other when Statistics.Contains(other): break;
                default: matchWords.Add(word); break;
            }
        }
        var match = MatchReader.Build(head, matchWords, names);
        var list = ActionReader.ReadInstructions(actions, new(names, match));
        if (Wire.ActionChecks.Broken(list, match, table) is { } broken)
            throw actions.Error(broken.Why, "actions that fit what the flow matches");
        try
        {
            return new(table, priority, match, list, cookie)
            {
                IdleTimeout = idle,
                HardTimeout = hard,
                Importance = importance,
                Flags = flags,
            };
        }
        catch (ArgumentException e)
        {
            throw actions.Error(e.Message, "instructions behind the actions");
        }
    }

    static (Piece Head, Piece Actions) SplitActions(string text)
    {
        var all = new Piece(text);
        foreach (var key in (string[])["actions=", "action="])
        {
            if (all.Split(key) is { } parts)
                return parts;
        }
        throw all.From(text.Length).Error("the flow has no actions", "actions=..., or actions=drop");
    }

    static List<Word> Words(Piece text)
    {
        var words = new List<Word>();
        foreach (var item in text.Items(", \t\r\n"))
            words.Add(item.Split("=") is { } pair ? new(pair.Before.Trim(), pair.After.Trim()) : new(item, null));
        return words;
    }
}
