namespace Sdn.OpenFlow.Tests;

/// <summary>The files of bytes and texts that tests compare with, beside the test program.</summary>
static class Vectors
{
    internal static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Vectors", name);
}
