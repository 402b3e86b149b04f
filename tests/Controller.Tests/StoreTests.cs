using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using Sdn.Api;
using Sdn.Controller.Store;

namespace Sdn.Controller.Tests;

public sealed class StoreTests
{
    [Fact]
    public async Task A_restart_keeps_everything()
    {
        await using var controller = await RunningController.Start();
        await controller.AddDevices("d1");
        await controller.AddApplication("cameras");
        await controller.Attach("e1", "d1", "cameras");
        await controller.Attach("e2", "d1", "cameras");
        await controller.Endpoints.DetachAsync(new() { Name = "endpoints/e1" });
        await controller.Endpoints.ReserveAddressAsync(new() { Application = "applications/cameras", Device = "devices/d1", Family = AddressFamily.Ipv4 });
        var before = await controller.Endpoints.GetEndpointAsync(new() { Name = "endpoints/e2" });

        await controller.Restart();
        var after = await controller.Endpoints.GetEndpointAsync(new() { Name = "endpoints/e2" });
        var next = await controller.Attach("e3", "d1", "cameras");

        Assert.Equal(before, after);
        Assert.Equal(("10.64.0.5/24", 32_770u, 6ul), (next.Endpoint.Status.Ipv4Address, next.Endpoint.Status.Ofport, next.Revision));
    }

    [Fact]
    public async Task A_number_that_has_rested_and_is_in_use_again_is_still_in_use_after_a_restart()
    {
        await using var controller = await RunningController.Start();
        await controller.AddDevices("d1");
        await controller.AddApplication("cameras");
        await controller.Attach("e1", "d1", "cameras");
        await controller.Endpoints.DetachAsync(new() { Name = "endpoints/e1" });
        controller.Time.Advance(TimeSpan.FromSeconds(601));
        var again = await controller.Attach("e2", "d1", "cameras");

        await controller.Restart();
        var next = await controller.Attach("e3", "d1", "cameras");

        Assert.Equal(("10.64.0.2/24", "10.64.0.3/24"), (again.Endpoint.Status.Ipv4Address, next.Endpoint.Status.Ipv4Address));
    }

    [Fact]
    public async Task A_second_controller_on_the_same_state_is_refused()
    {
        await using var controller = await RunningController.Start();

        var e = await Assert.ThrowsAsync<StoreOpenException>(() => RunningController.Start(("Store:StateDirectory", controller.Directory)));

        Assert.Equal($"another sdn-controller (process {Environment.ProcessId}) uses {controller.Directory}; give each controller a --state-dir of its own", e.Message);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_by_name()
    {
        var directory = Directory.CreateTempSubdirectory("sdn-controller-test-").FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "store.db"), new string('x', 8192));

        var e = await Assert.ThrowsAsync<StoreOpenException>(() => RunningController.Start(("Store:StateDirectory", directory)));
        Directory.Delete(directory, recursive: true);

        Assert.Equal($"the store {directory}/store.db cannot be opened: it is no SQLite database", e.Message);
    }

    [Fact]
    public async Task What_was_answered_survives_kill_9()
    {
        var directory = Directory.CreateTempSubdirectory("sdn-controller-test-").FullName;
        var answered = new List<string>();
        using (var first = await ControllerProcess.Start(directory))
        {
            var client = new ApplicationService.ApplicationServiceClient(first.Channel);
            for (var i = 0; i < 20; i++)
                answered.Add((await client.CreateApplicationAsync(new() { ApplicationId = $"a{i:d2}" })).Name);
            first.Kill();
        }

        using (var second = await ControllerProcess.Start(directory))
        {
            var listed = await new ApplicationService.ApplicationServiceClient(second.Channel).ListApplicationsAsync(new());
            Assert.Equal(answered, listed.Applications.Select(a => a.Name));
            Assert.Equal(20ul, listed.Revision);
            second.Kill();
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Reflection_names_every_service()
    {
        await using var controller = await RunningController.Start();

        using var call = new ServerReflection.ServerReflectionClient(controller.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new() { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal(
            ["grpc.health.v1.Health", "sdn.v1.ApplicationService", "sdn.v1.DeviceService", "sdn.v1.EndpointService", "sdn.v1.PolicyService", "sdn.v1.StoreService", "sdn.v1.TunnelService"],
            call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name).Where(n => !n.Contains("reflection", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Health_says_that_the_store_is_open()
    {
        await using var controller = await RunningController.Start();

        var health = await new Health.HealthClient(controller.Channel).CheckAsync(new());

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }
}
