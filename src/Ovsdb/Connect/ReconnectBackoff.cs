namespace Sdn.Ovsdb;

/// <summary>
/// When to dial again, as lib/reconnect.c of Open vSwitch decides it: the wait doubles from failure to failure, a session that
/// lived longer than the last wait brings it back to the least, and each of several remotes has a free try first.
/// </summary>
sealed class ReconnectBackoff
{
    readonly int _remotes;
    readonly TimeSpan _min;
    readonly TimeSpan _max;
    int _freeTries;

    public ReconnectBackoff(OvsdbReconnectorOptions options, int remotes)
    {
        _remotes = remotes;
        _freeTries = remotes;
        _min = TimeSpan.FromSeconds(options.BackoffSecondsMin);
        _max = TimeSpan.FromSeconds(options.BackoffSecondsMax);
    }

    /// <summary>The wait before the attempt that comes.</summary>
    public TimeSpan Wait { get; private set; }

    /// <summary>
    /// How long that attempt may take to connect: as long as one would wait after it, so that a server far away gets more time
    /// from attempt to attempt.
    /// </summary>
    public TimeSpan ConnectTimeout => Wait > _min ? Wait : _min;

    /// <summary>An attempt led to no session.</summary>
    public void AttemptFailed() => Advance(isReset: false);

    /// <summary>A session ended.</summary>
    /// <param name="active">From its begin to the last byte from the server: a connection that stays silent is as good as none.</param>
    public void SessionEnded(TimeSpan active)
    {
        GrantTries(active, _remotes);
        Advance(isReset: active >= Wait);
    }

    /// <summary>A session was ended because its server is no longer fit, which says nothing against dialing at once.</summary>
    public void SessionLeft(TimeSpan active)
    {
        GrantTries(active, _remotes + 1);
        Advance(isReset: active >= Wait);
    }

    // The C client grants them only where it leaves the server. Here the other remotes are tried at once too where the server
    // is gone. Not after a session that was over at once: remotes that accept and hang up would be dialed without a pause.
    void GrantTries(TimeSpan active, int tries)
    {
        if (active >= _min)
            _freeTries = tries;
    }

    void Advance(bool isReset)
    {
        if (_freeTries > 1)
        {
            _freeTries--;
            Wait = TimeSpan.Zero;
        }
        else if (isReset || Wait < _min)
        {
            Wait = _min;
        }
        else
        {
            Wait = Wait < _max / 2 ? Wait * 2 : _max;
        }
    }
}
