using Sdn.Tests;

namespace Sdn.Ovsdb.Tests;

public sealed class ReferenceTests
{
    [Fact]
    public void Every_public_type_and_method_is_documented() => Assert.Equal("", PublicSurface.Undocumented(typeof(OvsdbClient).Assembly));
}
