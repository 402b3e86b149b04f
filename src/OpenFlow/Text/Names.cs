namespace Sdn.OpenFlow.Text;

/// <summary>How ports and tables are written: by number, or by the name that their bridge gives them.</summary>
readonly struct Names(Func<uint, string?>? port, Func<byte, string?>? table = null)
{
    internal static Names None => default;

    internal string Port(uint number) => Ports.NameOf(number) ?? port?.Invoke(number) ?? Ports.Show(number);

    internal string Table(byte number) => table?.Invoke(number) ?? number.ToString();
}
