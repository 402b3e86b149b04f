using Grpc.Core;

namespace Sdn.Agent.Tests;

/// <summary>The drivers under a real dockerd and the real docker client.</summary>
[Collection(MachineTests.Name)]
public sealed class DockerTests(Machine machine)
{
    [Fact]
    public async Task A_network_created_by_the_plain_command_has_the_applications_addresses()
    {
        machine.Store.AddApplication("plain", 65);

        await machine.CreateNetwork("plain", "--label a=b ");
        var addresses = await machine.DockerOk("run --rm --network plain busybox ip -o addr show dev eth0");
        var network = await machine.DockerOk("network inspect plain");

        Assert.Matches(@"inet 10\.65\.\d+\.\d+/16", addresses);
        Assert.Matches(@"inet6 fd64:65::[0-9a-f]+/64", addresses);
        Assert.Contains("\"Subnet\": \"10.65.0.0/16\"", network, StringComparison.Ordinal);
        Assert.Contains("\"EnableIPv6\": true", network, StringComparison.Ordinal);
        Assert.Contains("\"a\": \"b\"", network, StringComparison.Ordinal);
        await machine.DockerOk("network rm plain");
    }

    /// <summary>
    /// While a network is being replaced (some 20 to 60 ms), Docker may not find it; a command that is that quick must fail
    /// cleanly and work when it is repeated.
    /// </summary>
    [Fact]
    public async Task Create_and_run_back_to_back_work_or_fail_cleanly()
    {
        machine.Store.AddApplication("hasty", 66);
        var failures = new List<string>();

        for (var i = 0; i < 20; i++)
        {
            await machine.DockerOk("network create -d sdn -o application=hasty hasty");
            var first = await machine.Docker("run --rm --network hasty busybox ip -o -4 addr show dev eth0");
            if (first.ExitCode != 0)
                failures.Add(first.Error);
            await machine.WaitForReplacement("hasty");
            Assert.Matches(@"inet 10\.66\.\d+\.\d+/16", first.ExitCode == 0
                ? first.Output
                : await machine.DockerOk("run --rm --network hasty busybox ip -o -4 addr show dev eth0"));
            await machine.DockerOk("network rm hasty");
        }

        Assert.All(failures, f => Assert.Matches("not found|is just being made anew|is ambiguous", f));
        Assert.InRange(failures.Count, 0, 10);
    }

    [Fact]
    public async Task Create_container_and_start_right_after_network_create_work()
    {
        machine.Store.AddApplication("created", 67);

        await machine.CreateNetwork("created");
        await machine.DockerOk("create --name created1 --network created busybox sleep 600");
        await machine.DockerOk("start created1");

        Assert.Matches(@"inet 10\.67\.\d+\.\d+/16", await machine.DockerOk("exec created1 ip -o -4 addr show dev eth0"));
        await machine.DockerOk("rm -f created1");
        await machine.DockerOk("network rm created");
    }

    [Fact]
    public async Task A_container_has_routes_mtu_and_no_second_network()
    {
        machine.Store.AddApplication("routed", 68, mtu: 1337);
        await machine.DockerOk("network create -d sdn --ipam-driver sdn --ipam-opt application=routed --ipv6 -o application=routed routed");

        await machine.DockerOk("run -d --name routed1 --network routed busybox sleep 600");

        Assert.Contains("default via 10.68.0.1 dev eth0", await machine.DockerOk("exec routed1 ip route"), StringComparison.Ordinal);
        Assert.Contains("default via fd64:68::1 dev eth0", await machine.DockerOk("exec routed1 ip -6 route"), StringComparison.Ordinal);
        var links = await machine.DockerOk("exec routed1 ip -o link");
        Assert.Contains("mtu 1337", links, StringComparison.Ordinal);
        Assert.Equal(2, links.Split('\n').Length);
        await machine.DockerOk("rm -f routed1");
        await machine.DockerOk("network rm routed");
        Assert.DoesNotContain(machine.Store.Endpoints.Values, e => e.Spec.Application == "applications/routed");
        Assert.DoesNotContain(machine.Links.List(), l => l.Name.StartsWith("sdn", StringComparison.Ordinal) && l.Mtu == 1337);
    }

