using System.Buffers;
using Sdn.OpenFlow.Text;

namespace Sdn.OpenFlow.Tests;

/// <summary>Packets look in our text as in that of ovs-ofctl, whole, cut off at every byte, and broken at random.</summary>
public sealed class PacketTextTests
{
    const string Ethernet = "020000000001020000000002";

    /// <summary>Packets written by hand, after the RFCs.</summary>
    static readonly string[] Packets =
    [
        Ethernet + "0800" + "4500001c00010000400166db0a0000010a000002" + "0800f7fd00010001",                                    // ICMP
        Ethernet + "0800" + "4510002800010000400666c60a0000010a000002" + "00500051000000010000000250121000abcd0000",            // TCP
        Ethernet + "0800" + "4503001c00010000401166cb0a0000010a000002" + "0035003600081234",                                    // UDP
        Ethernet + "0800" + "4500002000010000408466540a0000010a000002" + "00010002000000030123abcd",                            // SCTP
        Ethernet + "0800" + "4600002000010000010244d60a0000010a00000294040000" + "1600fa04e1000001",                            // IGMP
        Ethernet + "0800" + "4500001c00012000401146cb0a0000010a000002" + "0035003600081234",                                    // first fragment
        Ethernet + "0800" + "4500001c00010001401166ca0a0000010a000002" + "0035003600081234",                                    // later fragment
        Ethernet + "0800" + "4500001400010000405966930a0000010a000002",                                                        // OSPF
        Ethernet + "81006005" + "0800" + "4500001c00010000401166cb0a0000010a000002" + "0035003600081234",
        Ethernet + "88a80007" + "81002009" + "0800" + "4500001c00010000401166cb0a0000010a000002" + "0035003600081234",
        Ethernet + "86dd" + "6001234500083aff" + "fe800000000000000000000000000001" + "fe800000000000000000000000000002" + "8000abcd00010001",
        Ethernet + "86dd" + "6000000000203aff" + "fe800000000000000000000000000001" + "ff0200000000000000000001ff000002"
            + "8700abcd00000000fe8000000000000000000000000000020101020000000001",                                              // neighbour solicitation
        Ethernet + "86dd" + "6000000000203aff" + "fe800000000000000000000000000001" + "fe800000000000000000000000000002"
            + "8800abcd60000000fe8000000000000000000000000000020201020000000002",                                              // neighbour advertisement
        Ethernet + "86dd" + "60000000001400ff" + "fe800000000000000000000000000001" + "fe800000000000000000000000000002"
            + "1100000000000000" + "003500360008beef" + "00000000",                                                            // hop-by-hop
        Ethernet + "86dd" + "6000000000102cff" + "fe800000000000000000000000000001" + "fe800000000000000000000000000002"
            + "1100000100000001" + "003500360008beef",                                                                         // first fragment
        Ethernet + "86dd" + "6000000000102cff" + "fe800000000000000000000000000001" + "fe800000000000000000000000000002"
            + "1100000800000001" + "003500360008beef",                                                                         // later fragment
        Ethernet + "86dd" + "6000000000143340" + "fe800000000000000000000000000001" + "fe800000000000000000000000000002"
            + "1101000000000000" + "00000000" + "003500360008beef",                                                            // authentication header
        Ethernet + "0806" + "0001080006040001" + "0200000000020a000001" + "0000000000000a000002",
        Ethernet + "8035" + "0001080006040003" + "0200000000020a000001" + "0000000000000a000002",
        Ethernet + "8847" + "0001e1400001f140" + "4500001400010000405966930a0000010a000002",
        Ethernet + "8847" + "0001e0400001f040" + "0002f1400002f140",
        Ethernet + "8848" + "0001e140",
        Ethernet + "894f" + "0fc60103" + "000001ff" + "00000001000000020000000300000000",
        Ethernet + "894f" + "0fc20203" + "000001ff",
        Ethernet + "88cc" + "0001",
        Ethernet + "0003" + "aaaa03000000" + "0800" + "4500001400010000405966930a0000010a000002",
        Ethernet + "0003" + "424203",
    ];

    [Fact]
    public async Task Every_packet_is_written_as_ovs_ofctl_writes_it() =>
        await Compare(Packets.Select(Convert.FromHexString));

    [Fact]
    public async Task A_packet_that_ends_early_is_written_as_ovs_ofctl_writes_it() =>
        await Compare(Packets.Select(Convert.FromHexString).SelectMany(packet => Enumerable.Range(1, packet.Length - 1).Select(length => packet[..length])));

    [Fact]
    public async Task A_broken_packet_is_written_as_ovs_ofctl_writes_it()
    {
        var random = new Random(20261124);

        await Compare(Packets.SelectMany(hex => Enumerable.Range(0, 100).Select(_ => Break(Convert.FromHexString(hex), random))));
    }

    static byte[] Break(byte[] packet, Random random)
    {
        for (var i = random.Next(1, 4); i > 0; i--)
            packet[random.Next(12, packet.Length)] = random.Next(3) switch { 0 => 0, 1 => 0xff, _ => (byte)random.Next(256) };
        return packet;
    }

    static async Task Compare(IEnumerable<byte[]> packets)
    {
        var all = packets.ToArray();
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var packet in all)
            Codec.Encode(new PacketOut(packet, []), bytes);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, bytes.WrittenMemory, TestContext.Current.CancellationToken);

            var output = await Tool.Run("ovs-ofctl", "-O", "OpenFlow15", "ofp-parse", file);

            // Two lines a message: the head, and the packet.
            var lines = output.TrimEnd('\n').Split('\n').Where((_, i) => i % 2 == 1).ToArray();
            Assert.Equal(all.Length, lines.Length);
            Assert.All(all.Zip(lines), pair => Assert.Equal($"{Convert.ToHexString(pair.First)} {pair.Second}", $"{Convert.ToHexString(pair.First)} {PacketText.Format(pair.First)}"));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
