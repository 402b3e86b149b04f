using System.Net;
using Grpc.Core;
using Sdn.Api;
using Sdn.Controller.Store;

namespace Sdn.Controller.Services;

/// <summary>The API of applications; its behaviour is said in application.proto.</summary>
sealed class ApplicationService(ResourceStore store, Watches watches) : Api.ApplicationService.ApplicationServiceBase
{
    static readonly AddressFamily[] Families = [AddressFamily.Ipv4, AddressFamily.Ipv6];

    public override async Task<Application> CreateApplication(CreateApplicationRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        violations.CheckLabel("application_id", request.ApplicationId);
        var spec = ApplicationRules.Read(request.Application?.Spec ?? new(), violations);
        var key = violations.ReadRequestId(request.RequestId, request);
        violations.Throw();

        var application = await store.Write(context.Peer, key, writer => Create(writer, request.ApplicationId, spec), context.CancellationToken);
        return Views.OfApplication(store.Current, application);
    }

    public override Task<Application> GetApplication(GetApplicationRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var id = violations.ReadName("name", "applications", request.Name);
        violations.Throw();
        var snapshot = store.Current;
        return Task.FromResult(Views.OfApplication(snapshot, Find(snapshot, id)));
    }

    public override Task<ListApplicationsResponse> ListApplications(ListApplicationsRequest request, ServerCallContext context)
    {
        var snapshot = store.Current;
        var page = new Violations().Read(request.PageSize, request.PageToken, "applications", snapshot.Applications);
        return Task.FromResult(new ListApplicationsResponse
        {
            Applications = { page.Items.Select(a => Views.OfApplication(snapshot, a)) },
            NextPageToken = page.NextToken,
            Revision = snapshot.Revision,
        });
    }

    public override async Task<Application> UpdateApplication(UpdateApplicationRequest request, ServerCallContext context)
    {
        var given = request.Application ?? new();
        var violations = new Violations();
        var id = violations.ReadName("application.name", "applications", given.Name);
        var fields = violations.Read(request.UpdateMask, ApplicationRules.Changeable);
        var key = violations.ReadRequestId(request.RequestId, request);
        violations.Throw();

        var application = await store.Write(
            context.Peer,
            key,
            writer => Update(writer, Find(writer.Snapshot, id), given, fields),
            context.CancellationToken);
        return Views.OfApplication(store.Current, application);
    }

    public override async Task<DeleteApplicationResponse> DeleteApplication(DeleteApplicationRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var id = violations.ReadName("name", "applications", request.Name);
        var key = violations.ReadRequestId(request.RequestId, request);
        violations.Throw();

        return await store.Write(
            context.Peer,
            key,
            writer =>
            {
                var application = Find(writer.Snapshot, id);
                Refusal.CheckRevision(request.Revision, application.Revision, application.Name);
                CheckUnused(writer.Snapshot, application);
                writer.Delete(application);
                return new DeleteApplicationResponse { Revision = writer.Revision };
            },
            context.CancellationToken);
    }

    public override Task WatchApplications(
        WatchApplicationsRequest request,
        IServerStreamWriter<WatchApplicationsResponse> responseStream,
        ServerCallContext context) => watches.Run(
            request.StartRevision,
            snapshot => snapshot.Applications.Values,
            ResourceKind.Application,
            _ => true,
            Views.OfApplication,
            e => responseStream.WriteAsync(ToResponse(e), context.CancellationToken),
            context.CancellationToken);

    static WatchApplicationsResponse ToResponse(WatchEvent<Application> e)
    {
        var response = new WatchApplicationsResponse { Revision = e.Revision };
        if (e.Resource is not null)
            response.Application = e.Resource;
        else if (e.Deleted is not null)
            response.Deleted = e.Deleted;
        else
            response.SnapshotComplete = true;
        return response;
    }

    static Application Find(StoreSnapshot snapshot, string id) =>
        snapshot.Applications.GetValueOrDefault(id) ?? throw Refusal.NotFound(ResourceNames.Application(id));

    static Application Create(StoreWriter writer, string id, ApplicationSpec spec)
    {
        if (writer.Snapshot.Applications.ContainsKey(id))
            throw Refusal.NameInUse(ResourceNames.Application(id));

        ApplicationRules.CheckUnique(writer, spec, id);
        var application = new Application
        {
            Name = ResourceNames.Application(id),
            Spec = spec,
            Status = new()
            {
                Number = writer.TakeApplicationNumber(),
                Key = TakeKey(writer, spec),
                GatewayMac = writer.TakeMac().ToString(),
                Mtu = spec.Mtu(),
            },
        };
        foreach (var family in Families.Where(spec.Carries))
            OpenSubnet(writer, application, family);
        return writer.Create(application);
    }

