using Grpc.Core;
using Sdn.Api;
using Sdn.Controller.Store;

namespace Sdn.Controller.Services;

/// <summary>The API of policies; its behaviour is said in policy.proto.</summary>
sealed class PolicyService(ResourceStore store, Views views, Watches watches) : Api.PolicyService.PolicyServiceBase
{
    public override async Task<Policy> CreatePolicy(CreatePolicyRequest request, ServerCallContext context)
    {
        var spec = request.Policy?.Spec?.Clone() ?? new();
        var violations = new Violations();
        violations.CheckLabel("policy_id", request.PolicyId);
        PolicyRules.Check(spec, violations);
        var key = violations.ReadRequestId(request.RequestId, request);
        violations.Throw();

        var policy = await store.Write(
            context.Peer,
            key,
            writer =>
            {
                var name = ResourceNames.Policy(request.PolicyId);
                if (writer.Snapshot.Policies.ContainsKey(request.PolicyId))
                    throw Refusal.NameInUse(name);

                PolicyRules.CheckReferences(writer.Snapshot, spec);
                return writer.Create(new Policy { Name = name, Spec = spec });
            },
            context.CancellationToken);
        return views.Of(store.Current, policy);
    }

    public override Task<Policy> GetPolicy(GetPolicyRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var id = violations.ReadName("name", "policies", request.Name);
        violations.Throw();
        var snapshot = store.Current;
        return Task.FromResult(views.Of(snapshot, Find(snapshot, id)));
    }

    public override Task<ListPoliciesResponse> ListPolicies(ListPoliciesRequest request, ServerCallContext context)
    {
        var snapshot = store.Current;
        var page = new Violations().Read(request.PageSize, request.PageToken, "policies", snapshot.Policies);
        return Task.FromResult(new ListPoliciesResponse
        {
            Policies = { page.Items.Select(p => views.Of(snapshot, p)) },
            NextPageToken = page.NextToken,
            Revision = snapshot.Revision,
        });
    }

    public override async Task<Policy> UpdatePolicy(UpdatePolicyRequest request, ServerCallContext context)
    {
        var given = request.Policy ?? new();
        var violations = new Violations();
        var id = violations.ReadName("policy.name", "policies", given.Name);
        var fields = violations.Read(request.UpdateMask, PolicyRules.Changeable);
        var key = violations.ReadRequestId(request.RequestId, request);
        violations.Throw();

        var policy = await store.Write(
            context.Peer,
            key,
            writer =>
            {
                var current = Find(writer.Snapshot, id);
                Refusal.CheckRevision(given.Revision, current.Revision, current.Name);
                var updated = current.Clone();
                updated.Spec = FieldMasks.Merge(current.Spec, given.Spec ?? new(), fields);
                PolicyRules.Check(updated.Spec, violations);
                violations.Throw();
                if (updated.Spec.Equals(current.Spec))
                    return current;

                PolicyRules.CheckReferences(writer.Snapshot, updated.Spec);
                return writer.Update(updated);
            },
            context.CancellationToken);
        return views.Of(store.Current, policy);
    }

    public override async Task<DeletePolicyResponse> DeletePolicy(DeletePolicyRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var id = violations.ReadName("name", "policies", request.Name);
        var key = violations.ReadRequestId(request.RequestId, request);
        violations.Throw();

        return await store.Write(
            context.Peer,
            key,
            writer =>
            {
                var policy = Find(writer.Snapshot, id);
                Refusal.CheckRevision(request.Revision, policy.Revision, policy.Name);
                writer.Delete(policy);
                return new DeletePolicyResponse { Revision = writer.Revision };
            },
            context.CancellationToken);
    }

    public override Task WatchPolicies(
        WatchPoliciesRequest request,
        IServerStreamWriter<WatchPoliciesResponse> responseStream,
        ServerCallContext context) => watches.Run(
            request.StartRevision,
            snapshot => snapshot.Policies.Values,
            ResourceKind.Policy,
            _ => true,
            views.Of,
            e => responseStream.WriteAsync(ToResponse(e), context.CancellationToken),
            context.CancellationToken);

    static WatchPoliciesResponse ToResponse(WatchEvent<Policy> e)
    {
        var response = new WatchPoliciesResponse { Revision = e.Revision };
        if (e.Resource is not null)
            response.Policy = e.Resource;
        else if (e.Deleted is not null)
            response.Deleted = e.Deleted;
        else
            response.SnapshotComplete = true;
        return response;
    }

    static Policy Find(StoreSnapshot snapshot, string id) =>
        snapshot.Policies.GetValueOrDefault(id) ?? throw Refusal.NotFound(ResourceNames.Policy(id));
}
