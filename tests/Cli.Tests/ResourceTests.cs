using Sdn.Api;

namespace Sdn.Cli.Tests;

public sealed class ResourceTests(StandIn controller) : IClassFixture<StandIn>
{
    [Fact]
    public async Task List_shows_all_pages_aligned_and_plain()
    {
        var ran = await controller.Run("device", "list");

        Assert.Equal(
            """
            NAME  STATE   VTEP         ENDPOINTS  FLOWS  REALIZED  REVISION  OVS    ERROR
            d1    ready   192.0.2.1            2    120         9         7  3.1.0
            d2    failed  2001:db8::2          0      0                   8         OFPFMFC_TABLE_FULL: table Forward

            """,
            ran.Out);
        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
    }

    [Fact]
    public async Task List_as_json_is_an_array()
    {
        var ran = await controller.Run("tunnel", "list", "-o", "json");

        Assert.Equal(
            """
            [
              {
                "name": "tunnels/cameras~d1~d2",
                "status": {
                  "state": "TUNNEL_STATE_UP",
                  "encapsulation": "vxlan",
                  "key": 100,
                  "port": "vx100",
                  "localAddress": "192.0.2.1",
                  "remoteAddress": "192.0.2.2",
                  "sentPackets": "12",
                  "receivedPackets": "9"
                }
              }
            ]

            """,
            ran.Out);
    }

    [Fact]
    public async Task Get_as_yaml_quotes_what_yaml_would_take_for_a_number()
    {
        var ran = await controller.Run("device", "get", "d1", "-o", "yaml");

        Assert.Equal(
            """
            name: devices/d1
            uid: u1
            revision: "7"
            createTime: "2026-01-01T00:00:00Z"
            spec:
              systemId: d1
              vtepAddress: "192.0.2.1"
              labels:
                rack: r1
            status:
              state: DEVICE_STATE_READY
              ovsVersion: "3.1.0"
              realizedRevision: "9"
              flowCount: 120
              endpointCount: 2

            """,
            ran.Out);
    }

    [Fact]
    public async Task Get_shows_every_field_that_is_set()
    {
        var ran = await controller.Run("device", "get", "devices/d1");

        Assert.Equal(
            """
            FIELD                    VALUE
            name                     devices/d1
            uid                      u1
            revision                 7
            createTime               2026-01-01T00:00:00Z
            spec.systemId            d1
            spec.vtepAddress         192.0.2.1
            spec.labels.rack         r1
            status.state             DEVICE_STATE_READY
            status.ovsVersion        3.1.0
            status.realizedRevision  9
            status.flowCount         120
            status.endpointCount     2

            """,
            ran.Out);
    }

    [Fact]
    public async Task Create_sends_what_the_flags_say_and_prints_the_revision()
    {
        var ran = await controller.Run(
            "device", "create", "d1", "--vtep", "192.0.2.1", "--system-id", "s", "--underlay-mtu", "9000",
            "--description", "a b", "--label", "rack=r1", "--label", "site=s=1");

        Assert.Equal(
            new CreateDeviceRequest
            {
                DeviceId = "d1",
                Device = new()
                {
                    Spec = new()
                    {
                        VtepAddress = "192.0.2.1",
                        SystemId = "s",
                        UnderlayMtu = 9000,
                        Description = "a b",
                        Labels = { ["rack"] = "r1", ["site"] = "s=1" },
                    },
                },
            },
            controller.Devices.Created);
        Assert.Equal(
            """
            NAME  STATE  VTEP       ENDPOINTS  FLOWS  REALIZED  REVISION  OVS    ERROR
            d1    ready  192.0.2.1          2    120         9         7  3.1.0

            """,
            ran.Out);
    }

    [Fact]
    public async Task Create_with_wait_waits_for_the_revision_of_the_resource()
    {
        var ran = await controller.Run("device", "create", "d1", "--vtep", "192.0.2.1", "--wait", "--timeout", "1m30s", "-o", "json");

        Assert.Equal(0, ran.ExitCode);
        Assert.Equal(7UL, controller.Devices.Waited!.Revision);
        Assert.Equal(90, controller.Devices.Waited.Timeout.Seconds);
        Assert.Contains("\"revision\": \"7\"", ran.Out);
    }

    [Fact]
    public async Task Update_masks_only_the_fields_that_flags_give()
    {
        await controller.Run("device", "update", "d1", "--description", "", "--label", "rack=r2", "--revision", "7");

        Assert.Equal(
            new UpdateDeviceRequest
            {
                Device = new() { Name = "devices/d1", Revision = 7, Spec = new() { Labels = { ["rack"] = "r2" } } },
                UpdateMask = new() { Paths = { "spec.description", "spec.labels" } },
            },
            controller.Devices.Updated);
    }

    [Fact]
    public async Task Delete_says_the_revision_of_the_deletion()
    {
        var ran = await controller.Run("device", "delete", "d1", "--force", "--revision", "7");

        Assert.Equal("devices/d1 is deleted at revision 10\n", ran.Out);
        Assert.Equal(new DeleteDeviceRequest { Name = "devices/d1", Force = true, Revision = 7 }, controller.Devices.Deleted);
    }