    [Fact]
    public async Task Dockers_own_address_management_inside_the_subnet_is_kept()
    {
        machine.Store.AddApplication("ranged", 69);
        await machine.DockerOk("network create -d sdn -o application=ranged --subnet 10.69.0.0/16 --ip-range 10.69.7.0/24 --gateway 10.69.0.1 ranged");

        var addresses = await machine.DockerOk("run --rm --network ranged busybox ip -o addr show dev eth0");

        Assert.Matches(@"inet 10\.69\.7\.\d+/16", addresses);
        Assert.Matches(@"inet6 fd64:69::[0-9a-f]+/64", addresses);
        await machine.DockerOk("network rm ranged");
    }

    [Fact]
    public async Task An_address_that_the_user_chose_is_used()
    {
        machine.Store.AddApplication("chosen", 70);
        await machine.CreateNetwork("chosen");

        var addresses = await machine.DockerOk("run --rm --network chosen --ip 10.70.9.9 busybox ip -o -4 addr show dev eth0");

        Assert.Contains("inet 10.70.9.9/16", addresses, StringComparison.Ordinal);
        await machine.DockerOk("network rm chosen");
    }

    [Fact]
    public async Task Connect_and_disconnect_add_and_take_an_interface()
    {
        machine.Store.AddApplication("first", 71);
        machine.Store.AddApplication("second", 72);
        await machine.CreateNetwork("first");
        await machine.CreateNetwork("second");
        await machine.DockerOk("run -d --name both --network first busybox sleep 600");

        await machine.DockerOk("network connect second both");
        var connected = await machine.DockerOk("exec both ip -o -4 addr");
        await machine.DockerOk("network disconnect second both");
        var disconnected = await machine.DockerOk("exec both ip -o -4 addr");

        Assert.Contains("10.72.", connected, StringComparison.Ordinal);
        Assert.DoesNotContain("10.72.", disconnected, StringComparison.Ordinal);
        Assert.Contains("10.71.", disconnected, StringComparison.Ordinal);
        await machine.DockerOk("rm -f both");
        await machine.DockerOk("network rm first second");
    }

    [Fact]
    public async Task The_controller_learns_the_containers_name_and_labels()
    {
        machine.Store.AddApplication("named", 73);
        await machine.CreateNetwork("named");

        await machine.DockerOk("run -d --name front-door --label place=door --network named busybox sleep 600");

        await machine.Wait("the container's name at the controller", () => machine.Store.Endpoints.Values.Any(
            e => e.Spec.ContainerName == "front-door" && e.Spec.Labels["place"] == "door" && e.Spec.ContainerId.Length == 64));
        await machine.DockerOk("rm -f front-door");
        await machine.DockerOk("network rm named");
    }

    [Fact]
    public async Task A_restarted_container_is_attached_again()
    {
        machine.Store.AddApplication("again", 74);
        await machine.CreateNetwork("again");
        await machine.DockerOk("run -d --name again1 --network again busybox sleep 600");

        await machine.DockerOk("restart -t 0 again1");

        Assert.Matches(@"inet 10\.74\.\d+\.\d+/16", await machine.DockerOk("exec again1 ip -o -4 addr show dev eth0"));
        Assert.Single(machine.Store.Endpoints.Values, e => e.Spec.Application == "applications/again");
        await machine.DockerOk("rm -f again1");
        await machine.DockerOk("network rm again");
    }

