namespace Sdn.Controller.Devices;

/// <summary>What a peer said, made fit to be shown: a peer may say a megabyte, or move the cursor of who reads it.</summary>
static class PeerText
{
    const int CharactersMax = 500;

    public static string Shown(string text)
    {
        var shown = string.Create(Math.Min(text.Length, CharactersMax), text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(from[i]) ? '?' : from[i];
        });
        return text.Length > CharactersMax ? shown + "..." : shown;
    }
}
