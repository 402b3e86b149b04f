namespace Sdn.Agent.Control;

/// <summary>Resource names of the API and the ids in them.</summary>
static class Names
{
    public static string Application(string id) => "applications/" + id;
    public static string Device(string id) => "devices/" + id;
    public static string Endpoint(string id) => "endpoints/" + id;
    public static string LastPart(string name) => name[(name.LastIndexOf('/') + 1)..];
}
