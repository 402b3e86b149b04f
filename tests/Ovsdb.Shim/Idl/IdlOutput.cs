namespace Sdn.Ovsdb.Shim;

/// <summary>Where lines go, with the number of their step before them.</summary>
sealed class IdlOutput(TextWriter writer)
{
    public int Step { get; private set; }

    /// <summary>The only line of a step.</summary>
    public void Line(string text) => Lines([text]);

    /// <summary>The lines of a step.</summary>
    public void Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            SameStep(line);
        NextStep();
    }

    /// <summary>A line that others of its step follow.</summary>
    public void SameStep(string text) => writer.WriteLine($"{Step:D3}: {text}");

    /// <summary>A line without a step.</summary>
    public void Bare(string text) => writer.WriteLine(text);

    public void NextStep() => Step++;
}
