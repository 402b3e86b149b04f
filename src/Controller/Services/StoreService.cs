using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Sdn.Api;
using Sdn.Controller.Store;

namespace Sdn.Controller.Services;

/// <summary>The API of the store as a whole; its behaviour is said in store.proto.</summary>
sealed class StoreService(ResourceStore store) : Api.StoreService.StoreServiceBase, IDisposable
{
    const int ChunkBytes = 256 * 1024;

    // A caller who does not read must not keep others from a backup for ever.
    static readonly TimeSpan BackupMax = TimeSpan.FromMinutes(30);

    readonly SemaphoreSlim _backup = new(1); // a copy each would fill the disk

    public override async Task Backup(BackupRequest request, IServerStreamWriter<BackupResponse> responseStream, ServerCallContext context)
    {
        if (!_backup.Wait(0, CancellationToken.None))
            throw Refusal.Make(StatusCode.Unavailable, "BACKUP_RUNNING", "another backup is being taken; try again when it is done");

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            limit.CancelAfter(BackupMax);
            using var copy = await Task.Run(store.Copy, limit.Token);
            await Send(copy, responseStream, limit.Token);
        }
        finally
        {
            _backup.Release();
        }
    }

    public override Task<ListChangesResponse> ListChanges(ListChangesRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var list = $"changes {request.Resource} {request.Actor} {request.StartTime} {request.EndTime} {request.AfterRevision}";
        var filter = ChangeFilters.Read(request, violations.ReadToken(request.PageSize, request.PageToken, list), violations);
        violations.Throw();

        var size = Pages.SizeOf(request.PageSize);
        var found = store.History.Newest(filter, size + 1);
        return Task.FromResult(new ListChangesResponse
        {
            Changes = { found.Take(size).Select(f => ChangeFilters.ToMessage(f.Change)) },
            NextPageToken = found.Count > size ? Pages.Write(list, $"{found[size - 1].Change.Revision}.{found[size - 1].Ordinal}") : "",
            FloorRevision = store.History.ReadFloor(),
        });
    }

    public void Dispose() => _backup.Dispose();

    static async Task Send(StoreCopy copy, IServerStreamWriter<BackupResponse> responses, CancellationToken cancellationToken)
    {
        using var ofDatabase = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var ofFile = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ChunkBytes];
        for (int count; (count = await copy.File.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            ofDatabase.AppendData(buffer.AsSpan(0, count));
            await SendChunk(buffer.AsMemory(0, count));
        }

        var seal = BackupFile.Seal(ofDatabase.GetHashAndReset());
        await SendChunk(seal);
        var summary = new BackupSummary
        {
            Revision = copy.Revision,
            SizeBytes = (ulong)(copy.File.Length + seal.Length),
            Sha256 = ByteString.CopyFrom(ofFile.GetHashAndReset()),
        };
        await responses.WriteAsync(new() { Summary = summary }, cancellationToken);

        async Task SendChunk(ReadOnlyMemory<byte> bytes)
        {
            ofFile.AppendData(bytes.Span);
            await responses.WriteAsync(new() { Chunk = ByteString.CopyFrom(bytes.Span) }, cancellationToken);
        }
    }
}
