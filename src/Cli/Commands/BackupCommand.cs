using System.CommandLine;
using System.Security.Cryptography;
using Grpc.Core;
using Sdn.Api;
using Sdn.Cli.Calls;

namespace Sdn.Cli.Commands;

/// <summary><c>sdnctl backup</c>: a copy of the controller's store in a file, taken while it works.</summary>
static class BackupCommand
{
    public static Command Create(Caller caller)
    {
        var file = new Argument<string>("FILE") { Description = "The file to be made; it must not exist" };
        var command = new ExampleCommand(
            "backup",
            "Copies the controller's whole store into a file, while it works. To restore it, stop the controller and run 'sdn-controller --restore FILE'.",
            "sdnctl backup sdn-$(date +%F).backup")
        {
            file,
        };
        return caller.Bind(command, async call =>
        {
            var path = call.Parsed.GetValue(file)!;
            if (Path.Exists(path))
                throw new UsageException($"{path} exists already: name a new file, a backup is not written over");

            var part = path + ".part";
            try
            {
                var summary = await Receive(call, part);
                File.Move(part, path);
                call.Output.WriteReply(summary, $"{path} is the store at revision {summary.Revision}: {summary.SizeBytes} bytes");
                return ExitCodes.Ok;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UsageException($"{path} cannot be written: {e.Message}");
            }
            finally
            {
                File.Delete(part);
            }
        });
    }

    static async Task<BackupSummary> Receive(Call call, string path)
    {
        using var stream = new StoreService.StoreServiceClient(call.Invoker).Backup(new(), call.Endless);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        BackupSummary? summary = null;
        await foreach (var part in stream.ResponseStream.ReadAllAsync(call.CancellationToken))
        {
            hash.AppendData(part.Chunk.Span);
            await target.WriteAsync(part.Chunk.Memory, call.CancellationToken);
            summary = part.Summary ?? summary;
        }

        if (summary is null || !hash.GetHashAndReset().AsSpan().SequenceEqual(summary.Sha256.Span))
            throw new RpcException(new(StatusCode.DataLoss, "the backup has not arrived as it was sent; nothing is kept of it, take it again"));
        target.Flush(flushToDisk: true);
        return summary;
    }
}
