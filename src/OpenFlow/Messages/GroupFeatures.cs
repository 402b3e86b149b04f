using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Asks what groups the switch can have. OpenFlow 1.5.1, 7.3.5.11.</summary>
public sealed record GroupFeaturesRequest : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.GroupFeatures;

    internal override void WriteRequest(ref OfWriter w)
    {
    }
}

/// <summary>A number for each type of group.</summary>
[InlineArray(4)]
struct FourNumbers
{
    Be32 _first;

    internal readonly ValueList<uint> ToList() => [this[0], this[1], this[2], this[3]];

    internal static FourNumbers From(ValueList<uint> numbers)
    {
        var four = default(FourNumbers);
        for (var i = 0; i < 4; i++)
            four[i] = numbers[i];
        return four;
    }
}

/// <summary>ofp_group_features. OpenFlow 1.5.1, 7.3.5.11.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct GroupFeaturesBody
{
    public Be32 Types;
    public Be32 Capabilities;
    public FourNumbers MaxGroups;
    public FourNumbers Actions;
}

/// <summary>What groups the switch can have. Lists have an item for each <see cref="GroupType"/>.</summary>
/// <param name="Types">A bit for each <see cref="GroupType"/>.</param>
/// <param name="Capabilities">Bits of ofp_group_capabilities.</param>
/// <param name="MaxGroups">How many groups of each type.</param>
/// <param name="Actions">Which actions in each type, a bit for each number of an action.</param>
public sealed record GroupFeaturesReply(uint Types, uint Capabilities, ValueList<uint> MaxGroups, ValueList<uint> Actions) : MultipartReply
{
    static readonly string[] TypeNames = ["all", "select", "indirect", "fast failover"];

    public override MultipartType Multipart => MultipartType.GroupFeatures;

    public ValueList<uint> MaxGroups { get; } = Four(MaxGroups);

    public ValueList<uint> Actions { get; } = Four(Actions);

    internal static GroupFeaturesReply Read(ref OfReader r)
    {
        var body = r.Take<GroupFeaturesBody>("the features of groups");
        return new(body.Types, body.Capabilities, body.MaxGroups.ToList(), body.Actions.ToList());
    }

    internal override void WriteReply(ref OfWriter w) => w.Put(new GroupFeaturesBody
    {
        Types = Types,
        Capabilities = Capabilities,
        MaxGroups = FourNumbers.From(MaxGroups),
        Actions = FourNumbers.From(Actions),
    });

    internal override void Print(StringBuilder to)
    {
        to.Append($"\n Group table:\n    Types:  0x{Types:x}\n    Capabilities:  0x{Capabilities:x}\n");
        for (var type = 0; type < TypeNames.Length; type++)
        {
            if ((Types & 1u << type) == 0)
                continue;
            var max = MaxGroups[type] == 0 ? "0" : $"0x{MaxGroups[type]:x}";
            to.Append($"    {TypeNames[type]} group:\n       max_groups={max}\n       actions: ");
            FeatureNames.AppendActions(to, Actions[type]);
            to.Append('\n');
        }
    }

    static ValueList<uint> Four(ValueList<uint> numbers) => numbers.Count == 4
        ? numbers
        : throw new ArgumentException($"there are 4 types of groups, not {numbers.Count}");
}
