using System.Buffers.Binary;
using System.Diagnostics;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace Sdn.Controller.Store;

/// <summary>The statements that carry out row changes, each prepared once.</summary>
sealed class Statements : IDisposable
{
    readonly SqliteCommand _writeResource;
    readonly SqliteCommand _deleteResource;
    readonly SqliteCommand _log;
    readonly SqliteCommand _startRest;
    readonly SqliteCommand _endRest;
    readonly SqliteCommand _forgetRests;
    readonly SqliteCommand _deleteSpaceResting;
    readonly SqliteCommand _deleteSpaceReservations;
    readonly SqliteCommand _writeReservation;
    readonly SqliteCommand _deleteReservation;
    readonly SqliteCommand _writeCounter;
    readonly SqliteCommand _forgetChanges;
    readonly SqliteCommand _forgetRequests;
    readonly SqliteCommand _rememberRequest;

    public Statements(SqliteConnection connection)
    {
        _writeResource = Prepare(connection, "INSERT INTO resource VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO UPDATE SET number = $3, revision = $4, body = $5", 5);
        _deleteResource = Prepare(connection, "DELETE FROM resource WHERE kind = $1 AND id = $2", 2);
        _log = Prepare(connection, "INSERT INTO change VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", 8);
        _startRest = Prepare(connection, "INSERT OR REPLACE INTO resting VALUES ($1, $2, $3, $4, $5)", 5);
        _endRest = Prepare(connection, "DELETE FROM resting WHERE space = $1 AND first <= $3 AND last >= $2", 3);
        _forgetRests = Prepare(connection, "DELETE FROM resting WHERE until <= $1", 1);
        _deleteSpaceResting = Prepare(connection, "DELETE FROM resting WHERE space = $1", 1);
        _deleteSpaceReservations = Prepare(connection, "DELETE FROM reservation WHERE space = $1", 1);
        _writeReservation = Prepare(connection, "INSERT OR REPLACE INTO reservation VALUES ($1, $2, $3, $4, $5)", 5);
        _deleteReservation = Prepare(connection, "DELETE FROM reservation WHERE space = $1 AND number = $2", 2);
        _forgetRequests = Prepare(connection, "DELETE FROM request WHERE time <= $1 OR sequence <= (SELECT max(sequence) FROM request) - $2", 2);
        _rememberRequest = Prepare(connection, "INSERT INTO request (id, fingerprint, answer, time) VALUES ($1, $2, $3, $4)", 4);
        _forgetChanges = Prepare(
            connection,
            """
            DELETE FROM change WHERE revision < (SELECT max(revision) FROM change) AND revision <= max(
              coalesce((SELECT revision FROM change ORDER BY revision DESC, ordinal DESC LIMIT 1 OFFSET $2), 0),
              coalesce((SELECT max(revision) FROM change WHERE time <= $1), 0))
            """,
            2);
        _writeCounter = Prepare(connection, "INSERT INTO counter VALUES ($1, $2) ON CONFLICT DO UPDATE SET value = $2", 2);
    }

    public static UInt128 ToNumber(byte[] bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes);

    public void Execute(RowChange row, SqliteTransaction transaction)
    {
        switch (row)
        {
            case RowChange.ResourceWritten r:
                Run(_writeResource, transaction, (int)r.Kind, r.Id, r.Number, (long)r.Revision, r.Body.ToByteArray());
                break;
            case RowChange.ResourceDeleted r:
                Run(_deleteResource, transaction, (int)r.Kind, r.Id);
                break;
            case RowChange.Logged { Change: var c } r:
                Run(_log, transaction, (long)c.Revision, r.Ordinal, c.Time.ToUnixTimeMilliseconds(), c.Actor, (int)c.Kind, c.Id, (int)c.Operation, c.Body.ToByteArray());
                break;
            case RowChange.RestStarted { Resting: var rest } r:
                Run(_startRest, transaction, r.Space, ToBytes(rest.Range.First), ToBytes(rest.Range.Last), rest.Until.ToUnixTimeMilliseconds(), rest.Holder);
                break;
            case RowChange.RestEnded r:
                Run(_endRest, transaction, r.Space, ToBytes(r.Range.First), ToBytes(r.Range.Last));
                break;
            case RowChange.RestsForgotten r:
                Run(_forgetRests, transaction, r.Now.ToUnixTimeMilliseconds());
                break;
            case RowChange.SpaceDeleted r:
                Run(_deleteSpaceResting, transaction, r.Space);
                Run(_deleteSpaceReservations, transaction, r.Space);
                break;
            case RowChange.ReservationWritten { Reservation: var kept } r:
                Run(_writeReservation, transaction, r.Space, ToBytes(kept.Number), kept.Application, kept.Device, kept.Expires.ToUnixTimeMilliseconds());
                break;
            case RowChange.ReservationDeleted r:
                Run(_deleteReservation, transaction, r.Space, ToBytes(r.Number));
                break;
            case RowChange.CounterWritten r:
                Run(_writeCounter, transaction, r.Name, (long)r.Value);
                break;
            case RowChange.RequestRemembered { Request: var request } r:
                Run(_forgetRequests, transaction, r.Expired.ToUnixTimeMilliseconds(), r.CountMax - 1);
                Run(_rememberRequest, transaction, request.Key.Id.ToByteArray(), request.Key.Fingerprint, request.Answer, request.Time.ToUnixTimeMilliseconds());
                break;
            case RowChange.ChangesForgotten r:
                Run(_forgetChanges, transaction, r.Until.ToUnixTimeMilliseconds(), r.CountMax);
                break;
            default:
                throw new UnreachableException();
        }
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_writeResource, _deleteResource, _log, _startRest, _endRest, _forgetRests, _deleteSpaceResting, _deleteSpaceReservations, _writeReservation, _deleteReservation, _writeCounter, _forgetRequests, _rememberRequest, _forgetChanges])
            command.Dispose();
    }

    static SqliteCommand Prepare(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        return command;
    }

    static void Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    static byte[] ToBytes(UInt128 number)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return bytes;
    }
}
