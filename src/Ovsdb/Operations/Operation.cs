using System.Diagnostics;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>One step of a transaction; the ten kinds of RFC 7047 section 5.2, nested here.</summary>
public abstract record Operation
{
    Operation()
    {
    }

    /// <summary>Makes a row; columns that are not named get their default (5.2.1).</summary>
    public sealed record Insert(string Table, ColumnValues Row) : Operation
    {
        /// <summary>The name under which operations of the same transaction refer to the row, as a named UUID.</summary>
        public string? UuidName { get; init; }

        /// <summary>The row's UUID where the caller chooses it; an extension of ovsdb-server 3.0 and later.</summary>
        public Guid? Uuid { get; init; }
    }

    /// <summary>Reads the rows that fulfil all conditions (5.2.2).</summary>
    public sealed record Select(string Table, IReadOnlyList<Condition> Where) : Operation
    {
        /// <summary>The columns to read; null for all, "_uuid" and "_version" among them.</summary>
        public IReadOnlyList<string>? Columns { get; init; }
    }

    /// <summary>Writes columns of the rows that fulfil all conditions (5.2.3).</summary>
    public sealed record Update(string Table, IReadOnlyList<Condition> Where, ColumnValues Row) : Operation;

    /// <summary>Changes columns of the rows that fulfil all conditions (5.2.4).</summary>
    public sealed record Mutate(string Table, IReadOnlyList<Condition> Where, IReadOnlyList<Mutation> Mutations) : Operation;

    /// <summary>Removes the rows that fulfil all conditions (5.2.5).</summary>
    public sealed record Delete(string Table, IReadOnlyList<Condition> Where) : Operation;

    /// <summary>Goes on only when the rows that fulfil all conditions are, or are not, exactly these (5.2.6).</summary>
    public sealed record Wait(
        string Table,
        IReadOnlyList<Condition> Where,
        IReadOnlyList<string> Columns,
        WaitUntil Until,
        IReadOnlyList<ColumnValues> Rows) : Operation
    {
        /// <summary>When to fail with "timed out"; 0 at once, null never.</summary>
        public long? TimeoutMilliseconds { get; init; }
    }

    /// <summary>With <paramref name="IsDurable"/>, the reply comes after the transaction is on the disk (5.2.7).</summary>
    public sealed record Commit(bool IsDurable) : Operation;

    /// <summary>Fails the transaction with "aborted" (5.2.8).</summary>
    public sealed record Abort : Operation;

    /// <summary>Leaves a text in the server's log of transactions (5.2.9).</summary>
    public sealed record Comment(string Text) : Operation;

    /// <summary>Fails the transaction with "not owner" unless this session holds the lock (5.2.10).</summary>
    public sealed record Assert(string Lock) : Operation;

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        switch (this)
        {
            case Insert insert:
                WriteStart(writer, "insert"u8, insert.Table);
                writer.WritePropertyName("row"u8);
                insert.Row.Write(writer);
                if (insert.UuidName is not null)
                    writer.WriteString("uuid-name"u8, insert.UuidName);
                if (insert.Uuid is { } uuid)
                    writer.WriteString("uuid"u8, uuid);
                break;
            case Select select:
                WriteStart(writer, "select"u8, select.Table);
                WriteWhere(writer, select.Where);
                if (select.Columns is not null)
                    WriteStrings(writer, "columns"u8, select.Columns);
                break;
            case Update update:
                WriteStart(writer, "update"u8, update.Table);
                WriteWhere(writer, update.Where);
                writer.WritePropertyName("row"u8);
                update.Row.Write(writer);
                break;
            case Mutate mutate:
                WriteStart(writer, "mutate"u8, mutate.Table);
                WriteWhere(writer, mutate.Where);
                writer.WriteStartArray("mutations"u8);
                foreach (var mutation in mutate.Mutations)
                    mutation.Write(writer);
                writer.WriteEndArray();
                break;
            case Delete delete:
                WriteStart(writer, "delete"u8, delete.Table);
                WriteWhere(writer, delete.Where);
                break;
            case Wait wait:
                WriteWait(writer, wait);
                break;
            case Commit commit:
                writer.WriteString("op"u8, "commit"u8);
                writer.WriteBoolean("durable"u8, commit.IsDurable);
                break;
            case Abort:
                writer.WriteString("op"u8, "abort"u8);
                break;
            case Comment comment:
                writer.WriteString("op"u8, "comment"u8);
                writer.WriteString("comment"u8, comment.Text);
                break;
            case Assert assert:
                writer.WriteString("op"u8, "assert"u8);
                writer.WriteString("lock"u8, assert.Lock);
                break;
            default:
                throw new UnreachableException();
        }
        writer.WriteEndObject();
    }

    static void WriteStart(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string table)
    {
        writer.WriteString("op"u8, name);
        writer.WriteString("table"u8, table);
    }

    static void WriteWait(Utf8JsonWriter writer, Wait wait)
    {
        WriteStart(writer, "wait"u8, wait.Table);
        WriteWhere(writer, wait.Where);
        WriteStrings(writer, "columns"u8, wait.Columns);
        writer.WriteString("until"u8, wait.Until == WaitUntil.Equal ? "=="u8 : "!="u8);
        writer.WriteStartArray("rows"u8);
        foreach (var row in wait.Rows)
            row.Write(writer);
        writer.WriteEndArray();
        if (wait.TimeoutMilliseconds is { } timeout)
            writer.WriteNumber("timeout"u8, timeout);
    }

    static void WriteWhere(Utf8JsonWriter writer, IReadOnlyList<Condition> where)
    {
        writer.WriteStartArray("where"u8);
        foreach (var condition in where)
            condition.Write(writer);
        writer.WriteEndArray();
    }

    static void WriteStrings(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<string> strings)
    {
        writer.WriteStartArray(name);
        foreach (var text in strings)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}

/// <summary>What a <see cref="Operation.Wait"/> waits for.</summary>
public enum WaitUntil
{
    /// <summary>The rows are exactly those given.</summary>
    Equal,

    /// <summary>The rows differ from those given.</summary>
    NotEqual,
}
