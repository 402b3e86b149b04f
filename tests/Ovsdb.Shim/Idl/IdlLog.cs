using System.Text.Json;

namespace Sdn.Ovsdb.Shim;

/// <summary>What test-ovsdb logs on the console with "-vjsonrpc -vPATTERN:console:test-ovsdb|%c|%m", which the suite looks through.</summary>
sealed class IdlLog(TextWriter writer)
{
    static readonly string[] Members = ["params", "result", "error", "id"];

    readonly Lock _gate = new();

    // Guarded by the gate. Each is said once for a schema.
    OvsdbSchema? _schema;

    /// <summary>Logs the messages of a session.</summary>
    public OvsdbTrace Trace(string name) => (direction, message) =>
    {
        using var document = JsonDocument.Parse(message);
        var json = document.RootElement;
        var kind = json.TryGetProperty("method", out var method)
            ? IsThere(json, "id") ? "request" : "notification"
            : IsThere(json, "error") ? "error" : "reply";
        var members = Members
            .Where(member => IsThere(json, member))
            .Select(member => $", {member}={CanonicalJson.Format(json.GetProperty(member))}");
        Write("jsonrpc", $"{name}: {(direction == OvsdbDirection.Sent ? "send" : "received")} {kind}"
            + $"{(method.ValueKind == JsonValueKind.String ? $", method=\"{method.GetString()}\"" : "")}{string.Concat(members)}");
    };

    /// <summary>Logs that a session ended or did not come about.</summary>
    public void Failed(OvsdbFailure failure) => Write("reconnect", $"{failure.Remote}: disconnected: {failure.Error.Message}");

    /// <summary>Logs what a database lacks.</summary>
    public void Missing(MonitorRequest request, OvsdbSchema? schema)
    {
        lock (_gate)
        {
            if (schema is null || ReferenceEquals(_schema, schema))
                return;
            _schema = schema;
        }
        foreach (var missing in request.MissingIn(schema))
            Write("ovsdb_idl", missing.ToString());
    }

    static bool IsThere(JsonElement json, string member) =>
        json.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null;

    void Write(string module, string text)
    {
        lock (_gate)
            writer.WriteLine($"test-ovsdb|{module}|{text}");
    }
}