    [Fact]
    public async Task Delete_as_json_is_the_reply()
    {
        var ran = await controller.Run("endpoint", "delete", "5d2f0a", "-o", "json");

        Assert.Equal("{\n  \"revision\": \"14\"\n}\n", ran.Out);
        Assert.Equal("endpoints/5d2f0a", controller.Endpoints.Detached!.Name);
    }

    [Fact]
    public async Task Endpoints_are_filtered_and_alias_and_short_names_work()
    {
        var ran = await controller.Run("ep", "list", "--device", "d1", "--application", "applications/cameras");

        Assert.Equal(
            """
            NAME    APPLICATION  DEVICE  CONTAINER  IPV4          IPV6  MAC                OFPORT  REALIZED  REVISION
            5d2f0a  cameras      d1      caméra-1   10.64.0.2/24        02:00:00:00:00:01   32768  yes              5

            """,
            ran.Out);
        Assert.Equal("devices/d1", controller.Endpoints.Listed!.Device);
        Assert.Equal("applications/cameras", controller.Endpoints.Listed.Application);
    }

    [Fact]
    public async Task Application_flags_are_the_fields_of_the_spec()
    {
        var ran = await controller.Run(
            "app", "create", "meters", "--encapsulation", "gre", "--key", "4294967295", "--families", "ipv4,ipv6",
            "--ipv4-subnet", "10.64.0.0/24", "--ipv6-subnet", "fd64:1::/64", "--mtu", "1400", "--internal", "by-policy");

        Assert.Equal(
            new ApplicationSpec
            {
                Encapsulation = Encapsulation.Gre,
                Key = 4294967295,
                AddressFamilies = AddressFamilies.Ipv4AndIpv6,
                Ipv4Subnet = "10.64.0.0/24",
                Ipv6Subnet = "fd64:1::/64",
                Mtu = 1400,
                InternalTraffic = InternalTraffic.ByPolicy,
            },
            controller.Applications.Created!.Application.Spec);
        Assert.Equal(
            """
            NAME    ENCAPSULATION         KEY  IPV4          IPV6          MTU  INTERNAL   DEVICES  ENDPOINTS  REVISION
            meters  gre            4294967295  10.64.0.0/24  fd64:1::/64  1450  by-policy        0          0        12

            """,
            ran.Out);
    }

    [Fact]
    public async Task Policy_flags_make_one_rule()
    {
        var ran = await controller.Run(
            "policy", "create", "open", "--from", "cameras", "--from", "other", "--to", "meters",
            "--protocol", "tcp", "--port", "8080", "--port", "9000-9010");

        Assert.Equal(
            """
            NAME  TO      ALLOWS                            DEVICES  REALIZED  REVISION
            open  meters  cameras,other:tcp/8080,9000-9010        0  no              13

            """,
            ran.Out);
        Assert.Equal(
            new PolicySpec
            {
                Application = "applications/meters",
                Rules =
                {
                    new PolicyRule
                    {
                        Peers = { new PolicyPeer { Application = "applications/cameras" }, new PolicyPeer { Application = "applications/other" } },
                        Protocol = Protocol.Tcp,
                        Ports = { new PortRange { First = 8080 }, new PortRange { First = 9000, Last = 9010 } },
                    },
                },
            },
            controller.Policies.Created.Single(c => c.PolicyId == "open").Policy.Spec);
    }

    [Fact]
    public async Task A_change_of_a_policys_ports_masks_its_rules()
    {
        await controller.Run("policy", "update", "open", "--from", "cameras", "--from-prefix", "10.64.0.8/29", "--protocol", "udp");

        Assert.Equal(["spec.rules"], controller.Policies.Updated!.UpdateMask.Paths);
        Assert.Equal("10.64.0.8/29", controller.Policies.Updated.Policy.Spec.Rules[0].Peers[0].IpPrefix);
    }

    [Fact]
    public async Task A_request_id_goes_with_each_change_and_only_with_one()
    {
        const string Id = "7d444840-9dc0-41d1-b245-5ffdce74fad2";

        await controller.Run("device", "create", "d3", "--vtep", "192.0.2.3", "--request-id", Id);
        await controller.Run("device", "update", "d1", "--description", "roof", "--request-id", Id);
        await controller.Run("device", "delete", "d1", "--request-id", Id);
        var many = await Ran.Of("name: devices/d3\n---\nname: devices/d4\n", controller.Address, "device", "create", "-f", "-", "--request-id", Id);

        Assert.Equal((Id, Id, Id), (controller.Devices.Created!.RequestId, controller.Devices.Updated!.RequestId, controller.Devices.Deleted!.RequestId));
        Assert.Equal((2, "sdnctl: --request-id is of one change, the manifest has 2 documents: split it\n"), (many.ExitCode, many.Error));
    }
}
