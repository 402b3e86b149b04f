namespace Sdn.Ovsdb.Tests;

/// <summary>The tests that run while no other does, because they measure what the whole process allocates.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
