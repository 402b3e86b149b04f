using Sdn.Bench;

return args switch
{
    ["responder", .. var rest] => await ResponderBenchmark.Run(rest),
    ["learning-switch", var port] => await ResponderLearningSwitch.Run(port),
    ["idle", .. var rest] => await IdleBenchmark.Run(rest),
    ["idle-part", var part, var count] => await IdleBenchmark.RunPart(part, count),
    ["idle-switches", var port, var count] => await IdleSwitches.Run(port, count),
    ["codec", .. var rest] => CodecBenchmark.Start(rest),
    ["plan", .. var rest] => PlanBenchmark.Start(rest),
    ["bundle", .. var rest] => await BundleBenchmark.Start(rest),
    ["ovsdb-sync", .. var rest] => await OvsdbSyncBenchmark.Start(rest),
    ["ovsdb-memory", .. var rest] => await OvsdbMemoryBenchmark.Start(rest),
    ["ovsdb-load", var socket] => await OvsdbLoad.Run(socket),
    ["ovsdb-transact", .. var rest] => await OvsdbTransactBenchmark.Start(rest),
    ["ovsdb-fanout", .. var rest] => await OvsdbFanoutBenchmark.Start(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Sdn.Bench codec | plan | bundle | responder | idle | ovsdb-sync | ovsdb-memory | ovsdb-transact | ovsdb-fanout [OPTIONS]; see tests/README.md");
    return 2;
}
