using System.Text;

namespace Faro.Log;

/// <summary>The names that Marten gives things, so that it finds ours under them.</summary>
public static class MartenNames
{
    /// <summary>
    /// Marten's classic alias of an event class: words split before a capital that begins one and after a lower-case
    /// letter, joined with underscores, lower case (<c>HTTPRequestLogged</c> is <c>http_request_logged</c>).
    /// </summary>
    public static string Alias(string className)
    {
        var alias = new StringBuilder(className.Length + 8);
        for (var i = 0; i < className.Length; i++)
        {
            if (i > 0)
            {
                var before = char.IsAsciiLetterLower(className[i - 1]);
                var here = char.IsAsciiLetterLower(className[i]);
                var next = i + 1 < className.Length && char.IsAsciiLetterLower(className[i + 1]);
                if ((before && !here) || (!before && !here && next))
                    alias.Append('_');
            }

            alias.Append(char.ToLowerInvariant(className[i]));
        }

        return alias.ToString();
    }
}
