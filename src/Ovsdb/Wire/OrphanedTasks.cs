namespace Sdn.Ovsdb;

/// <summary>Marks tasks whose failure is known from elsewhere.</summary>
static class OrphanedTasks
{
    public static void OrphanedOnPurpose(this Task task) => task.ContinueWith(
        static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
