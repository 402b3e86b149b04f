namespace Sdn.Cli;

/// <summary>What sdnctl's exit code tells a script. Part of the interface: a number is never used for something else.</summary>
static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The controller answered, and its answer was no; or so did the server that ovsdb asked; or a line
    /// that openflow was to read is no message.</summary>
    public const int Refused = 1;

    /// <summary>The command line or a manifest is wrong; nothing was sent.</summary>
    public const int Usage = 2;

    /// <summary>The timeout of a wait passed before every device had realized the revision.</summary>
    public const int Lagging = 3;

    /// <summary>No answer: no connection, a connection that broke, or no reply in time.</summary>
    public const int Unreachable = 4;

    /// <summary>Ctrl-C, as shells count it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>What --help says of them.</summary>
    public static readonly (int Code, string Meaning)[] Meanings =
    [
        (Ok, "done"),
        (Refused, "refused: by the controller, (ovsdb) by the server, or (openflow) a line is no message"),
        (Usage, "wrong command line or manifest; nothing was sent"),
        (Lagging, "a device has not realized the revision in time"),
        (Unreachable, "the controller, or (ovsdb) the server, does not answer"),
        (Interrupted, "interrupted by Ctrl-C"),
    ];
}
