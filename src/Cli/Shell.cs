namespace Sdn.Cli;

/// <summary>What a command reads from, writes to and finds set around it; tests give their own.</summary>
/// <param name="In">Where <c>-f -</c> and the filters read from; bytes, so that a filter knows what has come and what has not.</param>
/// <param name="Out">Results, and nothing else.</param>
/// <param name="Error">What went wrong, for people.</param>
/// <param name="HasColors">A terminal reads <see cref="Out"/>: tables may be coloured.</param>
/// <param name="Controller">The value of <c>SDNCTL_CONTROLLER</c>; null if it is not set.</param>
sealed record Shell(Stream In, TextWriter Out, TextWriter Error, bool HasColors, string? Controller);
