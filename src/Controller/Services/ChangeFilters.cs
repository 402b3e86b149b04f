using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Sdn.Api;
using Sdn.Controller.Store;

namespace Sdn.Controller.Services;

/// <summary>The change log between the API's words and the store's.</summary>
static class ChangeFilters
{
    static readonly Dictionary<string, ResourceKind> Collections = new(StringComparer.Ordinal)
    {
        ["devices"] = ResourceKind.Device,
        ["applications"] = ResourceKind.Application,
        ["endpoints"] = ResourceKind.Endpoint,
        ["policies"] = ResourceKind.Policy,
    };

    /// <param name="place">The change after which the page begins, of its token.</param>
    public static ChangeFilter Read(ListChangesRequest request, string place, Violations violations)
    {
        var slash = request.Resource.IndexOf('/', StringComparison.Ordinal);
        var collection = slash < 0 ? request.Resource : request.Resource[..slash];
        var isKind = Collections.TryGetValue(collection, out var kind);
        violations.Check(
            isKind || request.Resource.Length == 0,
            "resource",
            $"'{request.Resource}' is neither a kind ({string.Join(", ", Collections.Keys)}) nor a name of one, such as devices/d1");
        var id = isKind && slash >= 0 ? violations.ReadName("resource", collection, request.Resource) : "";
        violations.Check(request.AfterRevision <= long.MaxValue, "after_revision", "is beyond all revisions");
        return new(
            ReadPlace(place, violations),
            request.AfterRevision,
            isKind ? kind : null,
            id,
            request.Actor,
            ReadTime("start_time", request.StartTime, violations),
            ReadTime("end_time", request.EndTime, violations));
    }

    public static ResourceChange ToMessage(Change change)
    {
        var message = new ResourceChange
        {
            Revision = change.Revision,
            Time = Timestamp.FromDateTimeOffset(change.Time),
            Actor = change.Actor,
            Resource = Watches.NameOf(change.Kind, change.Id),
            Operation = (ResourceOperation)change.Operation, // the numbers are the same
        };
        switch (change.Body)
        {
            case Device device:
                message.Device = device;
                break;
            case Application application:
                message.Application = application;
                break;
            case Endpoint endpoint:
                message.Endpoint = endpoint;
                break;
            case Policy policy:
                message.Policy = policy;
                break;
        }

        return message;
    }

    static (ulong, int)? ReadPlace(string place, Violations violations)
    {
        if (place.Length == 0)
            return null;

        var dot = place.IndexOf('.', StringComparison.Ordinal);
        var ordinal = 0;
        var isPlace = ulong.TryParse(place[..Math.Max(0, dot)], NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            && revision <= long.MaxValue
            && int.TryParse(place[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ordinal);
        violations.Check(isPlace, "page_token", "is no token of this controller; begin again without one");
        return isPlace ? (revision, ordinal) : null;
    }

    static DateTimeOffset? ReadTime(string field, Timestamp? time, Violations violations)
    {
        try
        {
            return time?.ToDateTimeOffset();
        }
        catch (InvalidOperationException)
        {
            violations.Add(field, "is no time of the years 1 to 9999");
            return null;
        }
    }
}
