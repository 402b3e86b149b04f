using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Errors, with what a switch says to have refused: a message whole, its beginning, or words.</summary>
static class AnyRefusal
{
    const int QuotedBytes = 64;   // OpenFlow 1.5.1, 7.5.4: at least so much of a message is sent back

    internal static OpenFlowMessage Draw(Draw d)
    {
        var error = d.OneOf<OpenFlowError>([.. Errors.All]);
        var refused = OfpParse.Bytes(d.From(AnyFlow.Mod));
        return new ErrorMessage(error, d.From(Gen.Int[0, 2]) switch
        {
            0 => [],
            1 => ValueList.Create<byte>(refused),
            _ => ValueList.Create<byte>(refused.AsSpan(0, Math.Min(refused.Length, QuotedBytes))),
        });
    }
}
