using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow.Json;

/// <summary>The actions from before set_field as JSON: one member, named as in OpenFlow 1.1.</summary>
static class SetOldJson
{
    static readonly (OldField Field, string Member)[] Members =
    [
        (OldField.VlanVid, "vlan_vid"), (OldField.VlanPcp, "vlan_pcp"), (OldField.EthSrc, "dl_addr"), (OldField.EthDst, "dl_addr"),
        (OldField.NwSrc, "nw_addr"), (OldField.NwDst, "nw_addr"), (OldField.NwTos, "nw_tos"), (OldField.NwEcn, "nw_ecn"),
        (OldField.TpSrc, "tp_port"), (OldField.TpDst, "tp_port"), (OldField.MplsLabel, "mpls_label"), (OldField.MplsTc, "mpls_tc"),
        (OldField.Tunnel, "tun_id"), (OldField.Tunnel64, "tun_id"),
    ];

    internal static JsonObject Write(SetOld action) => new()
    {
        [MemberOf(action.Field)] = action.Field switch
        {
            OldField.EthSrc or OldField.EthDst => new MacAddress(action.Value).ToString(),
            OldField.NwSrc or OldField.NwDst => FieldText.Ipv4(action.Value),
            OldField.Tunnel or OldField.Tunnel64 => HexText.Format(action.Value),
            _ => (uint)action.Value,
        },
    };

    internal static SetOld Read(JsonObject json, ActionRow row)
    {
        var field = Array.Find(Members, m => SetOldCodec.NumberOf(m.Field) == row.Number && SetOldCodec.ExperimenterOf(m.Field) == row.Experimenter).Field;
        var member = MemberOf(field);
        if (json.Count != 1 || json[member] is not JsonValue value)
            throw new JsonException($"{row.Name} has one member, '{member}'");
        return new(field, value.TryGetValue<uint>(out var number) ? number : ReadText(field, value.TryGetValue<string>(out var text) ? text : ""));
    }

    static ulong ReadText(OldField field, string text) => field switch
    {
        OldField.EthSrc or OldField.EthDst when MacAddress.TryParse(text, null, out var mac) => mac.Value,
        OldField.NwSrc or OldField.NwDst when IPAddress.TryParse(text, out var address) => (ulong)Fields.Ipv4Src.Is(address).Value,
        OldField.Tunnel or OldField.Tunnel64 => (ulong)HexText.Parse(text, 64),
        _ => throw new JsonException($"'{text}' is no value for '{MemberOf(field)}'"),
    };

    static string MemberOf(OldField field) => Array.Find(Members, m => m.Field == field).Member;
}
