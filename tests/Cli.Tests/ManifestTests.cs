using Sdn.Api;

namespace Sdn.Cli.Tests;

public sealed class ManifestTests(StandIn controller) : IClassFixture<StandIn>
{
    [Fact]
    public async Task A_manifest_of_several_documents_makes_each()
    {
        var ran = await Run(
            """
            name: policies/one
            spec:
              application: applications/meters
              rules:
              - peers: [{application: applications/cameras, ipPrefix: 10.64.0.8/29}]
                protocol: PROTOCOL_TCP
                ports:
                - {first: 8080}
            ---
            {"name": "two", "spec": {"application": "applications/meters", "description": "from JSON"}}
            """,
            "policy", "create", "-f", "-");

        Assert.Equal(
            """
            NAME  TO      ALLOWS                          DEVICES  REALIZED  REVISION
            one   meters  cameras(10.64.0.8/29):tcp/8080        0  no              13
            two   meters                                        0  no              13

            """,
            ran.Out);
        Assert.Equal("from JSON", controller.Policies.Created.Single(c => c.PolicyId == "two").Policy.Spec.Description);
    }

    [Fact]
    public async Task What_get_prints_can_be_given_back_to_update()
    {
        var got = await controller.Run("device", "get", "d1", "-o", "yaml");

        var ran = await Run(got.Out, "device", "update", "-f", "-");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Equal(new UpdateDeviceRequest { Device = DevicesStandIn.D1, UpdateMask = new() }, controller.Devices.Updated);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_with_line_column_and_path()
    {
        var ran = await Run(
            """
            name: policies/p
            spec:
              aplication: applications/meters
              rules:
              - peers: cameras
                protocol: TCP
                ports:
                - first: abc
                - last: -1
              description: {}
            colour: red
            """,
            "policy", "create", "-f", "-");

        Assert.Equal(
            """
            sdnctl: the manifest is wrong; nothing was sent:
            <stdin>:3:3: spec: PolicySpec has no field 'aplication': did you mean 'application'?
            <stdin>:5:12: spec.rules[0].peers: peers is a list: begin each of its items with '- ', or write [...]
            <stdin>:6:15: spec.rules[0].protocol: 'TCP' is not one of PROTOCOL_TCP, PROTOCOL_UDP, PROTOCOL_SCTP, PROTOCOL_ICMP
            <stdin>:8:14: spec.rules[0].ports[0].first: 'abc' is not a whole number from 0 to 4294967295
            <stdin>:9:13: spec.rules[0].ports[1].last: '-1' is not a whole number from 0 to 4294967295
            <stdin>:10:16: spec.description: here should be a text
            <stdin>:11:1: Policy has no field 'colour': it has name, uid, revision, createTime, spec, status

            """,
            ran.Error);
        Assert.Equal((2, ""), (ran.ExitCode, ran.Out));
    }

    [Fact]
    public async Task What_is_no_yaml_is_said_with_its_place()
    {
        var ran = await Run("name: policies/p\nspec: {application: [}", "policy", "create", "-f", "-");

        Assert.StartsWith(
            "sdnctl: the manifest is wrong; nothing was sent:\n<stdin>:2:22: this is neither YAML nor JSON: ", ran.Error);
        Assert.Equal(2, ran.ExitCode);
    }

    [Fact]
    public async Task A_key_given_twice_is_refused()
    {
        var ran = await Run("name: policies/p\nname: policies/q\n", "policy", "create", "-f", "-");

        Assert.StartsWith("sdnctl: the manifest is wrong; nothing was sent:\n<stdin>:2:1: ", ran.Error);
        Assert.Equal(2, ran.ExitCode);
    }

    [Fact]
    public async Task A_field_that_the_controller_refuses_is_said_with_its_place_and_what_was_done()
    {
        var ran = await Run(
            """
            name: devices/good
            ---
            name: devices/bad
            spec:
              vtepAddress: x
            """,
            "device", "create", "-f", "-");

        Assert.Equal(
            """
            sdnctl: INVALID_ARGUMENT: 2 fields of the device cannot be
              <stdin>:5:3: device.spec.vtep_address: must be an IP address
              device.spec.underlay_mtu: must be from 576 to 65535
            <stdin>:3:1: stopped here; what comes before is done, this and what follows is not.

            """,
            ran.Error);
        Assert.Contains("good", ran.Out);
        Assert.Equal(1, ran.ExitCode);
    }

    [Fact]
    public async Task A_manifest_of_another_kind_is_refused_at_its_name()
    {
        var ran = await Run("name: devices/d1\n", "policy", "create", "-f", "-");

        Assert.Equal(
            "sdnctl: <stdin>:1:1: name: 'devices/d1' cannot be the name of a policy: write policies/NAME or only NAME\n", ran.Error);
    }

    [Theory]
    [InlineData("", "sdnctl: <stdin> holds no Device: it is empty\n")]
    [InlineData("spec: {vtepAddress: 192.0.2.1}", "sdnctl: <stdin>:1:1: the device has no name: write 'name: devices/NAME'\n")]
    [InlineData("- a", "sdnctl: the manifest is wrong; nothing was sent:\n<stdin>:1:1: here should be the fields of Device, like 'name: ...'\n")]
    public async Task A_manifest_of_nothing_is_refused(string manifest, string error)
    {
        var ran = await Run(manifest, "device", "create", "-f", "-");

        Assert.Equal(new Ran(2, "", error), ran);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_a_usage_error()
    {
        var ran = await controller.Run("device", "create", "-f", "/nowhere/d1.yaml");

        Assert.StartsWith("sdnctl: cannot read the manifest: ", ran.Error);
        Assert.Equal(2, ran.ExitCode);
    }

    Task<Ran> Run(string manifest, params string[] args) => Ran.Of(manifest, controller.Address, args);
}
