using System.Diagnostics;

namespace Sdn.Ovsdb.Fuzz;

/// <summary>Many inputs, in lots that each can be bred again alone.</summary>
static class Campaign
{
    /// <summary>The inputs of one lot; its number is what its <see cref="Breeder"/> begins with.</summary>
    const int LotInputs = 1_000;

    const int FaultsMax = 20;

    const int HangSeconds = 60;

    /// <summary>Plays sessions until there were <paramref name="count"/>; says what broke, and by which lot it is bred again.</summary>
    internal static async Task<int> RunSessions(int count, int first)
    {
        var survival = new Survival();
        var exit = await Run(count, first, breeder =>
        {
            var (seed, schema, stream) = breeder.Next();
            return (stream, () => survival.Check(seed, schema, stream, breeder.NextCuts(stream)));
        });
        Console.WriteLine($"a session allocated up to {survival.AllocatedBytesPerByte:f0} bytes a byte");
        return exit;
    }

    /// <summary>The same with schemas, each by itself.</summary>
    internal static Task<int> RunSchemas(int count, int first) => Run(count, first, breeder =>
    {
        var schema = breeder.NextSchema();
        return (schema, () => Task.FromResult(Survival.CheckSchema(schema)));
    });

    static async Task<int> Run(int count, int first, Func<Breeder, (byte[] Input, Func<Task<Outcome>> Check)> breed)
    {
        var (clock, outcomes, faults, done) = (Stopwatch.StartNew(), new long[3], 0, 0L);
        using var watchdog = new Watchdog(HangSeconds);
        for (var lot = first; done < count && faults < FaultsMax; lot++)
        {
            var breeder = new Breeder(lot);
            for (var i = 0; i < LotInputs && done < count && faults < FaultsMax; i++, done++)
            {
                var (input, check) = breed(breeder);
                watchdog.Watch($"lot {lot}, input {i}: {Convert.ToBase64String(input)}");
                try
                {
                    outcomes[(int)await check()]++;
                }
                catch (NotSurvivedException e)
                {
                    Console.WriteLine($"lot {lot}, input {i}: {e}");
                    faults++;
                }
            }
            if (lot % 100 == 0)
                Console.Error.WriteLine($"{done} inputs, {outcomes[(int)Outcome.Read]} read, {faults} faults, {done / clock.Elapsed.TotalSeconds:f0}/s");
        }
        Console.WriteLine(
            $"{done} inputs from lot {first} on: {outcomes[(int)Outcome.Read]} read, {outcomes[(int)Outcome.Refused]} refused, {outcomes[(int)Outcome.CutOff]} cut off, {faults} faults; {done / clock.Elapsed.TotalSeconds:f0} inputs/s; "
            + $"working set {Process.GetCurrentProcess().WorkingSet64 >> 20} MiB");
        return faults == 0 ? 0 : 1;
    }

    /// <summary>Ends the process, with the input, when one input takes for ever.</summary>
    sealed class Watchdog : IDisposable
    {
        readonly Timer _timer;
        volatile string _input = "";   // the loop's; the timer only reads it
        string _seen = "";

        internal Watchdog(int seconds) => _timer = new Timer(_ => Look(), null, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds));

        internal void Watch(string input) => _input = input;

        public void Dispose() => _timer.Dispose();

        void Look()
        {
            var input = _input;
            if (input.Length > 0 && ReferenceEquals(input, _seen))
            {
                Console.WriteLine($"hangs: {input}");
                Environment.Exit(3);
            }
            _seen = input;
        }
    }
}
