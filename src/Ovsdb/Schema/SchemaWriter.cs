using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>Writes parts of a schema as text.</summary>
static class SchemaWriter
{
    public static string ToText(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, OvsdbJson.WriterOptions))
            write(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