    [Fact]
    public async Task Networks_and_containers_outlive_a_killed_agent()
    {
        machine.Store.AddApplication("killed", 75);
        await machine.CreateNetwork("killed");
        await machine.DockerOk("run -d --name killed1 --network killed busybox sleep 600");

        await machine.KillAgent();
        await machine.StartAgent();

        await machine.DockerOk("run --rm --network killed busybox ip addr");
        Assert.Matches(@"inet 10\.75\.\d+\.\d+/16", await machine.DockerOk("exec killed1 ip -o -4 addr show dev eth0"));
        await machine.DockerOk("rm -f killed1");
        await machine.DockerOk("network rm killed");
        Assert.DoesNotContain(machine.Store.Endpoints.Values, e => e.Spec.Application == "applications/killed");
    }

    [Fact]
    public async Task Networks_outlive_a_restart_of_dockerd()
    {
        machine.Store.AddApplication("dockerd", 76);
        await machine.CreateNetwork("dockerd");
        await machine.DockerOk("run -d --name dockerd1 --network dockerd busybox sleep 600");

        await machine.StopDockerd();
        await machine.StartDockerd();

        await machine.Wait("the endpoint of the ended container to be detached",
            () => machine.Store.Endpoints.Values.All(e => e.Spec.Application != "applications/dockerd"));
        await machine.DockerOk("start dockerd1");
        Assert.Matches(@"inet 10\.76\.\d+\.\d+/16", await machine.DockerOk("exec dockerd1 ip -o -4 addr show dev eth0"));
        await machine.DockerOk("rm -f dockerd1");
        await machine.DockerOk("network rm dockerd");
    }

