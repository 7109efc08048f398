using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;

namespace Faro.Http.Tests.Feed;

/// <summary>Subscribers of the feed over real sockets, each of whom hangs up now and then and comes again with the last id it has seen.</summary>
internal sealed class Subscribers : IDisposable
{
    private readonly HttpClient _client;
    private int _connections;

    public Subscribers(Uri address, string key)
    {
        _client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(90) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>How often one of them came.</summary>
    public int Connections => _connections;

    /// <summary>Follows the facts about markets behind a place up to another, which becomes known meanwhile; what it holds in the end.</summary>
    public async Task<IReadOnlyList<(long Sequence, string Data)>> Follow(Random random, long after, Task<long> until)
    {
        var state = new List<(long, string)>();
        var last = after;
        while (!until.IsCompletedSuccessfully || last < await until)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/feed?kind=market");
            request.Headers.Add("Last-Event-ID", last.ToString(CultureInfo.InvariantCulture));
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                await Task.Delay(100); // the server has not noticed yet that others of the account have hung up
                continue;
            }

            Interlocked.Increment(ref _connections);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync();
            var patience = random.Next(5, 40);
            await foreach (var item in SseParser.Create(body).EnumerateAsync())
            {
                last = long.Parse(item.EventId!, CultureInfo.InvariantCulture);
                if (item.EventType is not ("begun" or "heartbeat" or "behind"))
                    state.Add((last, item.Data));
                if (--patience == 0 || (until.IsCompletedSuccessfully && last >= await until))
                    break;
            }
        }

        return state;
    }

    public void Dispose() => _client.Dispose();
}
