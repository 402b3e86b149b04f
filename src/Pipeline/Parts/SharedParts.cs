using System.Runtime.CompilerServices;

namespace Sdn.Pipeline;

/// <summary>
/// Parts that many devices' plans have alike, kept with the resource that they follow from and gone when that is: of an
/// endpoint all other devices that need it, of a device all its peers.
/// </summary>
static class SharedParts
{
    static readonly ConditionalWeakTable<object, Shelf> Shelves = [];

    /// <summary>The part that is kept with the owner; if none is the same, the one that was made.</summary>
    public static PlanPart Share(object owner, PlanPart made) => Shelves.GetValue(owner, static _ => new()).Share(made);

    /// <summary>A handful of parts; read without a lock, replaced whole.</summary>
    sealed class Shelf
    {
        PlanPart[] _parts = [];

        public PlanPart Share(PlanPart made)
        {
            while (true)
            {
                var parts = Volatile.Read(ref _parts);
                var place = Array.FindIndex(parts, part => part.Key == made.Key);
                if (place >= 0 && parts[place].IsSame(made))
                    return parts[place];

                PlanPart[] next = place < 0 ? [.. parts, made] : [.. parts[..place], made, .. parts[(place + 1)..]];
                if (Interlocked.CompareExchange(ref _parts, next, parts) == parts)
                    return made;
            }
        }
    }
}
