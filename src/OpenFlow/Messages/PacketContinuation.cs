using System.Buffers.Binary;
using System.Text;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>
/// Where the pipeline stopped with a packet, as far as people may want to see it. Private to the switch that made it (NXCPT_*
/// in Open vSwitch's ofp-packet.c), so it is sent back as it came, never made here.
/// </summary>
sealed class PacketContinuation
{
    enum Property : ushort   // NXCPT_*
    {
        Bridge = 0x8000,
        Stack,
        Mirrors,
        Conntracked,
        Table,
        Cookie,
        Actions,
        ActionSet,
        DatapathPort,
    }

    const int StackItemBytesMax = 128;

    readonly List<UInt128> _stack = [];   // the top first
    readonly StringBuilder _actions = new();
    Guid _bridge;
    uint _mirrors, _datapathPort;
    bool _isTracked;
    ValueList<Action> _actionSet = [];

    internal static PacketContinuation Read(ref OfReader r)
    {
        var continuation = new PacketContinuation();
        if (r.Left < 4)
            throw r.Error(Errors.OFPBPC_BAD_LEN, "a continuation lacks its padding");
        r.Skip(4, "the padding of the continuation");
        var (table, cookie) = ((byte)0, 0UL);
        while (Properties.NextOfAny(ref r, out var type, out var body))
        {
            switch ((Property)Math.Min(type, ushort.MaxValue))
            {
                case Property.Bridge: continuation._bridge = ReadUuid(ref body); break;
                case Property.Stack: continuation._stack.Add(ReadStackItem(ref body)); break;
                case Property.Mirrors: continuation._mirrors = Properties.Only<Be32>(ref body, "the mirrors"); break;
                case Property.Conntracked: continuation._isTracked = true; break;
                case Property.Table: table = body.Take<byte>("the table"); break;
                case Property.Cookie: cookie = Properties.Only<PaddedNumber>(ref body, "the cookie").Value; break;
                case Property.Actions: continuation.AddActions(table, cookie, ReadActions(ref body)); break;
                case Property.ActionSet: continuation._actionSet = ReadActions(ref body); break;
                case Property.DatapathPort: continuation._datapathPort = Properties.Only<Be32>(ref body, "the datapath's port"); break;
                default: break;   // what later versions add is not ours to refuse
            }
        }
        return continuation;
    }

    internal void Print(StringBuilder to)
    {
        if (_bridge != Guid.Empty)
            to.Append($" continuation.bridge={_bridge}\n");
        if (_stack.Count > 0)
            to.Append($" continuation.stack=(top) {string.Join(' ', _stack.Select(item => item == 0 ? "0" : $"0x{item:x}"))} (bottom)\n");
        if (_mirrors != 0)
            to.Append($" continuation.mirrors=0x{_mirrors:x}\n");
        if (_isTracked)
            to.Append(" continuation.conntracked=true\n");
        if (_actions.Length > 0)
            to.Append($" continuation.actions={_actions}\n");
        if (_actionSet.Count > 0)
        {
            to.Append(" continuation.action_set=");
            ActionText.WriteList(to, _actionSet, Names.None);
            to.Append('\n');
        }

        if (_datapathPort != 0)
            to.Append($" continuation.odp_port={_datapathPort}\n");
    }

    void AddActions(byte table, ulong cookie, ValueList<Action> actions)
    {
        _actions.Append(_actions.Length > 0 ? "," : "").Append($"unroll_xlate(table={table}, cookie={cookie})");
        if (actions.Count == 0)
            return;
        _actions.Append(',');
        ActionText.WriteList(_actions, actions, Names.None);
    }

    // Four numbers of 32 bits in the order of the switch's own memory (ofpprop_put_uuid()): little-endian wherever it runs today.
    static Guid ReadUuid(ref OfReader body)
    {
        var bytes = body.TakeBytes(16, "the bridge");
        Span<byte> ordered = stackalloc byte[16];
        for (var i = 0; i < ordered.Length; i += 4)
            BinaryPrimitives.WriteUInt32BigEndian(ordered[i..], BinaryPrimitives.ReadUInt32LittleEndian(bytes[i..]));
        return body.Left == 0
            ? new(ordered, bigEndian: true)
            : throw body.Error(Errors.OFPBPC_BAD_LEN, $"{body.Left} bytes are left behind the bridge");
    }

    // An item may be as long as the longest field, 128 bytes; what registers hold has 16 at most.
    static UInt128 ReadStackItem(ref OfReader body)
    {
        if (body.Left > StackItemBytesMax)
            throw body.Error(Errors.OFPBPC_BAD_LEN, $"an item on the stack has {body.Left} bytes");
        if (body.Left > 16)
            body.Skip(body.Left - 16, "an item on the stack");
        return body.TakeField(body.Left, "an item on the stack");
    }

    static ValueList<Action> ReadActions(ref OfReader body)
    {
        if (body.Left < 4)
            throw body.Error(Errors.OFPBPC_BAD_LEN, "the actions lack their padding");
        body.Skip(4, "the padding of the actions");
        return ActionCodec.ReadList(ref body);
    }
}
