using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What happened to a table (ofp_table_reason).</summary>
public enum TableReason : byte
{
    VacancyDown = 3,
    VacancyUp = 4,
}

/// <summary>A table has little room left, or enough again. OpenFlow 1.5.1, 7.4.5.</summary>
public sealed record TableStatus(TableReason Reason, [property: JsonPropertyName("table")] TableDesc Table) : OpenFlowMessage
{
    public override MessageType Type => MessageType.TableStatus;

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new StatusBody { Reason = (byte)Reason });
        Table.Write(ref w);
    }

    internal static TableStatus Read(ref OfReader r)
    {
        var body = r.Take<StatusBody>("the table status");
        if (body.Reason is not ((byte)TableReason.VacancyDown or (byte)TableReason.VacancyUp))
            throw r.Error(Errors.OFPBPC_BAD_VALUE, $"no table status has the reason {body.Reason}");
        var table = TableDesc.Read(ref r);
        r.SkipUpTo(r.Left);   // as Open vSwitch does: bytes behind the table mean nothing
        return new((TableReason)body.Reason, table);
    }

    internal override void Print(StringBuilder to)
    {
        to.Append($" reason={(Reason == TableReason.VacancyDown ? "VACANCY_DOWN" : "VACANCY_UP")}\ntable_desc:-");
        Table.Print(to);
    }
}
