using System.Buffers;
using Sdn.OpenFlow.Json;

namespace Sdn.OpenFlow.Tests;

/// <summary>The table of tunnel options: bytes after nicira-ext.h, texts of <c>ovs-ofctl ofp-print</c> 3.1.</summary>
public sealed class TlvTableTests
{
    const string Table = "\n  class  type  length  match field\n ------  ----  ------  --------------";

    [Theory]
    [InlineData(
        "060400280000000100002320000000180000000000000000ffff0004000000000000807c003f0000",
        "NXT_TLV_TABLE_MOD (OF1.5) (xid=0x1):\n ADD mapping table:" + Table + "\n 0xffff     0       4  tun_metadata0\n      0  0x80     124  tun_metadata63",
        """{"version":6,"type":"EXPERIMENTER","xid":1,"experimenter":8992,"exp_type":24,"command":0,"mappings":[{"option_class":65535,"option_type":0,"option_len":4,"index":0},{"option_class":0,"option_type":128,"option_len":124,"index":63}]}""")]
    [InlineData(
        "060400200000000100002320000000180001000000000000ffff010800010000",
        "NXT_TLV_TABLE_MOD (OF1.5) (xid=0x1):\n DEL mapping table:" + Table + "\n 0xffff   0x1       8  tun_metadata1",
        """{"version":6,"type":"EXPERIMENTER","xid":1,"experimenter":8992,"exp_type":24,"command":1,"mappings":[{"option_class":65535,"option_type":1,"option_len":8,"index":1}]}""")]
    [InlineData(
        "060400180000000100002320000000180002000000000000",
        "NXT_TLV_TABLE_MOD (OF1.5) (xid=0x1):\n CLEAR",
        """{"version":6,"type":"EXPERIMENTER","xid":1,"experimenter":8992,"exp_type":24,"command":2,"mappings":[]}""")]
    [InlineData(
        "06040010000000010000232000000019",
        "NXT_TLV_TABLE_REQUEST (OF1.5) (xid=0x1):",
        """{"version":6,"type":"EXPERIMENTER","xid":1,"experimenter":8992,"exp_type":25}""")]
    [InlineData(
        "0604003000000001000023200000001a00000100004000000000000000000000ffff0004000000000102030800050000",
        "NXT_TLV_TABLE_REPLY (OF1.5) (xid=0x1):\n max option space=256 max fields=64\n allocated option space=12\n\n mapping table:" + Table
            + "\n 0xffff     0       4  tun_metadata0\n  0x102   0x3       8  tun_metadata5",
        """{"version":6,"type":"EXPERIMENTER","xid":1,"experimenter":8992,"exp_type":26,"max_option_space":256,"max_fields":64,"mappings":[{"option_class":65535,"option_type":0,"option_len":4,"index":0},{"option_class":258,"option_type":3,"option_len":8,"index":5}]}""")]
    public void A_message_has_one_text_one_JSON_and_its_bytes(string hex, string text, string json)
    {
        var message = Codec.Decode(Convert.FromHexString(hex));
        var bytes = new ArrayBufferWriter<byte>();
        Codec.Encode(OpenFlowJson.Parse(json), bytes);

        Assert.Equal(text, message.ToString());
        Assert.Equal(json, OpenFlowJson.Format(message));
        Assert.Equal(hex, Convert.ToHexStringLower(bytes.WrittenSpan));
    }

    [Theory]
    [InlineData("060400180000000100002320000000180003000000000000", "NXTTMFC_BAD_COMMAND")]
    [InlineData("0604002000000001000023200000001800000000000000000000000500000000", "NXTTMFC_BAD_OPT_LEN")]
    [InlineData("0604002000000001000023200000001800000000000000000000008000000000", "NXTTMFC_BAD_OPT_LEN")]
    [InlineData("0604002000000001000023200000001800000000000000000000000400400000", "NXTTMFC_BAD_FIELD_IDX")]
    [InlineData("0604002800000001000023200000001a00000100000200000000000000000000ffff000400020000", "NXTTMFC_BAD_FIELD_IDX")]
    [InlineData("0604001c000000010000232000000018000000000000000000000000", "OFPBRC_BAD_LEN")]
    public void What_Open_vSwitch_refuses_is_refused_with_its_error(string hex, string error) =>
        Assert.Equal(error, Assert.Throws<OpenFlowException>(() => Codec.Decode(Convert.FromHexString(hex))).Error.Name);
}
