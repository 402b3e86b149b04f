namespace Sdn.OpenFlow.Text;

/// <summary>Reads meters as <c>ovs-ofctl add-meter</c> does.</summary>
static class MeterReader
{
    internal static MeterConfig Read(string text)
    {
        var all = new Piece(text);
        var (head, bands) = all.Split("bands=") ?? all.Split("band=") ?? throw all.Error("the meter has no band", "band=type=drop,rate=NUMBER");
        var (id, flags) = ((uint?)null, MeterFlags.None);
        foreach (var item in head.Items(", \t\r\n"))
        {
            if (item.Split("=") is { } pair && pair.Before.Is("meter"))
                id = pair.After.UInt("the meter");
            else if (Array.Find(MeterText.FlagNames, row => item.Is(row.Name)) is { Flag: not 0 } flag)
                flags |= flag.Flag;
            else
                throw item.Error("unknown word", "meter=NUMBER, kbps, pktps, burst, stats or band=...");
        }
        return new(id ?? throw all.Error("the meter has no id", "meter=NUMBER"), flags, ReadBands(bands));
    }

    // Bands follow each other, each begun by its type: band=type=drop,rate=1,band=type=... or, in a dump, line by line.
    static ValueList<MeterBand> ReadBands(Piece text)
    {
        var bands = new List<MeterBand>();
        foreach (var item in text.Items(", \t\r\n"))
        {
            var pair = item.Split("=") ?? throw item.Error("unknown word", "type=, rate=, burst_size= or prec_level=");
            if (pair.Before.Is("band"))
                pair = pair.After.Split("=") ?? throw item.Error("unknown word", "band=type=drop");
            if (pair.Before.Is("type"))
                bands.Add(new(ReadType(pair.After), 0));
            else if (bands.Count == 0)
                throw item.Error("no band has begun", "type=drop or type=dscp_remark first");
            else
                bands[^1] = With(bands[^1], pair.Before, pair.After);
        }
        return bands;
    }

    static MeterBandType ReadType(Piece text)
    {
        foreach (var (type, name) in MeterText.BandNames)
        {
            if (text.Is(name))
                return type;
        }
        throw text.Error("unknown type of band", "drop or dscp_remark");
    }

    static MeterBand With(MeterBand band, Piece key, Piece value) => key.ToString() switch
    {
        "rate" => band with { Rate = value.UInt("the rate") },
        "burst_size" => band with { BurstSize = value.UInt("the burst size") },
        "prec_level" => band with { PrecedenceLevel = value.Byte("the precedence level") },
        _ => throw key.Error("unknown key", "type, rate, burst_size or prec_level"),
    };
}