    [Fact]
    public async Task An_unknown_application_is_named_in_the_error()
    {
        var result = await machine.Docker("network create -d sdn -o application=nowhere nowhere");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("application nowhere does not exist", result.Error, StringComparison.Ordinal);
        Assert.Contains("sdnctl application create nowhere", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_application_option_is_answered_with_the_right_command()
    {
        var result = await machine.Docker("network create -d sdn lost");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("docker network create -d sdn -o application=APPLICATION NAME", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_controller_that_is_down_is_a_clear_error_within_five_seconds()
    {
        machine.Store.AddApplication("down", 77);
        await machine.CreateNetwork("down");
        await machine.DockerOk("network inspect down");

        await machine.StopController();
        var result = await machine.Docker("run --rm --network down busybox ip addr");
        await machine.StartController();

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("sdn-controller at http://127.0.0.1:6650/ cannot be reached", result.Error, StringComparison.Ordinal);
        Assert.True(result.Elapsed < TimeSpan.FromSeconds(5), $"took {result.Elapsed}");
        await machine.DockerOk("run --rm --network down busybox ip addr");
        await machine.DockerOk("network rm down");
    }

    [Fact]
    public async Task A_silent_controller_is_a_clear_error_within_six_seconds_and_leaves_nothing()
    {
        machine.Store.AddApplication("silent", 78);
        await machine.DockerOk("network create -d sdn -o application=silent --subnet 10.78.0.0/16 silent");

        machine.Store.IsSilent = true;
        var result = await machine.Docker("run --rm --network silent busybox ip addr");
        machine.Store.IsSilent = false;

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("did not answer within 4.5 s", result.Error, StringComparison.Ordinal);
        Assert.True(result.Elapsed < TimeSpan.FromSeconds(6), $"took {result.Elapsed}");
        Assert.DoesNotContain(machine.Links.List(), l => l.Name.StartsWith("sdn", StringComparison.Ordinal));
        await machine.DockerOk("network rm silent");
    }

    [Fact]
    public async Task A_refused_attach_shows_the_controllers_words_and_leaves_nothing()
    {
        machine.Store.AddApplication("refused", 79);
        await machine.CreateNetwork("refused");

        machine.Store.AttachRefusal = new Status(StatusCode.ResourceExhausted, "subnet 10.79.0.0/16 is full");
        var result = await machine.Docker("run --rm --network refused busybox ip addr");
        machine.Store.AttachRefusal = null;

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("subnet 10.79.0.0/16 is full", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(machine.Links.List(), l => l.Name.StartsWith("sdn", StringComparison.Ordinal));
        await machine.DockerOk("network rm refused");
    }

    [Fact]
    public async Task A_container_stops_while_the_controller_is_down_and_is_detached_later()
    {
        machine.Store.AddApplication("later", 80);
        await machine.CreateNetwork("later");
        await machine.DockerOk("run -d --name later1 --network later busybox sleep 600");

        await machine.StopController();
        await machine.DockerOk("rm -f later1");
        await machine.StartController();

        await machine.Wait("the late detach", () => machine.Store.Endpoints.Values.All(e => e.Spec.Application != "applications/later"));
        await machine.DockerOk("network rm later");
    }

    [Fact]
    public async Task A_labelled_container_without_network_is_attached_and_detached()
    {
        machine.Store.AddApplication("label", 81, mtu: 1390);

        var id = await machine.DockerOk("run -d --name label1 --network none --label sdn.application=label busybox sleep 600");

        await machine.Wait("the addresses in the container",
            async () => (await machine.Docker("exec label1 ip -o addr show dev eth0")).Output.Contains("fd64:81::", StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        var addresses = await machine.DockerOk("exec label1 ip -o addr show dev eth0");
        Assert.Matches(@"inet 10\.81\.\d+\.\d+/16", addresses);
        Assert.Contains("mtu 1390", await machine.DockerOk("exec label1 ip -o link show dev eth0"), StringComparison.Ordinal);
        await machine.Wait("the default routes", async () =>
            (await machine.Docker("exec label1 ip route")).Output.Contains("default via 10.81.0.1 dev eth0", StringComparison.Ordinal) &&
            (await machine.Docker("exec label1 ip -6 route")).Output.Contains("default via fd64:81::1 dev eth0", StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Assert.Equal("label1", machine.Store.Endpoints["endpoints/" + id].Spec.ContainerName);

        await machine.DockerOk("stop -t 0 label1");
        await machine.Wait("the detach", () => !machine.Store.Endpoints.ContainsKey("endpoints/" + id));
        await machine.DockerOk("start label1");
        await machine.Wait("the new attach", () => machine.Store.Endpoints.ContainsKey("endpoints/" + id));
        await machine.DockerOk("rm -f label1");
        await machine.Wait("the last detach", () => !machine.Store.Endpoints.ContainsKey("endpoints/" + id));
    }

    [Fact]
    public async Task Endpoints_of_containers_that_went_while_the_agent_was_away_are_cleaned_up_and_others_are_not()
    {
        machine.Store.AddApplication("gone", 82);
        var id = await machine.DockerOk("run -d --name gone1 --network none --label sdn.application=gone busybox sleep 600");
        await machine.Wait("the attach", () => machine.Store.Endpoints.ContainsKey("endpoints/" + id));
        machine.Store.Endpoints["endpoints/of-another-hook"] = new Api.Endpoint
        {
            Name = "endpoints/of-another-hook",
            Spec = new Api.EndpointSpec { Device = "devices/dev1", Application = "applications/gone", Interface = "cni0123" },
            Status = new Api.EndpointStatus(),
        };

        await machine.StopAgent();
        await machine.DockerOk("rm -f gone1");
        await machine.Shell("ip link add sdn00000000abc type veth peer name sdc00000000abc; ip link add sdnuser type veth peer name sdnuser2");
        await machine.StartAgent();

        await machine.Wait("the detach", () => !machine.Store.Endpoints.ContainsKey("endpoints/" + id));
        await machine.Wait("the orphaned veth to go", () => machine.Links.Find("sdn00000000abc") is null);
        Assert.NotNull(machine.Links.Find("sdnuser"));
        Assert.True(machine.Store.Endpoints.ContainsKey("endpoints/of-another-hook"));
        machine.Store.Endpoints.TryRemove("endpoints/of-another-hook", out _);
        machine.Links.Delete("sdnuser");
    }
}
