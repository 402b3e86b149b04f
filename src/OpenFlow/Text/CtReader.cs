using System.Net;

namespace Sdn.OpenFlow.Text;

/// <summary>Reads the argument of <c>ct(...)</c>, with the <c>nat(...)</c> in it.</summary>
static class CtReader
{
    const string NatRight = "nat, nat(src=ADDRESS[-ADDRESS][:PORT[-PORT]][,hash|random][,persistent]) or the same with dst";

    internal static Ct Read(Piece text, ActionContext context)
    {
        var (ct, nested) = (new Ct(), new List<Action>());
        foreach (var item in text.Items())
            ct = With(ct, item, nested, context);
        if (ct is { Force: true, Commit: false })
            throw text.Error("force without commit", "commit,force");
        if (!ct.Commit && nested.Find(action => action is not Nat { Side: NatSide.None }) is { } action)
            throw text.Error($"{action} without commit", "commit, or nat without arguments");
        return Wire.ActionRules.Broken(nested, Wire.Nesting.Ct) is { } broken
            ? throw text.Error(broken.Why, "writes of ct_mark and ct_label")
            : ct.With(nested);
    }

    static Ct With(Ct ct, Piece item, List<Action> nested, ActionContext context)
    {
        var at = item.Span.IndexOfAny('=', '(', ':');
        var (key, value) = at < 0 ? (item, item.From(item.Span.Length)) : (item.To(at), item.From(at + 1));
        if (at >= 0 && item.Span[at] == '(' && item.Span[^1] == ')')
            value = new(value.Text, value.Start, value.End - 1);
        switch (key.ToString())
        {
            case "exec": nested.AddRange(ActionReader.ReadList(value, context)); return ct;
            case "nat": nested.Add(ReadNat(value)); return ct;
        }
        return key.ToString() switch
        {
            "commit" => ct with { Commit = true },
            "force" => ct with { Force = true },
            "table" => ct with { Table = ActionReader.ReadTable(value, context) },
            "zone" => ct with { Zone = ReadZone(value) },
            "alg" => ct with { Alg = ReadAlg(value) },
            _ => throw key.Error("unknown word", "commit, force, table=, zone=, alg=, exec(...) or nat(...)"),
        };
    }

    static CtZoneSource ReadZone(Piece text)
    {
        if (!text.IsEmpty && char.IsAsciiDigit(text.Span[0]))
            return text.UShort("the zone");
        var field = FieldReader.ReadSubfield(text);
        return field.Length == 16
            ? field
            : throw text.Error($"{field} has {field.Length} bits", "16 bits of a field, as NXM_NX_REG0[0..15]");
    }

    static ushort ReadAlg(Piece text) =>
        text.Is("ftp") ? (ushort)21 : text.Is("tftp") ? (ushort)69 : text.UShort("the helper");

    internal static Nat ReadNat(Piece text)
    {
        var nat = new Nat();
        foreach (var item in text.Items())
        {
            nat = item.ToString() switch
            {
                "src" => nat with { Side = NatSide.Source },
                "dst" => nat with { Side = NatSide.Destination },
                "hash" => nat with { Choice = NatChoice.Hash },
                "random" => nat with { Choice = NatChoice.Random },
                "persistent" => nat with { Persistent = true },
                _ => item.Split("=") is { } pair ? WithRange(nat, pair.Before, pair.After) : throw item.Error("unknown word", NatRight),
            };
        }
        return nat;
    }

    static Nat WithRange(Nat nat, Piece side, Piece range)
    {
        var (addresses, ports) = SplitPorts(range);
        var (min, max) = addresses.IsEmpty ? (null, null) : ReadAddresses(addresses);
        var (portMin, portMax) = ports is { } p ? ReadPorts(p) : ((ushort)0, (ushort)0);
        return nat with
        {
            Side = side.Is("src") ? NatSide.Source : side.Is("dst") ? NatSide.Destination : throw side.Error("unknown side", NatRight),
            AddressMin = min,
            AddressMax = max,
            PortMin = portMin,
            PortMax = portMax,
        };
    }

    // Ports follow the last colon, unless that one belongs to an IPv6 address: those stand in brackets before ports.
    static (Piece Addresses, Piece? Ports) SplitPorts(Piece range)
    {
        var colon = range.Span.LastIndexOf(':');
        var isPort = colon >= 0 && colon > range.Span.LastIndexOf(']')
            && (range.Span.Contains('[') || range.Span.Count(':') == 1);
        return isPort ? (range.To(colon), range.From(colon + 1)) : (range, null);
    }

    static (IPAddress Min, IPAddress? Max) ReadAddresses(Piece text) => text.Split("-") is { } pair
        ? (ReadAddress(pair.Before), ReadAddress(pair.After))
        : (ReadAddress(text), null);

    static IPAddress ReadAddress(Piece text)
    {
        var bare = text.Span is ['[', .. var inner, ']'] ? inner : text.Span;
        return IPAddress.TryParse(bare, out var address) ? address : throw text.Error("no address", NatRight);
    }

    static (ushort Min, ushort Max) ReadPorts(Piece text)
    {
        if (text.Split("-") is { } pair)
            return (pair.Before.UShort("the port"), pair.After.UShort("the port"));
        var port = text.UShort("the port");
        return (port, 0);
    }
}
