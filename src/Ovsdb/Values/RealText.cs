using System.Globalization;

namespace Sdn.Ovsdb;

/// <summary>Reals as ovsdb-server writes them: 15 significant digits, as C's <c>%.15g</c> (DBL_DIG).</summary>
static class RealText
{
    public static string Format(double value)
    {
        if (value == 0)
            return "0";
        var scientific = value.ToString("E14", CultureInfo.InvariantCulture);
        var at = scientific.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(scientific.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is < -4 or >= 15)
            return $"{Trim(scientific[..at])}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        return Trim(value.ToString($"F{14 - exponent}", CultureInfo.InvariantCulture));
    }

    static string Trim(string digits) =>
        digits.Contains('.', StringComparison.Ordinal) ? digits.TrimEnd('0').TrimEnd('.') : digits;
}
