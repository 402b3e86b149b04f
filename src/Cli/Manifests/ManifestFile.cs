using Google.Protobuf;
using Google.Protobuf.Reflection;
using Sdn.Cli.Calls;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sdn.Cli.Manifests;

/// <summary>One document of a manifest: a resource, and where its fields stand.</summary>
/// <param name="Resource">What the document says.</param>
/// <param name="Position">Where the document begins: <c>file.yaml:3:1</c>.</param>
/// <param name="Positions">Where each field of it stands, by its path in the proto's names.</param>
sealed record ManifestDocument(IMessage Resource, string Position, IReadOnlyDictionary<string, string> Positions);

/// <summary>A file of resources in YAML or JSON, in the proto JSON mapping.</summary>
static class ManifestFile
{
    const int CharactersMax = 4 * 1024 * 1024;

    /// <summary>Reads every document, or says all that is wrong with them.</summary>
    /// <param name="path">The file; <c>-</c> for <paramref name="standardInput"/>.</param>
    /// <param name="standardInput">What <c>-</c> stands for.</param>
    /// <param name="descriptor">The kind of resource that the documents are.</param>
    public static IReadOnlyList<ManifestDocument> Read(string path, Stream standardInput, MessageDescriptor descriptor)
    {
        var file = path == "-" ? "<stdin>" : path;
        var errors = new List<string>();
        var documents = new List<ManifestDocument>();
        foreach (var root in Parse(file, Text(path, standardInput)))
        {
            var reader = new MessageReader(file, errors);
            var resource = reader.Read(root, descriptor);
            documents.Add(new(resource, $"{file}:{root.Start.Line}:{root.Start.Column}", reader.Positions));
        }
        return errors switch
        {
            [_, ..] => throw new UsageException(["the manifest is wrong; nothing was sent:", .. errors]),
            [] when documents.Count == 0 => throw new UsageException($"{file} holds no {descriptor.Name}: it is empty"),
            _ => documents,
        };
    }

    static string Text(string path, Stream standardInput)
    {
        try
        {
            using var reader = path == "-" ? new StreamReader(standardInput) : new StreamReader(path);
            var buffer = new char[CharactersMax + 1];
            var length = reader.ReadBlock(buffer);
            return length <= CharactersMax
                ? new string(buffer, 0, length)
                : throw new UsageException($"{path} is too long for a manifest: it may have {CharactersMax} characters");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot read the manifest: {e.Message}");
        }
    }

    static IEnumerable<YamlNode> Parse(string file, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new UsageException(
                "the manifest is wrong; nothing was sent:",
                $"{file}:{e.Start.Line}:{e.Start.Column}: this is neither YAML nor JSON: {e.Message}");
        }
        return stream.Documents.Select(d => d.RootNode).Where(n => !MessageReader.IsNull(n));
    }
}
