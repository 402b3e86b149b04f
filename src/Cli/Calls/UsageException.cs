namespace Sdn.Cli.Calls;

/// <summary>The command line or a manifest cannot be: found before anything was sent.</summary>
/// <param name="lines">What is wrong and what would be right, a line each.</param>
sealed class UsageException(params IReadOnlyList<string> lines) : Exception(lines[0])
{
    public IReadOnlyList<string> Lines => lines;
}
