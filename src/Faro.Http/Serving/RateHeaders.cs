using System.Globalization;
using Faro.Http.Limits;

namespace Faro.Http.Serving;

/// <summary>The budget, sent with every answer.</summary>
internal static class RateHeaders
{
    public const string Limit = "RateLimit-Limit";
    public const string Remaining = "RateLimit-Remaining";
    public const string Reset = "RateLimit-Reset";

    public static void Set(HttpContext http, Budget budget)
    {
        var headers = http.Response.Headers;
        headers[Limit] = budget.Limit.ToString(CultureInfo.InvariantCulture);
        headers[Remaining] = budget.Remaining.ToString(CultureInfo.InvariantCulture);
        headers[Reset] = budget.ResetSeconds.ToString(CultureInfo.InvariantCulture);
    }
}
