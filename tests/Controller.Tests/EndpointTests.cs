using CsCheck;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Sdn.Api;

namespace Sdn.Controller.Tests;

public sealed class EndpointTests : IAsyncLifetime
{
    RunningController _controller = null!;

    public async ValueTask InitializeAsync()
    {
        _controller = await RunningController.Start();
        await _controller.AddDevices("d1", "d2", "d3");
        await _controller.AddApplication("cameras");
    }

    public ValueTask DisposeAsync() => _controller.DisposeAsync();

    [Fact]
    public async Task Attach_gives_the_lowest_free_numbers()
    {
        var first = await _controller.Attach("e1", "d1", "cameras");
        var second = await _controller.Attach("e2", "d1", "cameras");

        Assert.Equal(
            ("10.64.0.2/24", "fd64::2/64", "10.64.0.1", "fd64::1", 32_768u, 1450u, true),
            (first.Endpoint.Status.Ipv4Address, first.Endpoint.Status.Ipv6Address, first.Endpoint.Status.Ipv4Gateway, first.Endpoint.Status.Ipv6Gateway, first.Endpoint.Status.Ofport, first.Endpoint.Status.Mtu, first.Endpoint.Status.IsRealized));
        Assert.Equal(("10.64.0.3/24", 32_769u), (second.Endpoint.Status.Ipv4Address, second.Endpoint.Status.Ofport));
        Assert.NotEqual(first.Endpoint.Status.MacAddress, second.Endpoint.Status.MacAddress);
    }

