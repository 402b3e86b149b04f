using Sdn.OpenFlow.Wire;
using Sdn.Tests;

namespace Sdn.OpenFlow.Tests;

/// <summary>The library's README shows its tables as they are (<c>UPDATE_GOLDEN=1</c> rewrites that part of it), and its public types and methods say what they are.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void The_README_shows_the_tables()
    {
        var reference = new ReadmeReference();

        reference.Table("Messages", "type | name | body | record",
            MessageTable.All.Where(row => !row.Record.IsAbstract).Select(row => $"{(byte)row.Type} | {row.Name} | {row.Length} | `{row.Record.Name}`"));
        reference.Table("Multipart messages", "type | name | ovs-ofctl prints | request | its body | reply | its body",
            MultipartTable.All.Select(row => $"{(ushort)row.Type} | {row.Name} | {row.OvsName} | `{row.Request.Name}` | {row.RequestLength} | `{row.Reply.Name}` | {row.ReplyLength}"));
        reference.Table("Messages of experimenters", "experimenter | type | name | body | record",
            ExperimenterTable.All.Select(row => $"0x{row.Experimenter:x} | {row.ExperimenterType} | {row.Name} | {row.Length} | `{row.Record.Name}`"));
        reference.Table("Fields", "name | in a match | on the wire | class | number | bits | mask | set | needs",
            Fields.All.Select(f => $"{f.Name} | {f.MatchName} | {f.OxmName}{(f.Nxm is { } nxm ? $", {nxm.Name}" : "")} | 0x{(ushort)f.Class:x4} | {f.Number} | {f.Bits} | {YesNo(f.Maskable)} | {YesNo(f.Writable)} | {Prerequisites.Describe(f.Prerequisite)}"));
        reference.Table("Actions", "number | name | in JSON | in ovs-ofctl | record",
            ActionTable.All.Select(a => $"{a.Number}{(a.Experimenter == 0 ? "" : $" of 0x{a.Experimenter:x}")} | {a.SpecName} | {a.Name} | {a.Text} | `{a.Type.Name}`"));
        reference.Table("Errors", "name | type | code | experimenter | means",
            Errors.All.Select(e => $"{e.Name} | {e.Type} | {e.Code} | {(e.Experimenter == 0 ? "" : $"0x{e.Experimenter:x}")} | {e.Sentence}"));

        reference.Verify("src/OpenFlow/README.md");
    }

    [Fact]
    public void Every_public_type_and_method_is_documented() => Assert.Equal("", PublicSurface.Undocumented(typeof(Codec).Assembly));

    static string YesNo(bool value) => value ? "yes" : "no";
}
