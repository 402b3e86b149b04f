using System.Diagnostics;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What a flow mod has before its match; see <see cref="FlowModWriter"/>.</summary>
public readonly record struct FlowModHead()
{
    public FlowModCommand Command { get; init; }

    public byte Table { get; init; }

    public ushort Priority { get; init; }

    public ulong Cookie { get; init; }

    public ushort IdleTimeoutSeconds { get; init; }

    public ushort HardTimeoutSeconds { get; init; }

    public FlowFlags Flags { get; init; }

    /// <summary>The packet in the switch's buffer that the flow is to handle at once.</summary>
    public uint BufferId { get; init; } = PacketIn.NoBuffer;
}

/// <summary>
/// Lays out a flow mod part by part, straight into a buffer and without allocation: the head, then each match field, then
/// each output, then <see cref="End"/>. OpenFlow 1.5.1, 7.3.4.2. For all that flows can do see <see cref="FlowMod"/>.
/// </summary>
/// <example><code>
/// var flow = new FlowModWriter(replies, new() { Priority = 1, BufferId = packet.BufferId }, packet.Xid);
/// flow.Match(Fields.InPort, packet.InPort);
/// flow.Match(Fields.EthDst, packet.EthDst.Value);
/// flow.Output(port);
/// flow.End();
/// </code></example>
public ref struct FlowModWriter
{
    /// <summary>Room for every field of at most 64 bits that OpenFlow 1.5 defines, and for a dozen of outputs.</summary>
    const int BytesMax = 1024;

    const int MatchAt = 48;   // in the message
    const int HeadLength = 8; // of an apply_actions

    readonly FrameBuffer _to;
    OfWriter _w;
    int _actionsAt;   // 0 while the match is open

    /// <summary>Begins a flow mod behind what the buffer holds.</summary>
    public FlowModWriter(FrameBuffer to, in FlowModHead head, uint xid)
    {
        ArgumentNullException.ThrowIfNull(to);
        _to = to;
        _w = new(to.GetSpan(BytesMax));
        _w.Put(new Header { Version = Codec.Version, Type = (byte)MessageType.FlowMod, Xid = xid });
        _w.Put(new FlowModBody
        {
            Cookie = head.Cookie,
            Table = head.Table,
            Command = (byte)head.Command,
            IdleTimeout = head.IdleTimeoutSeconds,
            HardTimeout = head.HardTimeoutSeconds,
            Priority = head.Priority,
            BufferId = head.BufferId,
            OutPort = Ports.Any,
            OutGroup = Group.Any,
            Flags = (ushort)head.Flags,
        });
        Debug.Assert(_w.Position == MatchAt, "ofp_flow_mod is 48 bytes before its match");
        _w.Put(new Tlv { Type = OxmHeader.MatchType });
    }

    /// <summary>Adds a field of at most 64 bits to the match. A field comes behind those that it requires, and once.</summary>
    public void Match(Field field, ulong value)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(field.Bytes, sizeof(ulong), nameof(field));
        Debug.Assert(_actionsAt == 0, "the match comes before the actions");
        _w.Put<Be32>(OxmHeader.Exact(field));
        if (field.Experimenter != 0)
            _w.Put<Be32>(field.Experimenter);
        _w.PutNumber(value, field.Bytes);
    }

    /// <summary>Adds an output to a port.</summary>
    public void Output(uint port)
    {
        OpenActions();
        _w.Put(new Tlv { Type = (ushort)ActionType.Output, Length = 16 });
        _w.Put(new OutputBody { Port = port });
    }

    /// <summary>Ends the message: it is in the buffer now. Without an output the flow drops.</summary>
    /// <exception cref="InvalidOperationException">The message is longer than such a writer can lay out.</exception>
    public void End()
    {
        if (_actionsAt == 0)
            CloseMatch();
        else
            _w.Patch16(_actionsAt + 2, _w.Position - _actionsAt);
        _w.Patch16(2, _w.Position);
        if (!_w.IsComplete)
            throw new InvalidOperationException($"the flow mod takes {_w.Position} bytes: use FlowMod");
        _to.Advance(_w.Position);
    }

    void OpenActions()
    {
        if (_actionsAt != 0)
            return;
        CloseMatch();
        _actionsAt = _w.Position;
        _w.Put(new Tlv { Type = (ushort)InstructionType.ApplyActions });
        _w.Pad(HeadLength - 4);
    }

    void CloseMatch()
    {
        _w.Patch16(MatchAt + 2, _w.Position - MatchAt);
        _w.PadTo8(MatchAt);
    }
}
