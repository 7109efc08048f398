using System.Text;
using System.Text.RegularExpressions;

namespace Faro.Http.Serving;

/// <summary>
/// The times in a document that is served as the log's serializer stored it, which writes UTC as <c>+00:00</c>: one form of time everywhere is <c>Z</c>.
/// </summary>
internal static partial class StoredTimes
{
    /// <summary>The same document with its times in <c>Z</c>. Only a member's whole value can be one: no text contains the quotation marks around it.</summary>
    public static byte[] InZ(byte[] json) => json.AsSpan().IndexOf("+00:00\""u8) < 0 ? json : Encoding.UTF8.GetBytes(Offset().Replace(Encoding.UTF8.GetString(json), "$1Z\""));

    [GeneratedRegex("""("[a-z_]+": ?"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?)\+00:00["]""", RegexOptions.CultureInvariant)]
    private static partial Regex Offset();
}
