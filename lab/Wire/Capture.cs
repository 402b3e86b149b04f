using System.Collections.Concurrent;
using SharpPcap;
using SharpPcap.LibPcap;

namespace Sdn.Wire;

/// <summary>
/// A capture on several links at once that knows where it begins and ends: it sends a marker frame on each link and
/// waits until it has seen it, at the start (nothing after it is missed) and at the end (nothing before it is).
/// </summary>
public sealed class Capture : IDisposable
{
    // Local experimental ethertype 1 (IEEE 802): no device makes anything of it.
    static readonly byte[] MarkerHeader = [0x02, 0, 0, 0, 0, 1, 0x02, 0, 0, 0, 0, 2, 0x88, 0xb5];
    static readonly TimeSpan MarkerTimeout = TimeSpan.FromSeconds(10);
    const int BufferBytes = 32 * 1024 * 1024;
    const int MarkerBytes = 60; // the shortest Ethernet frame

    readonly WireReport _report;
    readonly List<LibPcapLiveDevice> _devices = [];
    readonly Guid _id = Guid.NewGuid();
    readonly ConcurrentDictionary<(string Link, byte Number), TaskCompletionSource> _markers = new();

    Capture(WireReport report) => _report = report;

    /// <summary>Starts to capture on the report's links; returns when every link is being captured.</summary>
    public static async Task<Capture> Start(WireReport report, CancellationToken stop = default)
    {
        var capture = new Capture(report);
        try
        {
            foreach (var tally in report.Links)
                capture.Open(tally.Link);
            await capture.Mark(0, stop);
            return capture;
        }
        catch
        {
            capture.Dispose();
            throw;
        }
    }

    /// <summary>Ends the capture; when it returns, the report holds every frame that was sent before the call.</summary>
    public async Task Finish(CancellationToken stop = default)
    {
        await Mark(1, stop);
        foreach (var device in _devices)
        {
            device.StopCapture();
            _report.Lost += device.Statistics.DroppedPackets + device.Statistics.InterfaceDroppedPackets;
        }
    }

    public void Dispose()
    {
        foreach (var device in _devices)
            device.Dispose();
    }

    void Open(string link)
    {
        var device = Find(link);
        _devices.Add(device);
        device.Open(new DeviceConfiguration
        {
            Mode = DeviceModes.Promiscuous,
            BufferSize = BufferBytes,
            Snaplen = 65536,
            Immediate = true,
            ReadTimeout = 100,
        });
        device.OnPacketArrival += (_, captured) => Receive(link, captured.Data);
        device.StartCapture();
    }

    static LibPcapLiveDevice Find(string link) =>
        LibPcapLiveDeviceList.New().FirstOrDefault(d => d.Name == link)
        ?? throw new InvalidOperationException($"There is no interface '{link}' in this network namespace.");

    void Receive(string link, ReadOnlySpan<byte> frame)
    {
        if (IsMarker(frame, out var number))
            Marker(link, number).TrySetResult();
        else
            _report.Add(link, frame.ToArray());
    }

    async Task Mark(byte number, CancellationToken stop)
    {
        byte[] frame = [.. MarkerHeader, .. _id.ToByteArray(), number];
        Array.Resize(ref frame, MarkerBytes);
        foreach (var device in _devices)
        {
            // A packet socket does not see what it sends itself.
            using var sender = Find(device.Name);
            sender.Open();
            sender.SendPacket(frame);
            await Marker(device.Name, number).Task.WaitAsync(MarkerTimeout, stop);
        }
    }

    TaskCompletionSource Marker(string link, byte number) =>
        _markers.GetOrAdd((link, number), _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    // A marker of another capture is a marker too, and no packet of the lab's.
    bool IsMarker(ReadOnlySpan<byte> frame, out byte number)
    {
        number = byte.MaxValue;
        if (!frame.StartsWith(MarkerHeader) || frame.Length < MarkerHeader.Length + 17)
            return false;
        if (new Guid(frame.Slice(MarkerHeader.Length, 16)) == _id)
            number = frame[MarkerHeader.Length + 16];
        return true;
    }

    /// <summary>Counts the frames of a capture file, all on one link.</summary>
    public static void ReadFile(string path, string link, WireReport report)
    {
        using var file = new CaptureFileReaderDevice(path);
        file.Open();
        while (file.GetNextPacket(out var captured) == GetPacketStatus.PacketRead)
            report.Add(link, captured.Data.ToArray());
    }
}
