using System.Text;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Asks for a meter, or all. OpenFlow 1.5.1, 7.3.5.14.</summary>
public sealed record MeterConfigRequest(uint MeterId = MeterConfig.All) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.MeterConfig;

    internal override void WriteRequest(ref OfWriter w) => w.Put(new PaddedId { Id = MeterId });

    internal static MeterConfigRequest Read(ref OfReader r) => new(r.Take<PaddedId>("the meter").Id);

    internal override void Print(StringBuilder to) => to.Append($" meter={MeterText.NameOf(MeterId)}");
}

/// <summary>Meters that the switch has.</summary>
public sealed record MeterConfigReply(ValueList<MeterConfig> Meters) : MultipartReply
{
    const int FixedBytes = 8;

    public override MultipartType Multipart => MultipartType.MeterConfig;

    internal static MeterConfigReply Read(ref OfReader r)
    {
        var meters = new List<MeterConfig>();
        while (r.Left > 0)
        {
            var body = r.Take<MeterBody>("a meter");
            if (body.CommandOrLength < FixedBytes)
                throw r.Error(Errors.OFPBRC_BAD_LEN, $"a meter of {(ushort)body.CommandOrLength} bytes");
            var bands = r.Sub(body.CommandOrLength - FixedBytes, Errors.OFPBRC_BAD_LEN, "a meter's bands");
            meters.Add(new(body.MeterId, (MeterFlags)(ushort)body.Flags, MeterMod.ReadBands(ref bands)));
        }
        return new(meters);
    }

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var meter in Meters.Span)
        {
            var start = w.Position;
            w.Put(new MeterBody { Flags = (ushort)meter.Flags, MeterId = meter.Id });
            MeterMod.WriteBands(ref w, meter.Bands);
            w.Patch16(start, w.Position - start);
        }
    }

    internal override void Print(StringBuilder to)
    {
        foreach (var meter in Meters)
            MeterText.Print(to.Append('\n'), meter);
    }
}
