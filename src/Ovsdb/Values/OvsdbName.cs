namespace Sdn.Ovsdb;

/// <summary>The <c>&lt;id&gt;</c> of RFC 7047 section 3.1: what tables, columns and named UUIDs may be called.</summary>
static class OvsdbName
{
    public static bool IsValid(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
            return false;
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter != '_')
                return false;
        }
        return true;
    }
}
