namespace Sdn.OpenFlow.Tests;

/// <summary>Meters in the syntax of ovs-ofctl; a real switch says what a text means.</summary>
[Collection(nameof(OneSwitch))]
public sealed class MeterTextTests(OvsSwitch ovs) : IAsyncLifetime
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static readonly string[] Texts =
    [
        "meter=1,kbps,band=type=drop,rate=1000",
        "meter=2 pktps burst bands=type=drop rate=10 burst_size=20",
        "meter=3,kbps,burst,stats,band=type=drop,rate=0x10,burst_size=7",
        "meter=4 kbps bands=\ntype=drop rate=5\n",
        "meter=slowpath,kbps,band=type=drop,rate=1",
        "meter=controller,pktps,band=type=drop,rate=2",
    ];

    static readonly string[] Bad =
    [
        "kbps,band=type=drop,rate=1",
        "meter=0,kbps,band=type=drop,rate=1",
        "meter=4294901761,kbps,band=type=drop,rate=1",
        "meter=1,band=type=drop,rate=1",
        "meter=1,kbps",
        "meter=1,kbps,band=rate=1",
        "meter=1,kbps,band=type=drop",
        "meter=1,kbps,band=type=drop,rate=0",
        "meter=1,kbps,band=type=slow,rate=1",
        "meter=1,kbps,band=type=drop,rate=1,burst_size=5",
        "meter=1,kbps,burst,band=type=drop,rate=1",
        "meter=1,kbps,band=type=drop,rate=1,prec_level=1",
        "meter=1,kbps,band=type=dscp_remark,rate=1",
        "meter=1,kbps,color,band=type=drop,rate=1",
        "meter=1,kbps,band=type=drop,rate=1,color=red",
        "meter=1,kbps,band=type=drop,rate=1,band=type=drop,rate=2",
    ];

    public async ValueTask InitializeAsync() => await ovs.Clear();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_text_means_what_it_means_to_ovs_ofctl()
    {
        await using var connection = await ovs.Connect();   // first: with a controller the switch begins anew
        foreach (var text in Texts)
            await ovs.Ofctl("add-meter", text);

        var meters = await connection.DumpMeters(Cancellation);

        Assert.Equal(Texts.Select(MeterConfig.Parse).OrderBy(meter => meter.Id), meters.OrderBy(meter => meter.Id));
    }

    [Fact]
    public async Task What_ovs_ofctl_refuses_is_refused()
    {
        foreach (var text in Bad)
        {
            var (exit, _, _) = await Tool.TryRun("ovs-ofctl", "-O", "OpenFlow15", "add-meter", ovs.Management, text);

            Assert.Equal((text, 1), (text, exit));
            Assert.Throws<FormatException>(() => MeterConfig.Parse(text));
        }
    }

    [Fact]
    public void A_meter_is_written_so_that_add_meter_reads_it() => Assert.Equal(
        "meter=7,pktps,burst,band=type=drop,rate=5,burst_size=6,type=dscp_remark,rate=7,burst_size=8,prec_level=2",
        new MeterConfig(7, MeterFlags.PacketsPerSecond | MeterFlags.Burst,
            [new(MeterBandType.Drop, 5, 6), new(MeterBandType.DscpRemark, 7, 8) { PrecedenceLevel = 2 }]).ToString());
}
