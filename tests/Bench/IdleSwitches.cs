using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sdn.Bench;

/// <summary>Switches that say who they are and answer echoes, and nothing else; in a process of their own, so that they are not measured.</summary>
static class IdleSwitches
{
    const int LookMicroseconds = 100_000;
    const int ReadBytes = 4096;   // a hello, an echo: nothing longer is said to an idle switch

    /// <summary>Plays so many switches until its standard input ends.</summary>
    public static Task<int> Run(string port, string count)
    {
        var controller = new IPEndPoint(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
        var switches = Enumerable.Range(0, int.Parse(count, CultureInfo.InvariantCulture))
            .Select(i => new ResponderSwitch(ResponderDialect.V15, controller, i, addresses: 1, ReadBytes)).ToArray();
        var end = Task.Run(Console.In.ReadToEnd);   // the asynchronous one is not
        while (!end.IsCompleted)
        {
            foreach (var one in switches)
            {
                if (one.Receive() || !one.IsIntroduced)
                    one.Send(window: 0);
            }
            Socket.Select(switches.Select(s => s.Socket).ToList(), null, null, LookMicroseconds);
        }
        foreach (var one in switches)
            one.Dispose();
        return Task.FromResult(0);
    }
}
