using Google.Protobuf;

namespace Sdn.Controller.Store;

/// <summary>One change of one row of the database; a mutation is a list of them, carried out in one transaction.</summary>
abstract record RowChange
{
    public sealed record ResourceWritten(ResourceKind Kind, string Id, uint Number, ulong Revision, IMessage Body) : RowChange;

    public sealed record ResourceDeleted(ResourceKind Kind, string Id) : RowChange;

    public sealed record Logged(Change Change, int Ordinal) : RowChange;

    public sealed record RestStarted(string Space, RestingRange Resting) : RowChange;

    /// <summary>Whatever rests in a range of a space rests no more.</summary>
    public sealed record RestEnded(string Space, NumberRange Range) : RowChange;

    /// <summary>All that has rested until a time is free and needs no row.</summary>
    public sealed record RestsForgotten(DateTimeOffset Now) : RowChange;

    public sealed record SpaceDeleted(string Space) : RowChange;

    public sealed record ReservationWritten(string Space, Reservation Reservation) : RowChange;

    public sealed record ReservationDeleted(string Space, UInt128 Number) : RowChange;

    /// <summary>A request is remembered; what was carried out until a time or long before it is forgotten.</summary>
    public sealed record RequestRemembered(RememberedRequest Request, DateTimeOffset Expired, int CountMax) : RowChange;

    /// <summary>The log keeps the newest changes, and of these what was done after a time; the newest revision is always kept.</summary>
    public sealed record ChangesForgotten(DateTimeOffset Until, int CountMax) : RowChange;

    public sealed record CounterWritten(string Name, ulong Value) : RowChange;
}
