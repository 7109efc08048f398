using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Faro.Http.Tests.Live;

/// <summary>Reads a stream and does with its messages what a client does: keeps each venue's book.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 4_096, ResponseDrainTimeout = TimeSpan.Zero }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<JsonElement>> _events;
    private readonly CancellationTokenSource _stop = new();

    private StreamClient(HttpResponseMessage response)
    {
        _response = response;
        _events = SseParser.Create(response.Content.ReadAsStream(), (_, data) => JsonSerializer.Deserialize<JsonElement>(data)).EnumerateAsync(_stop.Token).GetAsyncEnumerator();
    }

    public Dictionary<string, (SortedDictionary<decimal, decimal> Bids, SortedDictionary<decimal, decimal> Asks)> Books { get; } = [];

    public Dictionary<string, int> Names { get; } = [];

    public JsonElement Last { get; private set; }

    public static async Task<HttpResponseMessage> Send(Uri host, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host, path));
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public static async Task<StreamClient> Open(Uri host, string path, string key)
    {
        var response = await Send(host, path, key);
        Assert.True(response.IsSuccessStatusCode, response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync());
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new StreamClient(response);
    }

    /// <summary>The next event's name; null when the stream has ended.</summary>
    public async Task<string?> Next()
    {
        if (!await _events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20))) return null;
        var (name, data) = (_events.Current.EventType, _events.Current.Data);
        Names[name] = Names.GetValueOrDefault(name) + 1;
        Last = data;
        if (name is "book" or "change" or "lost")
        {
            Assert.True(data.GetProperty("age_ms").GetInt64() >= 0);
            Follow(name, data.GetProperty("venue").GetString()!, data);
        }

        return name;
    }

    /// <summary>Reads on until this is so.</summary>
    public async Task<JsonElement> Until(Func<string, JsonElement, bool> isSo)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(30))
        {
            if (await Next() is not { } name) throw new InvalidOperationException("The stream ended.");
            if (isSo(name, Last)) return Last;
        }

        throw new InvalidOperationException("It never was so.");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _response.Dispose();
        _stop.Dispose();
    }

    private void Follow(string name, string venue, JsonElement data)
    {
        if (name == "lost")
        {
            Books.Remove(venue);
            return;
        }

        if (name == "book") Books[venue] = (new(Comparer<decimal>.Create((a, b) => b.CompareTo(a))), []);
        else Assert.True(Books.ContainsKey(venue), "A change came before its book.");
        foreach (var (side, levels) in new[] { (Books[venue].Bids, data.GetProperty("bids")), (Books[venue].Asks, data.GetProperty("asks")) })
        {
            foreach (var level in levels.EnumerateArray())
            {
                var (price, size) = (level.GetProperty("price").GetDecimal(), level.GetProperty("size").GetDecimal());
                if (size == 0) side.Remove(price);
                else side[price] = size;
            }
        }

        Assert.Equal(Books[venue].Bids.Count > 0 ? Books[venue].Bids.First().Key : null, Decimal(data.GetProperty("yes"), "bid"));
        Assert.Equal(Books[venue].Asks.Count > 0 ? Books[venue].Asks.First().Key : null, Decimal(data.GetProperty("yes"), "ask"));
    }

    public static decimal? Decimal(JsonElement json, string name) => json.GetProperty(name).ValueKind == JsonValueKind.Null ? null : json.GetProperty(name).GetDecimal();
}
