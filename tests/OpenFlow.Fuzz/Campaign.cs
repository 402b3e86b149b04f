using System.Diagnostics;

namespace Sdn.OpenFlow.Fuzz;

/// <summary>Millions of inputs, in lots that each can be bred again alone.</summary>
static class Campaign
{
    /// <summary>The inputs of one lot; its number is what its <see cref="Mutator"/> begins with.</summary>
    const int LotInputs = 10_000;

    const int FaultsMax = 20;

    const int HangSeconds = 60;

    /// <summary>Runs lots until there were <paramref name="count"/> inputs; says what broke, and by which lot it is bred again.</summary>
    internal static int RunMessages(int count, int first) => Run(count, first, lot => new Mutator(Seeds.All, lot).Next, survival => survival.Check);

    /// <summary>The same with JSON.</summary>
    internal static int RunJson(int count, int first) => Run(count, first, lot => new JsonMutator(lot).Next, survival => survival.CheckJson);

    static int Run(int count, int first, Func<int, Func<byte[]>> breed, Func<Survival, Func<byte[], Outcome>> check)
    {
        var (survival, clock, read, faults, done) = (new Survival(), Stopwatch.StartNew(), 0L, 0, 0L);
        using var watchdog = new Watchdog(HangSeconds);
        for (var lot = first; done < count; lot++)
        {
            var next = breed(lot);
            for (var i = 0; i < LotInputs && done < count; i++, done++)
            {
                var input = next();
                watchdog.Watch(input);
                try
                {
                    read += check(survival)(input) == Outcome.Read ? 1 : 0;
                }
                catch (NotSurvivedException e)
                {
                    Console.WriteLine($"lot {lot}, input {i}: {e}");
                    if (++faults == FaultsMax)
                        return Sum();
                }
            }
            if (lot % 100 == 0)
                Console.Error.WriteLine($"{done} inputs, {read} read, {faults} faults, {done / clock.Elapsed.TotalSeconds:f0}/s");
        }
        return Sum();

        int Sum()
        {
            Console.WriteLine(
                $"{done} inputs from lot {first} on: {read} read, {done - read - faults} refused, {faults} faults; {done / clock.Elapsed.TotalSeconds:f0} inputs/s; "
                + $"decoding allocated up to {survival.AllocatedBytesPerByte:f0} bytes a byte");
            return faults == 0 ? 0 : 1;
        }
    }

    /// <summary>Ends the process, with the input, when one input takes for ever.</summary>
    sealed class Watchdog : IDisposable
    {
        readonly Timer _timer;
        volatile byte[] _input = [];   // the loop's; the timer only reads it
        byte[] _seen = [];

        internal Watchdog(int seconds) => _timer = new Timer(_ => Look(), null, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds));

        internal void Watch(byte[] input) => _input = input;

        public void Dispose() => _timer.Dispose();

        void Look()
        {
            var input = _input;
            if (input.Length > 0 && ReferenceEquals(input, _seen))
            {
                Console.WriteLine($"hangs: {Convert.ToHexStringLower(input)}");
                Environment.Exit(3);
            }
            _seen = input;
        }
    }
}
