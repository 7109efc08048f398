using Faro.Client.Api;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;

namespace Faro.Client;

/// <summary>Opens Faro's API.</summary>
public static class FaroClient
{
    /// <summary>
    /// The API behind a key. Kiota's own handlers retry what 429 and 503 refused, as long as Retry-After says. A refusal is an
    /// <see cref="Api.Models.Error"/>, which is thrown.
    /// </summary>
    /// <param name="url">Where Faro listens, such as <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="key">A key that Faro issued: <c>faro_live_…</c> or <c>faro_test_…</c>.</param>
    public static FaroApi Create(Uri url, string key)
    {
        // The key is presented to this address only, also over the plain http of a sandbox on this machine.
        var http = KiotaClientFactory.Create();
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return new FaroApi(new HttpClientRequestAdapter(new AnonymousAuthenticationProvider(), httpClient: http)
        {
            BaseUrl = url.GetLeftPart(UriPartial.Authority),
        });
    }

    /// <summary>Every page of a list, one after the other.</summary>
    /// <typeparam name="T">What a page is.</typeparam>
    /// <param name="read">Reads the page at a cursor; null is the first.</param>
    /// <param name="next">Where the next one begins; null after the last.</param>
    public static async IAsyncEnumerable<T> Pages<T>(Func<string?, Task<T?>> read, Func<T, string?> next)
    {
        for (string? cursor = null; await read(cursor) is { } page;)
        {
            yield return page;
            if ((cursor = next(page)) is null) break;
        }
    }
}
