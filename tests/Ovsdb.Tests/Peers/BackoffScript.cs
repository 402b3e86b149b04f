using System.Globalization;
using System.Text.RegularExpressions;

namespace Sdn.Ovsdb.Tests;

/// <summary>
/// A transcript of Open vSwitch's test-reconnect, played on our back-off: commands stand at the begin of a line, what must be so
/// after them is indented, and lines with <c>###</c> set the clock.
/// </summary>
sealed partial class BackoffScript(string transcript)
{
    ReconnectBackoff _backoff = new(OvsdbReconnectorOptions.Default, 1);
    TimeSpan _now;
    TimeSpan _connectedAt;
    TimeSpan _activeAt;
    string _state = "";

    /// <summary>How many back-offs and deadlines were compared.</summary>
    public int Facts { get; private set; }

    public void Run()
    {
        foreach (var line in transcript.Split('\n').Where(line => line.Length > 0))
        {
            if (Clock().Match(line) is { Success: true } clock)
                _now = Milliseconds(clock);
            else if (line[0] == ' ')
                Check(line);
            else if (line[0] != '#')
                Play(line.Split(' '));
        }
    }

    void Play(string[] command)
    {
        switch (command[0])
        {
            case "set-backoff-free-tries":
                _backoff = new ReconnectBackoff(OvsdbReconnectorOptions.Default, int.Parse(command[1], CultureInfo.InvariantCulture));
                break;
            case "enable":
                _state = "BACKOFF";
                break;
            case "connecting":
                _state = "CONNECTING";
                break;
            case "connected":
                (_state, _connectedAt, _activeAt) = ("ACTIVE", _now, _now);
                break;
            case "activity":
                _activeAt = _now;
                break;
            case "connect-failed":
                _state = "BACKOFF";
                _backoff.AttemptFailed();
                break;
            case "disconnected":
                _state = "BACKOFF";
                _backoff.SessionEnded(_activeAt - _connectedAt);
                break;
            case "run" or "timeout" or "advance" or "receive-attempted":
                break;
            default:
                throw new InvalidOperationException($"command {command[0]} is not known here");
        }
    }

    void Check(string line)
    {
        if (Backoff().Match(line) is { Success: true } backoff)
        {
            Facts++;
            Assert.Equal(Milliseconds(backoff), _backoff.Wait);
        }
        // In other states the deadline is that of the keep-alive, which has tests of its own.
        else if (Deadline().Match(line) is { Success: true } deadline && _state is "BACKOFF" or "CONNECTING")
        {
            Facts++;
            Assert.Equal(Milliseconds(deadline), _state == "BACKOFF" ? _backoff.Wait : _backoff.ConnectTimeout);
        }
    }

    static TimeSpan Milliseconds(Match match) => TimeSpan.FromMilliseconds(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex("^### t=([0-9]+) ###$")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\(([0-9]+) ms backoff\)$")]
    private static partial Regex Backoff();

    [GeneratedRegex("^  advance ([0-9]+) ms$")]
    private static partial Regex Deadline();
}
