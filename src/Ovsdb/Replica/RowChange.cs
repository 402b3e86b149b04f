namespace Sdn.Ovsdb;

/// <summary>One row before and after: no <see cref="Old"/> for one that came, no <see cref="New"/> for one that went.</summary>
public readonly record struct RowChange(string Table, Guid Uuid, OvsdbRow? Old, OvsdbRow? New);

/// <summary>All that changed between two looks at a replica, one change a row, and the snapshot that it led to.</summary>
public sealed record ReplicaChanges(ReplicaSnapshot Snapshot, IReadOnlyList<RowChange> Rows);
