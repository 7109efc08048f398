namespace Faro.Http.Serving;

/// <summary>Every request has an id: the client's own if it is well-formed, else a new one.</summary>
internal static class RequestIds
{
    public const string Header = "X-Request-Id";

    public static string Of(IHeaderDictionary headers) =>
        headers.TryGetValue(Header, out var given) && given is [{ } id] && IsPlain(id) ? id : Guid.CreateVersion7().ToString("N");

    /// <summary>Long enough to distinguish calls, without characters that could forge a log line.</summary>
    private static bool IsPlain(string id)
    {
        if (id.Length is < 8 or > 64)
            return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
                return false;
        }

        return true;
    }
}
