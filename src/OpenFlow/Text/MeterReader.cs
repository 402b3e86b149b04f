namespace Sdn.OpenFlow.Text;

/// <summary>Reads meters as <c>ovs-ofctl add-meter</c> does.</summary>
static class MeterReader
{
    const string Separators = ", \t\r\n";

    internal static MeterConfig Read(string text)
    {
        var all = new Piece(text);
        var (head, bands) = all.Split("bands=") ?? all.Split("band=") ?? throw all.Error("the meter has no band", "band=type=drop,rate=NUMBER");
        var (id, flags) = ((uint?)null, MeterFlags.None);
        foreach (var item in head.Items(Separators))
        {
            if (item.Split("=") is { } pair && pair.Before.Is("meter"))
                id = ReadId(pair.After);
            else if (Array.Find(MeterText.FlagNames, row => item.Is(row.Name)) is { Flag: not 0 } flag)
                flags |= flag.Flag;
            else
                throw item.Error("unknown word", "meter=NUMBER, kbps, pktps, burst, stats or band=...");
        }
        if (flags == MeterFlags.None)
            throw all.Error("the meter counts nothing", "kbps or pktps");
        return new(id ?? throw all.Error("the meter has no id", "meter=NUMBER"), flags, ReadBands(bands, flags));
    }

    static uint ReadId(Piece text)
    {
        if (Array.Find(MeterText.MeterNames, row => text.Is(row.Name)) is { Name: not null } known)
            return known.Id;
        var id = (uint)text.Number(MeterConfig.Max, "the meter");
        return id != 0 ? id : throw text.Error("no meter has the number 0", $"1 to {MeterConfig.Max}, all, controller or slowpath");
    }

    // Bands follow each other, each begun by its type: band=type=drop,rate=1,type=... or, in a dump, line by line.
    static ValueList<MeterBand> ReadBands(Piece text, MeterFlags flags)
    {
        var bands = new List<MeterBand>();
        foreach (var item in text.Items(Separators))
        {
            var pair = item.Split("=") ?? throw item.Error("unknown word", "type=, rate=, burst_size= or prec_level=");
            if (pair.Before.Is("type"))
                bands.Add(new(ReadType(pair.After), 0));
            else if (bands.Count == 0)
                throw item.Error("no band has begun", "type=drop or type=dscp_remark first");
            else
                bands[^1] = With(bands[^1], pair.Before, pair.After);
        }
        if (bands.Count == 0)
            throw text.Error("the meter has no band", "band=type=drop,rate=NUMBER");
        foreach (var band in bands)
            Check(text, band, flags);
        return bands;
    }

    static void Check(Piece text, MeterBand band, MeterFlags flags)
    {
        if (band.Type == MeterBandType.DscpRemark != (band.PrecedenceLevel != 0))
            throw text.Error("a dscp_remark band has a precedence level, and no other has", "prec_level=NUMBER for dscp_remark only");
        if (band.Rate == 0)
            throw text.Error("the band has no rate", "rate=NUMBER");
        if ((flags & MeterFlags.Burst) != 0 != (band.BurstSize != 0))
            throw text.Error("a band has a burst size where the meter has bursts, and only there", "burst and burst_size=NUMBER, or neither");
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
