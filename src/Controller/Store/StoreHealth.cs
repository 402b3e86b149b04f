using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sdn.Controller.Store;

/// <summary>The controller serves while its store is open.</summary>
sealed class StoreHealth(ResourceStore store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(store.IsOpen ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the store is not open"));
}
