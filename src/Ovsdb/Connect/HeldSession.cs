namespace Sdn.Ovsdb;

/// <summary>Runs what one does with a session, for no longer than the session lives, and leaves nothing of it behind.</summary>
static class HeldSession
{
    /// <summary>
    /// Runs <paramref name="session"/>, whose token is canceled when the connection ends, and disposes of the client after it.
    /// </summary>
    /// <returns>Why it ended; null if <paramref name="session"/> returned while the connection was open.</returns>
    public static async Task<OvsdbException?> Run(
        OvsdbClient client, Func<OvsdbClient, CancellationToken, Task> session, CancellationToken cancellationToken)
    {
        OvsdbException? thrown = null;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ending = CancelAtEnd(client, over);
        try
        {
            await session(client, over.Token);
        }
        catch (OvsdbException e)
        {
            thrown = e;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested && !client.IsOpen)
        {
            thrown = new OvsdbException(OvsdbErrors.ConnectionLost, "the server closed the connection", e);
        }
        finally
        {
            await client.DisposeAsync();
            await ending;
        }
        // What a call failed with is less than why the session ended.
        return client.Completion.Exception?.InnerException as OvsdbException ?? thrown;
    }

    static async Task CancelAtEnd(OvsdbClient client, CancellationTokenSource over)
    {
        await client.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await over.CancelAsync();
    }
}
