using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Faro.Client.Api;
using Faro.Client.Api.Api.V1.Feed;

namespace Faro.Client;

/// <summary>A recorded fact as the feed carries it.</summary>
/// <param name="Sequence">Its place in the log: keep it to go on behind it later.</param>
/// <param name="Name">What happened.</param>
/// <param name="Json">The fact with who did it, when, and its data.</param>
public sealed record FeedFact(long Sequence, string Name, JsonElement Json);

/// <summary>Follows the feed.</summary>
public static class FaroFeed
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Recorded facts as they are recorded. A lost connection is made again behind the last fact, so that none is missing and none comes
    /// twice. A refusal that will not go away is an <see cref="Api.Models.Error"/>, which is thrown.
    /// </summary>
    /// <param name="faro">The API.</param>
    /// <param name="kind">Only facts about this.</param>
    /// <param name="ofEvent">Only facts about this event's markets and pairs.</param>
    /// <param name="order">Only facts of this order.</param>
    /// <param name="after">Begin behind this place in the log: 0 is its beginning, null is now.</param>
    /// <param name="cancel">Ends it.</param>
    public static async IAsyncEnumerable<FeedFact> Feed(
        this FaroApi faro, GetKindQueryParameterType? kind = null, Guid? ofEvent = null, Guid? order = null, long? after = null,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (var last = after; ; await Task.Delay(Pause, cancel))
        {
            await using var body = await Open(faro, new() { Kind = kind, Event = ofEvent, Order = order, After = last }, cancel);
            if (body is null)
                continue;
            await using var items = SseParser.Create(body).EnumerateAsync(cancel).GetAsyncEnumerator(cancel);
            while (await Next(items))
            {
                var item = items.Current;
                last = long.Parse(item.EventId!, CultureInfo.InvariantCulture);
                if (item.EventType is not ("begun" or "heartbeat" or "behind"))
                    yield return new FeedFact(last.Value, item.EventType, JsonSerializer.Deserialize<JsonElement>(item.Data));
            }
        }
    }

    /// <summary>The stream; null when Faro cannot be reached now.</summary>
    private static async Task<Stream?> Open(FaroApi faro, FeedRequestBuilder.FeedRequestBuilderGetQueryParameters asked, CancellationToken cancel)
    {
        try
        {
            return await faro.Api.V1.Feed.GetAsync(r => r.QueryParameters = asked, cancel);
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (Api.Models.Error refusal) when (refusal.ResponseStatusCode >= 500)
        {
            return null;
        }
    }

    /// <summary>Whether there is another event; false when the connection is lost.</summary>
    private static async Task<bool> Next(IAsyncEnumerator<SseItem<string>> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return false;
        }
    }
}
