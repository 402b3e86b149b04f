using Microsoft.Data.Sqlite;

namespace Sdn.Controller.Tests;

/// <summary>Stores that earlier versions have written: each file is a dump of one.</summary>
public sealed class MigrationTests
{
    [Fact]
    public async Task A_store_of_version_1_keeps_everything()
    {
        var directory = Directory.CreateTempSubdirectory("sdn-controller-test-").FullName;
        Execute(directory, await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Files/store-1.sql")));

        await using (var controller = await RunningController.Start(("Store:StateDirectory", directory)))
        {
            var listed = await controller.Applications.ListApplicationsAsync(new());
            var device = await controller.Devices.GetDeviceAsync(new() { Name = "devices/d1" });
            var policy = await controller.Policies.GetPolicyAsync(new() { Name = "policies/open-8080" });
            var created = await controller.Applications.CreateApplicationAsync(new() { ApplicationId = "new", RequestId = "7d444840-9dc0-41d1-b245-5ffdce74fad2" });

            Assert.Equal(["applications/cameras@5 vxlan 100 roof", "applications/meters@3 gre 100 "], listed.Applications.Select(a => $"{a.Name}@{a.Revision} {a.Spec.Encapsulation.ToString().ToLowerInvariant()} {a.Status.Key} {a.Spec.Description}"));
            Assert.Equal(("192.0.2.1", 1ul), (device.Spec.VtepAddress, device.Revision));
            Assert.Equal(8080u, policy.Spec.Rules[0].Ports[0].First);
            Assert.Equal((8ul, "96:b7:00:00:00:04"), (created.Revision, created.Status.GatewayMac));
        }

        Directory.Delete(directory, recursive: true);
    }

    static void Execute(string directory, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={directory}/store.db;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
