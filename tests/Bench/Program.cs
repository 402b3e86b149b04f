using Sdn.Bench;

return args switch
{
    ["responder", .. var rest] => await ResponderBenchmark.Run(rest),
    ["learning-switch", var port] => await ResponderLearningSwitch.Run(port),
    ["idle", .. var rest] => await IdleBenchmark.Run(rest),
    ["idle-part", var part, var count] => await IdleBenchmark.RunPart(part, count),
    ["idle-switches", var port, var count] => await IdleSwitches.Run(port, count),
    ["codec", .. var rest] => CodecBenchmark.Start(rest),
    ["bundle", .. var rest] => await BundleBenchmark.Start(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Sdn.Bench codec | bundle | responder | idle [OPTIONS]; see tests/README.md");
    return 2;
}