    static Application Update(StoreWriter writer, Application current, Application given, IReadOnlyCollection<string> fields)
    {
        Refusal.CheckRevision(given.Revision, current.Revision, current.Name);
        var violations = new Violations();
        var spec = ApplicationRules.Read(Merge(current, given.Spec ?? new(), fields), violations);
        violations.Throw();
        if (spec.Equals(current.Spec))
            return current;

        var id = ResourceNames.Id(current.Name);
        ApplicationRules.CheckUnique(writer, spec, id);
        var updated = current.Clone();
        updated.Spec = spec;
        updated.Status.Mtu = spec.Mtu();
        if (IsNetworkChanged(current, spec))
        {
            CheckNetworkMayChange(writer.Snapshot, current);
            ChangeKey(writer, current, updated);
            foreach (var family in Families)
                ChangeSubnet(writer, current, updated, family);
        }

        ApplicationRules.CheckFits(writer.Snapshot.Fleet, updated.ToFleet());
        return writer.Update(updated);
    }

    // An enumeration that is not said stays as it is: its default is the one at creation.
    static ApplicationSpec Merge(Application current, ApplicationSpec given, IReadOnlyCollection<string> fields)
    {
        var spec = FieldMasks.Merge(current.Spec, given, fields);
        if (spec.Encapsulation == Encapsulation.Unspecified)
            spec.Encapsulation = current.Spec.Encapsulation;
        if (spec.AddressFamilies == AddressFamilies.Unspecified)
            spec.AddressFamilies = current.Spec.AddressFamilies;
        if (spec.InternalTraffic == InternalTraffic.Unspecified)
            spec.InternalTraffic = current.Spec.InternalTraffic;
        return spec;
    }

    // What is left out was allocated or asked for earlier, and stays.
    static bool IsNetworkChanged(Application current, ApplicationSpec spec) =>
        spec.Encapsulation != current.Spec.Encapsulation
        || spec.AddressFamilies != current.Spec.AddressFamilies
        || (spec.Key != 0 && spec.Key != current.Status.Key)
        || Families.Any(f => spec.Subnet(f).Length > 0 && spec.Subnet(f) != Allocation.SubnetText(current, f));

    static void CheckNetworkMayChange(StoreSnapshot snapshot, Application application)
    {
        if (snapshot.Fleet.DevicesOf(ResourceNames.Id(application.Name)).Any())
        {
            throw Refusal.Precondition(
                "ENDPOINTS_ATTACHED",
                $"encapsulation, key, address families and subnets of {application.Name} cannot change while endpoints are attached; detach them first");
        }
    }

    static void ChangeKey(StoreWriter writer, Application current, Application updated)
    {
        if (updated.Spec.Encapsulation == current.Spec.Encapsulation && (updated.Spec.Key == 0 || updated.Spec.Key == current.Status.Key))
            return;

        writer.FreeKeyOf(current);
        updated.Status.Key = TakeKey(writer, updated.Spec);
    }

    static void ChangeSubnet(StoreWriter writer, Application current, Application updated, AddressFamily family)
    {
        var before = Allocation.SubnetText(current, family);
        var isCarried = updated.Spec.Carries(family);
        if (isCarried && before.Length > 0 && (updated.Spec.Subnet(family).Length == 0 || updated.Spec.Subnet(family) == before))
            return;

        writer.FreeSubnetOf(current, family);
        SetSubnet(updated, family, "", "");
        if (isCarried)
            OpenSubnet(writer, updated, family);
    }

    static uint TakeKey(StoreWriter writer, ApplicationSpec spec)
    {
        if (spec.Key == 0)
            return writer.TakeKey(spec.Encapsulation);

        writer.Take(Spaces.Keys(spec.Encapsulation), NumberRange.Of(spec.Key));
        return spec.Key;
    }

    static void OpenSubnet(StoreWriter writer, Application application, AddressFamily family)
    {
        var asked = application.Spec.Subnet(family);
        var subnet = asked.Length == 0 ? writer.TakeSubnet(family) : IPNetwork.Parse(asked);
        writer.OpenSubnet(ResourceNames.Id(application.Name), subnet);
        SetSubnet(application, family, subnet.ToString(), Prefixes.GatewayOf(subnet).ToString());
    }

    static void SetSubnet(Application application, AddressFamily family, string subnet, string gateway)
    {
        if (family == AddressFamily.Ipv4)
            (application.Status.Ipv4Subnet, application.Status.Ipv4Gateway) = (subnet, gateway);
        else
            (application.Status.Ipv6Subnet, application.Status.Ipv6Gateway) = (subnet, gateway);
    }

    static void CheckUnused(StoreSnapshot snapshot, Application application)
    {
        var id = ResourceNames.Id(application.Name);
        var endpoints = snapshot.Fleet.DevicesOf(id).Sum(d => snapshot.Fleet.EndpointsOf(id, d).Count);
        if (endpoints > 0)
        {
            throw Refusal.Precondition(
                "ENDPOINTS_ATTACHED",
                $"{application.Name} has {endpoints} endpoints attached, on {string.Join(", ", snapshot.Fleet.DevicesOf(id).Select(ResourceNames.Device))}; detach them first");
        }

        var policies = snapshot.Fleet.PoliciesOf(id);
        if (policies.Count > 0)
        {
            throw Refusal.Precondition(
                "POLICIES_NAME_IT",
                $"{application.Name} is named by {string.Join(", ", policies.Select(p => ResourceNames.Policy(p.Name)))}; delete or change these first");
        }
    }
}
