using System.Text;
using Sdn.OpenFlow.Json;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>A refusal, with the beginning of what was refused. OpenFlow 1.5.1, 7.5.4.</summary>
public sealed record ErrorMessage(OpenFlowError Error, ValueList<byte> Refused) : OpenFlowMessage
{
    const ushort ExperimenterType = 0xffff;
    const ushort NiciraType = 0xb0c2;   // NXET_VENDOR, of before there were experimenters' errors

    public override MessageType Type => MessageType.Error;

    // ofp_error_experimenter_msg has the experimenter's own number where others have the code.
    internal override void WriteBody(ref OfWriter w)
    {
        if (Error.Experimenter == 0)
        {
            w.Put(new Tlv { Type = Error.Type, Length = Error.Code });
        }
        else
        {
            w.Put(new Tlv { Type = ExperimenterType, Length = Error.Type });
            w.Put<Be32>(Error.Experimenter);
        }

        w.PutBytes(Refused.Span);
    }

    internal static ErrorMessage Read(ref OfReader r)
    {
        var head = r.Take<Tlv>("the error");   // type and code lie where others have type and length
        var (experimenter, type, code) = (0u, (ushort)head.Type, (ushort)head.Length);
        if (type == ExperimenterType)
        {
            (experimenter, type, code) = (r.Take<Be32>("the experimenter"), code, 0);
        }
        else if (type == NiciraType && code == 0)
        {
            experimenter = r.Take<Be32>("the experimenter");
            var numbers = r.Take<Tlv>("the experimenter's error");
            (type, code) = (numbers.Type, numbers.Length);
        }

        // Open vSwitch refuses what it has no name for by this error too (ofp_print_error_msg()).
        return Errors.Find(experimenter, type, code) is { } error
            ? new(error, r.TakeRest())
            : throw r.Error(Errors.OFPBRC_BAD_LEN, $"no error has the type {type} and the code {code}{(experimenter == 0 ? "" : $" of experimenter 0x{experimenter:x}")}");
    }

    internal override void Print(StringBuilder to)
    {
        to.Append($" {Error.Name}\n");
        if (Error == Errors.OFPHFC_INCOMPATIBLE || Error == Errors.OFPHFC_EPERM)
            Printing.WritePrintable(to, Refused.Span);
        else
            to.Append(MessageText.Format(Refused.Span));
    }
}

/// <summary>An error as JSON has it: by numbers, with the name beside them for readers.</summary>
sealed record ErrorMessageJson : IFlat<ErrorMessage, ErrorMessageJson>
{
    public required ushort ErrorType { get; init; }

    public required ushort ErrorCode { get; init; }

    /// <summary>The experimenter's id; 0 for the specification's own errors.</summary>
    public uint ErrorExperimenter { get; init; }

    /// <summary>For readers only: the numbers decide.</summary>
    public string? ErrorName { get; init; }

    public required ValueList<byte> Data { get; init; }

    public static ErrorMessageJson From(ErrorMessage value) => new()
    {
        ErrorType = value.Error.Type,
        ErrorCode = value.Error.Code,
        ErrorExperimenter = value.Error.Experimenter,
        ErrorName = value.Error.Name,
        Data = value.Refused,
    };

    public ErrorMessage ToValue() =>
        Errors.Find(ErrorExperimenter, ErrorType, ErrorCode) is { } error
            ? new(error, Data)
            : throw new ArgumentException($"no error has the type {ErrorType} and the code {ErrorCode}{(ErrorExperimenter == 0 ? "" : $" of experimenter 0x{ErrorExperimenter:x}")}");
}
