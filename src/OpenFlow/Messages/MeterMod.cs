using System.Runtime.InteropServices;
using System.Text;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What a meter mod does (ofp_meter_mod_command).</summary>
public enum MeterModCommand : ushort
{
    Add,
    Modify,
    Delete,
}

/// <summary>ofp_meter_mod, and with its length in front ofp_meter_desc; bands follow. OpenFlow 1.5.1, 7.3.4.5 and 7.3.5.14.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct MeterBody
{
    public Be16 CommandOrLength;
    public Be16 Flags;
    public Be32 MeterId;
}

/// <summary>ofp_meter_band_drop and ofp_meter_band_dscp_remark. OpenFlow 1.5.1, 7.3.4.5.1.</summary>
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

    /// <summary>Adds a meter.</summary>
    public static MeterMod Add(MeterConfig meter) => new(MeterModCommand.Add, meter);

    /// <summary>Gives a meter that is there other bands.</summary>
    public static MeterMod Modify(MeterConfig meter) => new(MeterModCommand.Modify, meter);

    /// <summary>Deletes a meter, and the flows that use it.</summary>
    public static MeterMod Delete(uint meterId) => new(MeterModCommand.Delete, new(meterId, MeterFlags.None, []));

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new MeterBody { CommandOrLength = (ushort)Command, Flags = (ushort)Meter.Flags, MeterId = Meter.Id });
        WriteBands(ref w, Meter.Bands);
    }

    internal static MeterMod Read(ref OfReader r)
    {
        var body = r.Take<MeterBody>("the meter mod");
        var command = (MeterModCommand)(ushort)body.CommandOrLength;
        if (command > MeterModCommand.Delete)
            throw r.Error(Errors.OFPMMFC_BAD_COMMAND, $"no meter mod has the command {(ushort)command}");
        if (command == MeterModCommand.Delete)
        {
            r.SkipUpTo(r.Left);   // flags and bands of a meter that goes mean nothing (ofp-meter.c, ofputil_decode_meter_mod())
            return Delete(body.MeterId);
        }
        const MeterFlags Units = MeterFlags.KilobitsPerSecond | MeterFlags.PacketsPerSecond;
        var flags = (MeterFlags)(ushort)body.Flags;
        return (flags & Units) != Units
            ? new(command, new(body.MeterId, flags, ReadBands(ref r)))
            : throw r.Error(Errors.OFPMMFC_BAD_FLAGS, "a meter counts kilobits or packets, not both");
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
            var type = (MeterBandType)(ushort)body.Type;
            if (type is not (MeterBandType.Drop or MeterBandType.DscpRemark))
                throw r.Error(Errors.OFPMMFC_BAD_BAND, $"no band has the type {(ushort)body.Type}");
            bands.Add(new(type, body.Rate, body.BurstSize)
            {
                PrecedenceLevel = type == MeterBandType.DscpRemark ? body.PrecedenceLevel : (byte)0,
            });
        }
        return bands;
    }

    internal override void Print(StringBuilder to)
    {
        to.Append(Command switch { MeterModCommand.Add => " ADD ", MeterModCommand.Modify => " MOD ", _ => " DEL " });
        MeterText.Print(to, Meter);
    }
}
