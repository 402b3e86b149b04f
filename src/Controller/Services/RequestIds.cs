using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Sdn.Controller.Store;

namespace Sdn.Controller.Services;

/// <summary>Reads the request ids of calls (AIP-155).</summary>
static class RequestIds
{
    /// <param name="id">The request's `request_id`; empty: the call is not to be remembered.</param>
    /// <param name="request">All that is asked for, the id included.</param>
    public static RequestKey? ReadRequestId(this Violations violations, string id, IMessage request)
    {
        if (id.Length == 0)
            return null;

        var isId = Guid.TryParseExact(id, "D", out var guid) && guid != Guid.Empty;
        return violations.Check(isId, "request_id", $"'{id}' is no UUID, such as 7d444840-9dc0-11d1-b245-5ffdce74fad2")
            ? new(guid, Fingerprint(request))
            : null;
    }

    // The type's name is hashed with it: requests of two calls may be the same bytes.
    static byte[] Fingerprint(IMessage request)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Encoding.UTF8.GetBytes(request.Descriptor.FullName + "\n"));
        using (var output = new CodedOutputStream(bytes, leaveOpen: true) { Deterministic = true }) // maps in one order
            request.WriteTo(output);
        return SHA256.HashData(bytes.ToArray());
    }
}