    [Fact]
    public async Task The_same_attach_twice_is_one_endpoint_and_another_is_a_conflict()
    {
        var first = await _controller.Attach("e1", "d1", "cameras");
        var again = await _controller.Attach("e1", "d1", "cameras");
        var refused = await Refused.By(() => _controller.Attach("e1", "d2", "cameras"));

        Assert.Equal(first, again);
        Assert.Equal((StatusCode.AlreadyExists, "ENDPOINT_DIFFERS"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task Unknown_names_and_malformed_fields_are_refused()
    {
        var application = await Refused.By(() => _controller.Attach("e1", "d1", "nothing"));
        var device = await Refused.By(() => _controller.Attach("e1", "nowhere", "cameras"));
        var fields = await Refused.By(() => _controller.Attach("E 1", "d1", "cameras", new() { Interface = "much-too-long-name", Ipv4Address = "10.64.0", Ipv6Address = "10.64.0.9", MacAddress = "01:00:5e:00:00:01" }));

        Assert.Equal((StatusCode.NotFound, "APPLICATION_NOT_FOUND"), (application.Code, application.Reason));
        Assert.Equal((StatusCode.NotFound, "DEVICE_NOT_FOUND"), (device.Code, device.Reason));
        Assert.Equal(["endpoint_id", "spec.interface", "spec.ipv4_address", "spec.ipv6_address", "spec.mac_address"], fields.Fields);
    }

    [Theory]
    [InlineData("10.64.0.0")]
    [InlineData("10.64.0.1")]
    [InlineData("10.64.0.255")]
    [InlineData("10.64.1.2")]
    public async Task An_address_that_no_endpoint_can_have_is_refused(string address)
    {
        var refused = await Refused.By(() => _controller.Attach("e1", "d1", "cameras", new() { Ipv4Address = address }));

        Assert.Equal((StatusCode.InvalidArgument, "spec.ipv4_address"), (refused.Code, Assert.Single(refused.Fields)));
    }

    [Fact]
    public async Task What_another_endpoint_has_is_not_given_again()
    {
        await _controller.Attach("e1", "d1", "cameras", new() { Interface = "veth1", Ipv4Address = "10.64.0.9", MacAddress = "02:00:00:00:00:09" });

        var address = await Refused.By(() => _controller.Attach("e2", "d2", "cameras", new() { Ipv4Address = "10.64.0.9" }));
        var mac = await Refused.By(() => _controller.Attach("e2", "d2", "cameras", new() { MacAddress = "02:00:00:00:00:09" }));
        var port = await Refused.By(() => _controller.Attach("e2", "d1", "cameras", new() { Interface = "veth1" }));

        Assert.Equal(("ADDRESS_IN_USE", "MAC_ADDRESS_IN_USE", "INTERFACE_IN_USE"), (address.Reason, mac.Reason, port.Reason));
    }

    [Fact]
    public async Task A_device_that_is_not_connected_gets_no_endpoint()
    {
        _controller.Sessions.Disconnect("d1");

        var refused = await Refused.By(() => _controller.Attach("e1", "d1", "cameras"));
        var endpoints = await _controller.Endpoints.ListEndpointsAsync(new());

        Assert.Equal((StatusCode.FailedPrecondition, "DEVICE_NOT_CONNECTED"), (refused.Code, refused.Reason));
        Assert.Empty(endpoints.Endpoints);
    }

    [Fact]
    public async Task An_endpoint_that_its_device_refuses_is_taken_back()
    {
        _controller.Sessions.Stall("d1", "OFPFMFC_TABLE_FULL");

        var refused = await Assert.ThrowsAsync<RpcException>(() => _controller.Attach("e1", "d1", "cameras"));
        var endpoints = await _controller.Endpoints.ListEndpointsAsync(new());

        Assert.Equal((StatusCode.Aborted, "device d1 refused endpoints/e1: OFPFMFC_TABLE_FULL"), (refused.StatusCode, refused.Status.Detail));
        Assert.Empty(endpoints.Endpoints);
    }

    [Fact]
    public async Task Peers_that_lag_and_tunnel_addresses_of_all_peers_are_named()
    {
        await _controller.Attach("e2", "d2", "cameras");
        await _controller.Attach("e3", "d3", "cameras");
        _controller.Sessions.Stall("d2", "busy");
        _controller.Sessions.Disconnect("d3");

        var answer = await _controller.Attach("e1", "d1", "cameras");

        Assert.Equal(["devices/d2"], answer.LaggingDevices);
        Assert.Equal(["192.0.2.2", "192.0.2.3"], answer.PeerVtepAddresses);
    }

    [Fact]
    public async Task An_MTU_that_does_not_fit_the_underlay_is_refused()
    {
        await _controller.Devices.CreateDeviceAsync(new() { DeviceId = "small", Device = new() { Spec = new() { VtepAddress = "192.0.2.9", UnderlayMtu = 1499 } } });
        _controller.Sessions.Connect("small");

        var refused = await Refused.By(() => _controller.Attach("e1", "small", "cameras"));
        await _controller.Devices.UpdateDeviceAsync(new() { Device = new() { Name = "devices/small", Spec = new() { UnderlayMtu = 1500 } }, UpdateMask = new() { Paths = { "spec.underlay_mtu" } } });
        await _controller.Attach("e1", "small", "cameras");
        var shrunk = await Refused.By(async () => await _controller.Devices.UpdateDeviceAsync(new() { Device = new() { Name = "devices/small", Spec = new() { UnderlayMtu = 1400 } }, UpdateMask = new() { Paths = { "spec.underlay_mtu" } } }));
        var grown = await Refused.By(async () => await _controller.Applications.UpdateApplicationAsync(new() { Application = new() { Name = "applications/cameras", Spec = new() { Mtu = 1451 } }, UpdateMask = new() { Paths = { "spec.mtu" } } }));

        Assert.Equal((StatusCode.FailedPrecondition, "MTU_DOES_NOT_FIT"), (refused.Code, refused.Reason));
        Assert.Equal(("APPLICATIONS_DO_NOT_FIT", "MTU_DOES_NOT_FIT"), (shrunk.Reason, grown.Reason));
    }

    [Fact]
    public async Task Detach_may_be_repeated_but_not_by_another_device()
    {
        await _controller.Attach("e1", "d1", "cameras");

        var refused = await Refused.By(async () => await _controller.Endpoints.DetachAsync(new() { Name = "endpoints/e1", Device = "devices/d2" }));
        var first = await _controller.Endpoints.DetachAsync(new() { Name = "endpoints/e1", Device = "devices/d1" });
        var again = await _controller.Endpoints.DetachAsync(new() { Name = "endpoints/e1", Device = "devices/d1" });

        Assert.Equal(StatusCode.PermissionDenied, refused.Code);
        Assert.Equal((6ul, 6ul), (first.Revision, again.Revision));
    }

    [Fact]
    public async Task A_freed_address_rests_except_for_its_own_device()
    {
        await _controller.Attach("e1", "d1", "cameras");
        await _controller.Endpoints.DetachAsync(new() { Name = "endpoints/e1" });

        var next = await _controller.Attach("e2", "d1", "cameras");
        var other = await Refused.By(() => _controller.Attach("e3", "d2", "cameras", new() { Ipv4Address = "10.64.0.2" }));
        var own = await _controller.Attach("e3", "d1", "cameras", new() { Ipv4Address = "10.64.0.2" });
        await _controller.Endpoints.DetachAsync(new() { Name = "endpoints/e3" });
        _controller.Time.Advance(TimeSpan.FromSeconds(601));
        var rested = await _controller.Attach("e4", "d2", "cameras");

        Assert.Equal(("10.64.0.3/24", 32_769u), (next.Endpoint.Status.Ipv4Address, next.Endpoint.Status.Ofport));
        Assert.Equal("ADDRESS_IN_USE", other.Reason);
        Assert.Equal(("10.64.0.2/24", "10.64.0.2/24"), (own.Endpoint.Status.Ipv4Address, rested.Endpoint.Status.Ipv4Address));
    }

    [Fact]
    public async Task A_full_subnet_says_when_the_next_address_is_free()
    {
        await _controller.AddApplication("tiny", new() { Ipv4Subnet = "10.1.0.0/29", AddressFamilies = AddressFamilies.Ipv4 });
        for (var i = 0; i < 5; i++)
            await _controller.Attach($"t{i}", "d1", "tiny");
        await _controller.Endpoints.DetachAsync(new() { Name = "endpoints/t0" });

        var refused = await Assert.ThrowsAsync<RpcException>(() => _controller.Attach("t5", "d1", "tiny"));

        Assert.Equal(
            (StatusCode.ResourceExhausted, "no address is left in 10.1.0.0/29 of applications/tiny; the next one is free at 2026-01-01T00:10:00Z"),
            (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task A_reservation_is_for_its_device_until_it_expires()
    {
        ReserveAddressRequest reserve = new() { Application = "applications/cameras", Device = "devices/d1", Family = AddressFamily.Ipv4, Ttl = Duration.FromTimeSpan(TimeSpan.FromSeconds(60)) };
        var first = await _controller.Endpoints.ReserveAddressAsync(reserve);
        reserve.Address = "10.64.0.2";
        var taken = await Refused.By(async () => await _controller.Endpoints.ReserveAddressAsync(reserve));
        var other = await Refused.By(() => _controller.Attach("e1", "d2", "cameras", new() { Ipv4Address = "10.64.0.2" }));
        var own = await _controller.Attach("e1", "d1", "cameras", new() { Ipv4Address = "10.64.0.2" });
        reserve.Address = "";
        var second = await _controller.Endpoints.ReserveAddressAsync(reserve);
        _controller.Time.Advance(TimeSpan.FromSeconds(61));
        var third = await _controller.Endpoints.ReserveAddressAsync(reserve);
        _controller.Time.Advance(TimeSpan.FromSeconds(600));
        var fourth = await _controller.Endpoints.ReserveAddressAsync(reserve);

        Assert.Equal(("10.64.0.2/24", "10.64.0.1"), (first.Address, first.Gateway));
        Assert.Equal(("ADDRESS_IN_USE", "ADDRESS_IN_USE"), (taken.Reason, other.Reason));
        Assert.Equal("10.64.0.2/24", own.Endpoint.Status.Ipv4Address);
        Assert.Equal(("10.64.0.3/24", "10.64.0.4/24", "10.64.0.3/24"), (second.Address, third.Address, fourth.Address));
    }

    [Fact]
    public async Task Releasing_what_is_not_reserved_succeeds()
    {
        await _controller.Endpoints.ReleaseAddressAsync(new() { Application = "applications/gone", Device = "devices/d1", Address = "10.64.0.77" });
    }

    [Fact]
    public async Task Only_what_is_known_of_the_container_is_updated()
    {
        await _controller.Attach("e1", "d1", "cameras");

        var updated = await _controller.Endpoints.UpdateEndpointAsync(new() { Endpoint = new() { Name = "endpoints/e1", Spec = new() { ContainerName = "front-door" } }, UpdateMask = new() { Paths = { "spec.container_name" } } });
        var refused = await Refused.By(async () => await _controller.Endpoints.UpdateEndpointAsync(new() { Endpoint = new() { Name = "endpoints/e1" }, UpdateMask = new() { Paths = { "spec.device" } } }));
        var again = await _controller.Attach("e1", "d1", "cameras");

        Assert.Equal("front-door", updated.Spec.ContainerName);
        Assert.Equal(["update_mask"], refused.Fields);
        Assert.Equal("front-door", again.Endpoint.Spec.ContainerName);
    }

    [Fact]
    public async Task Whatever_is_attached_and_detached_at_once_no_number_is_given_twice()
    {
        await Gen.Bool.List[40].SampleAsync(
            async detaches =>
            {
                var answers = await Task.WhenAll(detaches.Select(async (detach, i) =>
                {
                    var answer = await _controller.Attach(Guid.NewGuid().ToString(), $"d{(i % 3) + 1}", "cameras", new() { Interface = Guid.NewGuid().ToString("N")[..15] });
                    if (detach)
                        await _controller.Endpoints.DetachAsync(new() { Name = answer.Endpoint.Name });
                    return answer.Endpoint;
                }));

                Assert.Equal(40, answers.Select(e => e.Status.Ipv4Address).Distinct().Count());
                Assert.Equal(40, answers.Select(e => e.Status.Ipv6Address).Distinct().Count());
                Assert.Equal(40, answers.Select(e => e.Status.MacAddress).Distinct().Count());
                Assert.Equal(40, answers.Select(e => (e.Spec.Device, e.Status.Ofport)).Distinct().Count());
                foreach (var (endpoint, _) in answers.Zip(detaches).Where(pair => !pair.Second))
                    await _controller.Endpoints.DetachAsync(new() { Name = endpoint.Name });
                _controller.Time.Advance(TimeSpan.FromSeconds(601));
            },
            iter: 5,
            threads: 1);
    }
}
