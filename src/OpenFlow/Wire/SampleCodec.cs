namespace Sdn.OpenFlow.Wire;

/// <summary>sample on the wire: the shortest of its three forms that says all (Open vSwitch, struct nx_action_sample and nx_action_sample2).</summary>
static class SampleCodec
{
    internal static void Write(ref OfWriter w, Sample a)
    {
        var hasTail = a.SamplingPort != Ports.Any || a.Direction != SampleDirection.Unstated;
        ActionCodec.Begin(
            ref w, a.Direction != SampleDirection.Unstated ? NxActionType.Sample3 : hasTail ? NxActionType.Sample2 : NxActionType.Sample);
        w.Put(new SampleBody
        {
            Probability = a.Probability,
            CollectorSetId = a.CollectorSetId,
            ObservationDomainId = a.ObservationDomainId,
            ObservationPointId = a.ObservationPointId,
        });
        if (hasTail)
            w.Put(new SamplePortBody { SamplingPort = Ports.Narrow(a.SamplingPort), Direction = (byte)a.Direction });
    }

    internal static Action Read(ref OfReader r) => Of(r.Take<SampleBody>("sample"), in r);

    internal static Action ReadWithPort(ref OfReader r, bool hasDirection)
    {
        var body = r.Take<SampleBody>("sample");
        var tail = r.Take<SamplePortBody>("sample");
        if (hasDirection && (tail.Zero0 != 0 || tail.Zero1 != 0))
            throw r.Error(Errors.NXBRC_MUST_BE_ZERO, "sample's padding is not zero");
        if (hasDirection && tail.Direction > (byte)SampleDirection.Egress)
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"no sample has the direction {tail.Direction}");
        return Of(body, in r) with
        {
            SamplingPort = Ports.Widen(tail.SamplingPort),
            Direction = hasDirection ? (SampleDirection)tail.Direction : SampleDirection.Unstated,
        };
    }

    static Sample Of(in SampleBody body, in OfReader r) => body.Probability == 0
        ? throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, "a sample of nothing")
        : new()
        {
            Probability = body.Probability,
            CollectorSetId = body.CollectorSetId,
            ObservationDomainId = body.ObservationDomainId,
            ObservationPointId = body.ObservationPointId,
        };
}
