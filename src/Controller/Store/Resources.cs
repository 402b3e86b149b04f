namespace Sdn.Controller.Store;

/// <summary>The kinds of resources that the store keeps; the numbers are in the database.</summary>
enum ResourceKind
{
    Device = 1,
    Application = 2,
    Endpoint = 3,
    Policy = 4,
}

/// <summary>What was done to a resource; the numbers are in the database.</summary>
enum ChangeOperation
{
    Created = 1,
    Updated = 2,
    Deleted = 3,
}

/// <summary>Resource names: a collection and an id.</summary>
static class ResourceNames
{
    public static string Device(string id) => "devices/" + id;

    public static string Application(string id) => "applications/" + id;

    public static string Endpoint(string id) => "endpoints/" + id;

    public static string Policy(string id) => "policies/" + id;

    public static string Tunnel(string application, string device, string peer) => $"tunnels/{application}~{device}~{peer}";

    /// <summary>The last part of a name that is known to be well-formed.</summary>
    public static string Id(string name) => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
