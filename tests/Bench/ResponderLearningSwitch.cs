using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Sdn.OpenFlow;

namespace Sdn.Bench;

/// <summary>
/// A learning switch on the library's responder: what <c>ovs-testcontroller</c> and os-ken's simple switch do. It learns the
/// source of each packet-in, and sends a flow for a destination that it knows, or floods the packet.
/// </summary>
sealed class ResponderLearningSwitch
{
    const int AddressesMax = 100_000;
    const ushort IdleTimeoutSeconds = 60;

    readonly Dictionary<ulong, uint> _ports = [];   // by address; the connection's read loop owns it

    /// <summary>Listens on a port of the loopback address until it is told to end by its standard input.</summary>
    public static async Task<int> Run(string port)
    {
        using var stop = new CancellationTokenSource();
        var endpoint = new IPEndPoint(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
        var options = new OpenFlowListenerOptions { Connection = new() { Responder = static _ => new ResponderLearningSwitch().Respond } };
        using var listener = OpenFlowListener.Start(endpoint, options, TimeProvider.System);
        var serving = listener.Run(Hold, (peer, e) => Console.Error.WriteLine($"{peer}: {e.Message}"), stop.Token);
        await Task.Run(Console.In.ReadToEnd);
        await stop.CancelAsync();
        await serving;
        return 0;
    }

    static Task Hold(SwitchConnection connection, CancellationToken stopping) => connection.Completion.WaitAsync(stopping);

    bool Respond(in FrameView frame, FrameBuffer replies)
    {
        if (frame.Type != MessageType.PacketIn)
            return false;
        var packet = new PacketInView(in frame);
        if (packet.HasEthernet)
            Switch(in packet, replies);
        return true;
    }

    void Switch(in PacketInView packet, FrameBuffer replies)
    {
        var (inPort, source, destination) = (packet.InPort, packet.EthSrc, packet.EthDst);
        Learn(source, inPort);
        if (destination.IsMulticast || !_ports.TryGetValue(destination.Value, out var outPort))
        {
            PacketOutWriter.Write(replies, packet.Xid, packet.BufferId, inPort, Ports.Flood, Unbuffered(in packet));
            return;
        }
        var flow = new FlowModWriter(replies, new() { Priority = 1, IdleTimeoutSeconds = IdleTimeoutSeconds, BufferId = packet.BufferId }, packet.Xid);
        flow.Match(Fields.InPort, inPort);
        flow.Match(Fields.EthDst, destination.Value);
        flow.Match(Fields.EthSrc, source.Value);
        if (outPort != inPort)
            flow.Output(outPort);
        flow.End();
        if (packet.BufferId == PacketIn.NoBuffer && outPort != inPort)
            PacketOutWriter.Write(replies, packet.Xid, PacketIn.NoBuffer, inPort, outPort, packet.Packet);
    }

    void Learn(MacAddress source, uint port)
    {
        if (source.IsMulticast)
            return;
        ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_ports, source.Value);
        if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref known))
            known = port;
        else if (_ports.Count < AddressesMax)
            _ports.Add(source.Value, port);
    }

    static ReadOnlySpan<byte> Unbuffered(in PacketInView packet) => packet.BufferId == PacketIn.NoBuffer ? packet.Packet : [];
}
