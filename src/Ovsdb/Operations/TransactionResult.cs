using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>What one operation of a committed transaction gave.</summary>
public abstract record OperationResult
{
    OperationResult()
    {
    }

    /// <summary>The UUID of the row that an insert made.</summary>
    public sealed record Inserted(Guid Uuid) : OperationResult;

    /// <summary>The rows that a select found.</summary>
    public sealed record Selected(IReadOnlyList<OvsdbRow> Rows) : OperationResult;

    /// <summary>The number of rows that an update, mutate or delete matched.</summary>
    public sealed record Counted(long Count) : OperationResult;

    /// <summary>Nothing to tell: wait, commit, comment, assert.</summary>
    public sealed record Done : OperationResult
    {
        public static Done Instance { get; } = new();
    }
}

/// <summary>The results of a committed transaction, one an operation, in order.</summary>
public sealed class TransactionResult
{
    readonly IReadOnlyList<OperationResult> _results;

    internal TransactionResult(IReadOnlyList<OperationResult> results) => _results = results;

    public IReadOnlyList<OperationResult> Operations => _results;

    /// <summary>The row that the insert at this place made.</summary>
    public Guid Uuid(int operation) => Result<OperationResult.Inserted>(operation).Uuid;

    /// <summary>The rows that the select at this place found.</summary>
    public IReadOnlyList<OvsdbRow> Rows(int operation) => Result<OperationResult.Selected>(operation).Rows;

    /// <summary>The number of rows that the update, mutate or delete at this place matched.</summary>
    public long Count(int operation) => Result<OperationResult.Counted>(operation).Count;

    T Result<T>(int operation) where T : OperationResult => _results[operation] as T
        ?? throw new InvalidOperationException($"Operation {operation} gave {_results[operation]}.");
}

/// <summary>The reply of a transact: the results, or the error that undid it (RFC 7047 section 4.1.3).</summary>
readonly record struct TransactionReply(TransactionResult? Result, OvsdbException? Error)
{
    /// <summary>Reads the reply. An error in it is a refusal and no fault of the session, so it is not thrown here.</summary>
    public static TransactionReply Read(ref Utf8JsonReader reader, int operationCount)
    {
        reader.Expect(JsonTokenType.StartArray, "an array of results");
        var results = new List<OperationResult>(operationCount);
        OvsdbException? error = null;
        var count = 0;
        for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next(), count++)
        {
            if (reader.TokenType == JsonTokenType.Null)
                continue;
            if (error is not null)
                throw OvsdbException.Protocol("a transaction's reply goes on after its error");
            var result = ReadResult(ref reader, out var failure);
            if (failure is { } json)
                error = ReplyError.Read(json, count < operationCount ? count : null);
            else
                results.Add(result!);
        }
        if (error is not null)
            return new TransactionReply(null, error);
        return results.Count == operationCount
            ? new TransactionReply(new TransactionResult(results), null)
            : throw OvsdbException.Protocol($"{results.Count} results for {operationCount} operations");
    }

    static OperationResult? ReadResult(ref Utf8JsonReader reader, out JsonElement? failure)
    {
        failure = null;
        reader.Expect(JsonTokenType.StartObject, "the result of an operation");
        var start = reader;
        OperationResult? result = null;
        for (reader.Next(); reader.TokenType != JsonTokenType.EndObject; reader.Next())
        {
            if (reader.Is("error"u8))
            {
                failure = start.Element();
                reader = start;
                return null;
            }
            if (reader.Is("uuid"u8))
            {
                reader.Next();
                result = new OperationResult.Inserted(ValueReader.ReadAtom(ref reader, AtomType.Uuid).AsUuid);
            }
            else if (reader.Is("count"u8))
            {
                reader.Next();
                result = new OperationResult.Counted(ValueReader.ReadAtom(ref reader, AtomType.Integer).AsInteger);
            }
            else if (reader.Is("rows"u8))
            {
                reader.Next();
                result = new OperationResult.Selected(SelectedRows.Read(ref reader));
            }
            else
            {
                reader.SkipValue();
            }
        }
        return result ?? OperationResult.Done.Instance;
    }
}

/// <summary>Reads the error that a reply carries: an object with name and details, or a bare string.</summary>
static class ReplyError
{
    public static OvsdbException Read(JsonElement json, int? operationIndex = null)
    {
        // So ovsdb-server(7) section 4.1.19 has the error of "convert".
        if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 1)
            return Read(json[0], operationIndex);
        if (json.ValueKind == JsonValueKind.String && json.GetString() is { Length: > 0 } name)
            return new OvsdbException(name) { Json = json, OperationIndex = operationIndex };
        if (json.ValueKind != JsonValueKind.Object)
            return new OvsdbException(json.GetRawText()) { Json = json, OperationIndex = operationIndex };
        var error = Text(json, "error") ?? json.GetRawText();
        return OvsdbException.Of(error, Text(json, "details"), Text(json, "syntax"), json, operationIndex);
    }

    static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 } text ? text : null;
}
