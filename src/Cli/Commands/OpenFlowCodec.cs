using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sdn.OpenFlow;
using Sdn.OpenFlow.Json;

namespace Sdn.Cli.Commands;

/// <summary>
/// Answers <c>{"id","op","hex"|"json"}</c> with <c>{"id","ok":true,"json"|"hex"}</c> or <c>{"id","ok":false,"error","detail"}</c>, a
/// line each, whatever comes: <c>error</c> is OpenFlow's own name, or one of this class for what never was OpenFlow.
/// </summary>
sealed class OpenFlowCodec(TextWriter output)
{
    /// <summary>The line is no JSON, or no request.</summary>
    public const string BadRequest = "BAD_REQUEST";

    /// <summary>The JSON is no message.</summary>
    public const string BadJson = "BAD_JSON";

    /// <summary>The text is no bytes.</summary>
    public const string BadHex = "BAD_HEX";

    /// <summary>The line has more bytes than a line may have.</summary>
    public const string TooLong = "TOO_LONG";

    /// <summary>A fault of this program, which the next request does not suffer from.</summary>
    const string Internal = "INTERNAL";

    const int DepthMax = 1024;

    readonly ArrayBufferWriter<byte> _bytes = new();

    public void Answer(ReadOnlyMemory<byte> line)
    {
        var request = new Request();
        try
        {
            request.Read(line);
            var result = Result(request);
            output.WriteLine($$"""{"id":{{request.Id}},"ok":true,{{result}}}""");
        }
        catch (OpenFlowException e)
        {
            Refuse(request.Id, e.Error.Name, e.Detail);
        }
        catch (RefusedException e)
        {
            Refuse(request.Id, e.Error, e.Message);
        }
        catch (JsonException e)
        {
            Refuse(request.Id, BadRequest, e.Message);
        }
        // Thousands of requests come behind this one, of which none is to suffer for it.
        catch (Exception e) when (e is not (IOException or OutOfMemoryException))
        {
            Refuse(request.Id, Internal, $"{e.GetType().Name}: {e.Message}");
        }
    }

    public void RefuseLongLine(int number) => Refuse("null", TooLong, $"line {number} is longer than a request may be");

    string Result(Request request) => request.Op switch
    {
        "decode" => Json(OpenFlowJson.Format(Codec.Decode(Hex(request)))),
        "decode-actions" => Json(OpenFlowJson.Format(Fragment.DecodeActions(Hex(request)))),
        "decode-instructions" => Json(OpenFlowJson.Format(Fragment.DecodeInstructions(Hex(request)))),
        "decode-oxm" => Json(OpenFlowJson.Format(Fragment.DecodeFields(Hex(request)))),
        "encode" => Encode(request),
        null => throw new RefusedException(BadRequest, "'op' is missing"),
        var op => throw new RefusedException(
            BadRequest, $"no op is called '{op}'; there are decode, decode-actions, decode-instructions, decode-oxm and encode"),
    };

    static string Json(string json) => $"\"json\":{json}";

    string Encode(Request request)
    {
        if (request.Json.IsEmpty)
            throw new RefusedException(BadRequest, "'json' is missing");
        _bytes.ResetWrittenCount();
        try
        {
            Codec.Encode(OpenFlowJson.Parse(request.Json.Span), _bytes);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new RefusedException(BadJson, e.Message);
        }
        return $"\"hex\":\"{Convert.ToHexStringLower(_bytes.WrittenSpan)}\"";
    }

    ReadOnlySpan<byte> Hex(Request request)
    {
        if (request.Hex is not { } hex)
            throw new RefusedException(BadRequest, "'hex' is missing");
        _bytes.ResetWrittenCount();
        return OpenFlowHex.Read(Encoding.UTF8.GetBytes(hex), _bytes) is { } wrong
            ? throw new RefusedException(BadHex, wrong)
            : _bytes.WrittenSpan;
    }

    void Refuse(string id, string error, string detail) => output.WriteLine(
        $$"""{"id":{{id}},"ok":false,"error":"{{error}}","detail":"{{JsonEncodedText.Encode(detail, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}}"}""");

    /// <summary>A request that never was OpenFlow.</summary>
    sealed class RefusedException(string error, string detail) : Exception(detail)
    {
        public string Error => error;
    }

    /// <summary>One line. What stands before a fault of its JSON is read all the same, so that the answer has the id.</summary>
    sealed class Request
    {
        /// <summary>As JSON: <c>7</c>, <c>"a"</c>, <c>null</c>.</summary>
        public string Id { get; private set; } = "null";

        public string? Op { get; private set; }

        public string? Hex { get; private set; }

        public ReadOnlyMemory<byte> Json { get; private set; }

        public void Read(ReadOnlyMemory<byte> line)
        {
            try
            {
                ReadMembers(line);
            }
            catch (InvalidOperationException e)
            {
                throw new JsonException(e.Message, e);   // text that is not UTF-8
            }
        }

        void ReadMembers(ReadOnlyMemory<byte> line)
        {
            var reader = new Utf8JsonReader(line.Span, new JsonReaderOptions { MaxDepth = DepthMax });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException("a request is a JSON object");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var name = reader.GetString();
                reader.Read();
                switch (name)
                {
                    case "id": Id = Encoding.UTF8.GetString(Value(line, ref reader).Span); break;
                    case "op": Op = Text(name, ref reader); break;
                    case "hex": Hex = Text(name, ref reader); break;
                    case "json": Json = Value(line, ref reader); break;
                    default: reader.Skip(); break;
                }
            }
            if (reader.Read())
                throw new JsonException("something is left behind the request");
        }

        static ReadOnlyMemory<byte> Value(ReadOnlyMemory<byte> line, ref Utf8JsonReader reader)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return line[start..(int)reader.BytesConsumed];
        }

        static string? Text(string name, ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String
            ? reader.GetString()
            : throw new JsonException($"'{name}' is {reader.TokenType}, not a text");
    }
}
