using System.Runtime.InteropServices;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What a meter mod does (ofp_meter_mod_command).</summary>
public enum MeterModCommand : ushort
{
    Add,
    Modify,
    Delete,
}

/// <summary>ofp_meter_mod, and behind its first number every meter; bands follow. OpenFlow 1.5.1, 7.3.4.5.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct MeterBody
{
    public Be16 CommandOrLength;
    public Be16 Flags;
    public Be32 MeterId;
}

/// <summary>ofp_meter_band_drop and its relatives.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct MeterBandBody
{
    public Be16 Type;
    public Be16 Length;
    public Be32 Rate;
    public Be32 BurstSize;
    public byte PrecedenceLevel;
    public byte Pad0;
    public Be16 Pad1;
}

/// <summary>Adds, changes or deletes a meter.</summary>
public sealed record MeterMod(MeterModCommand Command, MeterConfig Meter) : OpenFlowMessage
{
    const int BandBytes = 16;

    public override MessageType Type => MessageType.MeterMod;

    public static MeterMod Add(MeterConfig meter) => new(MeterModCommand.Add, meter);

    public static MeterMod Modify(MeterConfig meter) => new(MeterModCommand.Modify, meter);

    public static MeterMod Delete(uint meterId) => new(MeterModCommand.Delete, new(meterId, MeterFlags.None, []));

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new MeterBody { CommandOrLength = (ushort)Command, Flags = (ushort)Meter.Flags, MeterId = Meter.Id });
        WriteBands(ref w, Meter.Bands);
    }

    internal static MeterMod Read(ref OfReader r)
    {
        var body = r.Take<MeterBody>("the meter mod");
        return body.CommandOrLength <= (ushort)MeterModCommand.Delete
            ? new((MeterModCommand)(ushort)body.CommandOrLength, new(body.MeterId, (MeterFlags)(ushort)body.Flags, ReadBands(ref r)))
            : throw r.Error(Errors.OFPMMFC_BAD_COMMAND, $"no meter mod has the command {(ushort)body.CommandOrLength}");
    }

    internal static void WriteBands(ref OfWriter w, ValueList<MeterBand> bands)
    {
        foreach (var band in bands.Span)
        {
            w.Put(new MeterBandBody
            {
                Type = (ushort)band.Type,
                Length = BandBytes,
                Rate = band.Rate,
                BurstSize = band.BurstSize,
                PrecedenceLevel = band.PrecedenceLevel,
            });
        }
    }

    internal static ValueList<MeterBand> ReadBands(ref OfReader r)
    {
        var bands = new List<MeterBand>();
        while (r.Left > 0)
        {
            var body = r.Take<MeterBandBody>("a band");
            if (body.Length != BandBytes)
                throw r.Error(Errors.OFPBRC_BAD_LEN, $"a band of {(ushort)body.Length} bytes");
            if ((ushort)body.Type is not ((ushort)MeterBandType.Drop or (ushort)MeterBandType.DscpRemark))
                throw r.Error(Errors.OFPMMFC_BAD_BAND, $"no band has the type {(ushort)body.Type}");
            bands.Add(new((MeterBandType)(ushort)body.Type, body.Rate, body.BurstSize) { PrecedenceLevel = body.PrecedenceLevel });
        }
        return bands;
    }
}
