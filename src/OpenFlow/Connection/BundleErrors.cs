namespace Sdn.OpenFlow;

/// <summary>What a switch has refused of a bundle's messages, which it names by their xids.</summary>
sealed class BundleErrors(uint firstXid, IReadOnlyList<OpenFlowMessage> mods)
{
    ErrorMessage? _first;   // written by the read loop, read once the barrier behind the messages is answered

    internal ErrorMessage? First => Volatile.Read(ref _first);

    internal bool Owns(uint xid) => xid - firstXid < (uint)mods.Count;

    internal void Add(ErrorMessage error) => Interlocked.CompareExchange(ref _first, error, null);

    internal BundleRefusedException Exception(BundlePhase phase)
    {
        var error = First!;
        var index = (int)(error.Xid - firstXid);
        return new(phase, index, mods[index], error.Error);
    }
}
