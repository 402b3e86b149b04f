using System.Buffers;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>
/// Finds where a JSON-RPC message ends in a stream that has no framing: where its object ends (RFC 7047 section 4).
/// The JSON reader's state is kept between reads, so each byte is scanned once however the stream is cut. Of a reply with
/// rows, those that are whole can be taken while the rest is on its way.
/// </summary>
sealed class MessageFramer(OvsdbClientOptions options)
{
    readonly JsonReaderOptions _readerOptions = new() { MaxDepth = options.DepthMax };

    JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = options.DepthMax });
    long _scanned;
    MessageFrame _frame;
    MessageMember _member;
    long _memberStart;

    // How many bytes of the message were taken out of the buffer before it was whole, and where the last whole row of its
    // result ends.
    long _taken;
    long _rowsEnd;

    /// <summary>Whether a message has begun and not yet ended.</summary>
    public bool IsInMessage { get; private set; }

    /// <summary>Whether the message is a reply that has begun on its result, and its id is known.</summary>
    public bool IsInResult => IsInMessage && _member == MessageMember.Result && _memberStart > 0 && _frame[MessageMember.Id].HasValue;

    /// <summary>
    /// The depth in the message of the objects that are rows, from the next read on; 0 until someone says that the result has
    /// rows.
    /// </summary>
    public int RowDepth { get; set; }

    /// <summary>Looks on in a buffer that starts where the last message, or what was taken of this one, ended.</summary>
    public bool TryRead(in ReadOnlySequence<byte> buffer, out MessageFrame frame)
    {
        var reader = new Utf8JsonReader(buffer.Slice(_scanned - _taken), isFinalBlock: false, _state);
        var isWhole = false;
        try
        {
            while (!isWhole && reader.Read())
                isWhole = Take(ref reader);
        }
        catch (JsonException e)
        {
            throw OvsdbJson.Malformed(e);
        }
        _scanned += reader.BytesConsumed;
        if (isWhole)
        {
            frame = FrameOf(buffer);
            Reset();
            return true;
        }
        _state = reader.CurrentState;
        frame = default;
        if (_taken + buffer.Length > options.MessageBytesMax)
            throw OvsdbException.Protocol($"a message longer than MessageBytesMax ({options.MessageBytesMax} bytes)");
        // The reader starts a string that is cut off anew with each read: without a limit that is quadratic.
        if (_taken + buffer.Length - _scanned > options.TokenBytesMax)
            throw OvsdbException.Protocol($"a token longer than TokenBytesMax ({options.TokenBytesMax} bytes)");
        return false;
    }

    /// <summary>What is there of a message that is not whole yet.</summary>
    public MessageFrame FrameOf(in ReadOnlySequence<byte> buffer) =>
        _frame with { Bytes = buffer.Slice(0, _scanned - _taken), Start = _taken };

    /// <summary>
    /// Takes from the result what is there of it, up to the end of a row; the buffer of the next read starts after it.
    /// </summary>
    public bool TryTakeRows(in ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> rows)
    {
        var start = Math.Max(_memberStart, _taken);
        rows = default;
        if (_rowsEnd <= start)
            return false;
        rows = buffer.Slice(start - _taken, _rowsEnd - start);
        _taken = _rowsEnd;
        return true;
    }

    /// <summary>Notes where the members of the outermost object lie; true at the object's end.</summary>
    bool Take(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        if (depth > 1)
        {
            if (depth == RowDepth && reader.TokenType == JsonTokenType.EndObject && _member == MessageMember.Result)
                _rowsEnd = _scanned + reader.BytesConsumed;
            return false;
        }
        if (depth == 0)
        {
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject))
                throw OvsdbException.Protocol("a message that is not a JSON object");
            IsInMessage = reader.TokenType == JsonTokenType.StartObject;
            return !IsInMessage;
        }
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _member = NameOf(ref reader);
                if (_frame[_member].IsThere)
                    throw OvsdbException.Protocol($"a message with two members \"{_member.ToString().ToLowerInvariant()}\"");
                _memberStart = 0;
                break;
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                _memberStart = _scanned + reader.TokenStartIndex;
                break;
            case JsonTokenType.EndArray or JsonTokenType.EndObject:
                Note(_memberStart, ref reader);
                break;
            default:
                Note(_scanned + reader.TokenStartIndex, ref reader);
                break;
        }
        return false;
    }

    void Note(long start, ref Utf8JsonReader reader)
    {
        var span = new MemberSpan(start, _scanned + reader.BytesConsumed);
        // A null says as much as no member at all: RFC 7047 and JSON-RPC 1.0 write both.
        var isNull = reader.TokenType == JsonTokenType.Null;
        _frame[_member] = span with { IsNull = isNull };
    }

    MessageMember NameOf(ref Utf8JsonReader reader)
    {
        var member = reader.Is("id"u8) ? MessageMember.Id
            : reader.Is("result"u8) ? MessageMember.Result
            : reader.Is("error"u8) ? MessageMember.Error
            : reader.Is("method"u8) ? MessageMember.Method
            : reader.Is("params"u8) ? MessageMember.Params
            : throw OvsdbException.Protocol($"a message with an unexpected member \"{reader.Shown()}\"");
        // At the name: of a value that comes once more nothing may be taken.
        return _frame[member].IsThere
            ? throw OvsdbException.Protocol($"a message with two members \"{member.ToString().ToLowerInvariant()}\"")
            : member;
    }

    void Reset()
    {
        _state = new JsonReaderState(_readerOptions);
        (_scanned, _memberStart, _taken, _rowsEnd, RowDepth) = (0, 0, 0, 0, 0);
        _frame = default;
    }
}

/// <summary>The members of a JSON-RPC 1.0 message.</summary>
enum MessageMember
{
    Id,
    Method,
    Params,
    Result,
    Error,
}

/// <summary>Where the value of a member lies in its message.</summary>
readonly record struct MemberSpan(long Start, long End)
{
    public bool IsNull { get; init; }

    public bool IsThere => End != 0;

    public bool HasValue => IsThere && !IsNull;
}

/// <summary>One whole message and where its members lie in it.</summary>
record struct MessageFrame
{
    MemberSpan _id;
    MemberSpan _method;
    MemberSpan _params;
    MemberSpan _result;
    MemberSpan _error;

    /// <summary>The message's bytes, or what is left of them where rows were taken out before it was whole.</summary>
    public ReadOnlySequence<byte> Bytes { get; init; }

    /// <summary>Where in the message the bytes start.</summary>
    public long Start { get; init; }

    public MemberSpan this[MessageMember member]
    {
        readonly get => member switch
        {
            MessageMember.Id => _id,
            MessageMember.Method => _method,
            MessageMember.Params => _params,
            MessageMember.Result => _result,
            _ => _error,
        };
        set
        {
            switch (member)
            {
                case MessageMember.Id:
                    _id = value;
                    break;
                case MessageMember.Method:
                    _method = value;
                    break;
                case MessageMember.Params:
                    _params = value;
                    break;
                case MessageMember.Result:
                    _result = value;
                    break;
                default:
                    _error = value;
                    break;
            }
        }
    }

    /// <summary>The bytes of a member's value, or what is left of them.</summary>
    public readonly ReadOnlySequence<byte> ValueOf(MessageMember member)
    {
        var start = Math.Max(this[member].Start, Start);
        return Bytes.Slice(start - Start, Math.Max(this[member].End - start, 0));
    }
}
