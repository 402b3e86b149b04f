using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Sdn.OpenFlow;

namespace Sdn.Bench;

/// <summary>Messages to bytes, back, and to text: time and allocations each.</summary>
[MemoryDiagnoser]
public class CodecBenchmark
{
    readonly byte[] _buffer = new byte[Codec.MessageBytesMax];
    OpenFlowMessage _message = null!;
    byte[] _bytes = [];

    [Params("flow-mod", "flow-mod-224", "flow-mod-ct", "packet-in", "packet-out", "group-mod", "flow-desc")]
    public string Message { get; set; } = "";

    public static int Start(string[] args)
    {
        var job = (args.Contains("--quick") ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance);
        BenchmarkRunner.Run([typeof(CodecBenchmark), typeof(ParseBenchmark)], DefaultConfig.Instance.AddJob(job));
        return 0;
    }

    [GlobalSetup]
    public void Setup()
    {
        _message = Make(Message);
        _bytes = _buffer[..Codec.Encode(_message, _buffer)];
    }

    [Benchmark]
    public int Encode() => Codec.Encode(_message, _buffer);

    [Benchmark]
    public OpenFlowMessage Decode() => Codec.Decode(_bytes);

    [Benchmark]
    public string Print() => _message.ToString();

    internal static OpenFlowMessage Make(string name) => name switch
    {
        "flow-mod" => FlowMod.Add(Flow.Parse("table=5,priority=100,in_port=5,dl_dst=02:00:00:00:00:2a actions=output:6")),
        "flow-mod-224" => FlowMod.Add(Flow.Parse(
            "table=45,priority=100,cookie=0x10203,tcp,reg0=0x1,metadata=0x2a,dl_dst=02:00:00:00:00:2a,nw_dst=10.0.0.0/8,tp_dst=80 "
            + "actions=set_field:0x1->reg1,set_field:192.0.2.1->tun_dst,set_field:192.0.2.2->tun_src,move:NXM_NX_REG0[]->NXM_NX_REG2[],output:6,goto_table:50")),
        "flow-mod-ct" => FlowMod.Add(Flow.Parse(
            "table=70,priority=100,ct_state=+new+trk,tcp,nw_dst=10.0.0.1,tp_dst=80 "
            + "actions=ct(commit,zone=5,nat(dst=10.0.0.5:8080),exec(set_field:0x1->ct_mark),table=75)")),
        "packet-in" => new PacketIn
        {
            TotalLength = 98,
            Reason = PacketInReason.NoMatch,
            Metadata = Match.Parse("in_port=5,metadata=0x2a"),
            Packet = new byte[98],
        },
        "packet-out" => new PacketOut(new byte[98], [new Output(5)]),
        "group-mod" => GroupMod.Add(Group.Parse(
            "group_id=5,type=select,bucket=bucket_id:0,weight:100,actions=output:5,bucket=bucket_id:1,weight:100,actions=output:6")),
        _ => new FlowDescReply(Enumerable.Range(0, 400)
            .Select(i => new FlowDesc(Flow.Parse($"table=5,priority=100,cookie=0x{i:x},in_port=5,ip,nw_dst=10.0.{i / 256}.{i % 256} actions=output:6"), new() { PacketCount = 1, ByteCount = 98 }))
            .ToArray()),
    };
}

/// <summary>Flows read from ovs-ofctl's syntax: time and allocations each.</summary>
[MemoryDiagnoser]
public class ParseBenchmark
{
    string _text = "";

    [Params("flow-mod", "flow-mod-224", "flow-mod-ct")]
    public string Message { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _text = ((FlowMod)CodecBenchmark.Make(Message)).Flow.ToString();

    [Benchmark]
    public Flow Parse() => Flow.Parse(_text);
}
