using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>How long the body of a kind of message can be. Looked at before anything in it, as Open vSwitch does (ofp-msgs.h).</summary>
readonly record struct BodyLength
{
    readonly int _least;
    readonly int _step;   // of how many bytes there may be a multiple beyond; 0 if there is nothing beyond

    BodyLength(int least, int step) => (_least, _step) = (least, step);

    internal static readonly BodyLength Any = AtLeast(0);

    internal static readonly BodyLength Nothing = Exactly(0);

    internal static BodyLength Exactly(int bytes) => new(bytes, 0);

    internal static BodyLength AtLeast(int bytes) => new(bytes, 1);

    internal static BodyLength Multiple(int step, int after = 0) => new(after, step);

    /// <exception cref="OpenFlowException">OFPBRC_BAD_LEN: the body is not so long.</exception>
    internal void Check(in OfReader body, string name)
    {
        var beyond = body.Left - _least;
        if (beyond < 0 || (_step == 0 ? beyond != 0 : beyond % _step != 0))
            throw body.Error(Errors.OFPBRC_BAD_LEN, $"the body of {name} has {this}, {body.Left} are there");
    }

    /// <summary>As in <c>16 bytes and a multiple of 8</c>.</summary>
    public override string ToString() => (_least, _step) switch
    {
        (0, 0) => "no bytes",
        (_, 0) => $"{_least} bytes",
        (0, 1) => "any bytes",
        (_, 1) => $"at least {_least} bytes",
        (0, _) => $"a multiple of {_step} bytes",
        _ => $"{_least} bytes and a multiple of {_step}",
    };
}
