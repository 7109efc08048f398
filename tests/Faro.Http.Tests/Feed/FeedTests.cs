using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Faro.Http.Feed;
using Faro.Ingest;
using Faro.Log;
using Faro.Matching.Matches;
using Faro.Orders;
using Faro.Orders.Routing;
using Faro.Proofs.Sealing;
using Faro.Testing;
using Faro.Venues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faro.Http.Tests.Feed;

/// <summary>The feed of a real sync: over HTTP with a client that is cut off again and again, and in the hub with a thousand of them.</summary>
public sealed class FeedTests(SandboxApi api) : IClassFixture<SandboxApi>
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly FeedOwner Nobody = new("nobody", Test: false);
    private static readonly Func<bool> Always = () => true;
    private static int _streams;

    private EventLog Log => api.Synced.Services.GetRequiredService<EventLog>();

    private FeedHub Hub => api.Synced.Services.GetRequiredService<FeedHub>();

    [Fact]
    public async Task A_client_that_is_cut_off_at_random_has_every_fact_once_and_in_order()
    {
        var random = new Random(20261130);
        await Sealed(await Append(3));
        var expected = await Facts();
        var got = new List<long>();
        string? last = null;
        for (var patience = 1_000; got.Count < expected.Count; patience--)
        {
            Assert.True(patience > 0, $"{got.Count} of {expected.Count} facts came.");
            await foreach (var (item, kind) in Read("?after=0", last, Math.Min(random.Next(2, 400), expected.Count - got.Count + 1))) // the first says that it begins
            {
                last = item.EventId;
                if (kind is null)
                    continue;
                got.Add(long.Parse(item.EventId!, CultureInfo.InvariantCulture));
                Assert.Equal(got[^1], JsonDocument.Parse(item.Data).RootElement.GetProperty("sequence").GetInt64());
            }
        }

        Assert.Equal(expected, got);
    }

    [Fact]
    public async Task Kind_and_event_narrow_it()
    {
        var found = JsonDocument.Parse(await api.Reader.GetStringAsync(new Uri("/api/v1/events?limit=1", UriKind.Relative))).RootElement.GetProperty("events")[0].GetProperty("id").GetString()!;
        var history = JsonDocument.Parse(await api.Reader.GetStringAsync(new Uri($"/api/v1/events/{found}/history", UriKind.Relative))).RootElement.GetProperty("history");
        var expected = history.EnumerateArray().Select(f => f.GetProperty("sequence").GetInt64()).ToList();
        await Sealed(expected[^1]);
        var got = new List<(SseItem<string> Item, string? Kind)>();
        await foreach (var read in Read($"?after=0&event={found}", null, expected.Count + 1))
            got.Add(read);
        Assert.Equal(expected, got.Where(g => g.Kind is not null).Select(g => long.Parse(g.Item.EventId!, CultureInfo.InvariantCulture)));

        await foreach (var (item, kind) in Read("?after=0&kind=match", null, 1))
            Assert.Equal(("begun", null), (item.EventType, kind)); // nothing is matched here
    }

    [Fact]
    public async Task A_feed_of_an_event_holds_the_reader_s_own_orders_on_it()
    {
        var events = JsonDocument.Parse(await api.Reader.GetStringAsync(new Uri("/api/v1/events?limit=2", UriKind.Relative))).RootElement.GetProperty("events").EnumerateArray()
            .Select(e => e.GetProperty("id").GetGuid()).ToList();
        using var client = api.Synced.Client((await api.Synced.IssueKey(new { label = "one event", account = "one-event" })).Key);
        var start = await Hub.End(Never);
        var mine = await Order(events[0], "one-event");
        await Order(events[0], "another");
        await Order(events[1], "one-event");
        await Sealed(await Append(1));
        foreach (var after in new[] { start, mine })
        {
            // What was made before is read from the log with the filter; what comes after it passes the reader's own.
            using var response = await client.GetAsync(new Uri($"/api/v1/feed?event={events[0]}&kind=order&after={after}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await using var body = await response.Content.ReadAsStreamAsync();
            var expected = after;
            if (after == mine)
                expected = await Order(events[0], "one-event");
            await foreach (var item in SseParser.Create(body).EnumerateAsync(patience.Token))
            {
                if (item.EventType is "begun" or "heartbeat")
                    continue;
                Assert.Equal("order_prepared", item.EventType);
                Assert.Equal(after == start ? mine : expected, long.Parse(item.EventId!, CultureInfo.InvariantCulture));
                break;
            }
        }
    }

    [Fact]
    public async Task An_account_reads_as_many_feeds_as_it_may_and_all_together_as_many_as_are_served()
    {
        using var hub = new FeedHub(
            Log, api.Synced.Services.GetRequiredService<FeedPages>(), api.Synced.Services.GetRequiredService<SealedEnd>(), new FeedOptions { MostReadersOfAccount = 2, MostReaders = 3 },
            api.Synced.Services.GetRequiredService<IHostApplicationLifetime>(), Microsoft.Extensions.Logging.Abstractions.NullLogger<FeedHub>.Instance);
        Task<FeedReader?> Join(string account) => hub.Join(new FeedFilter(new FeedOwner(account, Test: false)), Always, Never);
        var first = await Join("one");
        Assert.NotNull(first);
        Assert.NotNull(await Join("one"));
        Assert.Null(await Join("one"));
        Assert.NotNull(await Join("another"));
        Assert.Null(await Join("a third"));
        hub.Leave(first); // whoever leaves makes room
        Assert.NotNull(await Join("a third"));
        Assert.Null(await Join("one"));
    }

    [Theory]
    [InlineData("?order=7c6a0f2e-5f43-5c1b-9d0e-3b2f6a4c8d10", null, 404)]
    [InlineData("?event=7c6a0f2e-5f43-5c1b-9d0e-3b2f6a4c8d10", null, 404)]
    [InlineData("?after=999999999", null, 400)]
    [InlineData("", "soon", 400)]
    [InlineData("?kind=key", null, 400)]
    public async Task What_cannot_be_read_is_refused(string query, string? last, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/feed" + query);
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);
        using var response = await api.Reader.SendAsync(request);
        await response.Refused(status, status == 404 ? "not_found" : "bad_request");
    }

    [Fact]
    public async Task A_revoked_key_s_feed_ends()
    {
        var (key, id) = await api.Synced.IssueKey();
        using var client = api.Synced.Client(key);
        using var response = await client.GetAsync(new Uri("/api/v1/feed", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        using (var admin = api.Synced.Admin())
            (await admin.DeleteAsync(new Uri($"/api/v1/admin/keys/{id}", UriKind.Relative))).EnsureSuccessStatusCode();
        await response.Content.ReadAsStringAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_thousand_subscribers_who_are_cut_off_at_random_end_with_the_same_state()
    {
        const int Many = 1_000, Facts = 60;
        var address = await api.Synced.Listen();
        using var some = new Subscribers(address, (await api.Synced.IssueKey(new { label = "some", account = "some", rate_limit_per_min = 100_000 })).Key);
        using var others = new Subscribers(address, (await api.Synced.IssueKey(new { label = "others", account = "others", rate_limit_per_min = 100_000 })).Key);
        var start = await Hub.End(Never);
        var until = new TaskCompletionSource<long>();
        var all = Enumerable.Range(0, Many).Select(i => (i % 2 == 0 ? some : others).Follow(new Random(i), start, until.Task)).ToList();
        var end = 0L;
        for (var i = 0; i < 3; i++)
            end = await Append(Facts / 3);
        until.SetResult(end);
        var states = await Task.WhenAll(all).WaitAsync(TimeSpan.FromSeconds(90));
        var expected = (await this.Facts()).Where(s => s > start).ToList();
        Assert.Equal(Facts, expected.Count);
        Assert.Equal(expected, states[0].Select(s => s.Sequence));
        Assert.All(states, s => Assert.Equal(states[0], s));
        Assert.True(some.Connections + others.Connections > Many * 3 / 2, $"{some.Connections + others.Connections} connections: hardly anybody was cut off.");
    }

    [Fact]
    public async Task A_slow_reader_is_told_and_nobody_waits_for_it()
    {
        var hub = new FeedHub(
            Log, api.Synced.Services.GetRequiredService<FeedPages>(), api.Synced.Services.GetRequiredService<SealedEnd>(), new FeedOptions { Waiting = 5 },
            api.Synced.Services.GetRequiredService<IHostApplicationLifetime>(), Microsoft.Extensions.Logging.Abstractions.NullLogger<FeedHub>.Instance);
        await hub.StartAsync(Never);
        var slow = (await hub.Join(new FeedFilter(Nobody), Always, Never))!;
        var start = slow.Start;
        var first = await Append(20);
        await Eventually.Is(() => hub.Readers == 0); // let go of, while it has read nothing
        var items = new List<SseItem<byte[]>>();
        await foreach (var item in hub.Read(slow, null, Never))
            items.Add(item);
        Assert.Equal(["begun", .. Enumerable.Repeat("market_quoted", 5), "behind"], items.Select(i => i.EventType == "market_listed" ? "market_quoted" : i.EventType));
        Assert.Equal(items[^2].EventId, items[^1].EventId);

        // It comes again with that id, as often as it is told so, and misses nothing.
        var rest = new List<long>();
        for (var last = long.Parse(items[^1].EventId!, CultureInfo.InvariantCulture); last < first;)
        {
            var again = (await hub.Join(new FeedFilter(Nobody), () => last < first, Never))!;
            await foreach (var item in hub.Read(again, last, Never))
            {
                last = long.Parse(item.EventId!, CultureInfo.InvariantCulture);
                if (item.EventType is not ("begun" or "heartbeat" or "behind"))
                    rest.Add(last);
            }
        }

        Assert.Equal((await Facts()).Where(s => s > start).Skip(5), rest);
        await hub.StopAsync(Never);
        hub.Dispose();
    }

    [Fact]
    public void An_order_s_facts_are_its_owner_s_alone()
    {
        var (mine, other) = (new FeedOwner("acme", Test: true), new FeedOwner("acme", Test: false));
        var entry = new FeedEntry(7, FeedPages.Order, "order/x", "order_prepared", mine, []);
        Assert.True(new FeedFilter(mine).Lets(entry));
        Assert.False(new FeedFilter(other).Lets(entry));
        Assert.False(new FeedFilter(mine with { Account = "another" }).Lets(entry));
        Assert.False(new FeedFilter(other, [FeedPages.Order], new HashSet<string> { "order/x" }).Lets(entry));
        Assert.False(new FeedFilter(mine, [FeedPages.Market]).Lets(entry));
        Assert.True(new FeedFilter(other).Lets(entry with { Owner = null }));

        var about = entry with { Event = Guid.NewGuid() };
        var narrow = new FeedFilter(mine, null, new HashSet<string> { "market/x" }, new HashSet<Guid> { about.Event.Value });
        Assert.True(narrow.Lets(about));
        Assert.False(narrow.Lets(about with { Event = Guid.NewGuid() }));
        Assert.False(narrow.Lets(about with { Owner = other }));
        Assert.False((narrow with { Kinds = [FeedPages.Match] }).Lets(about));
    }

    /// <summary>Facts of a market that nobody lists: quotes of it, each on the log by itself.</summary>
    private async Task<long> Append(int count)
    {
        var stream = $"market/polymarket/feed-{Interlocked.Increment(ref _streams)}";
        var listed = (MarketListed)(await Log.ReadAll(typeof(MarketListed)))[0].Data;
        var last = await Log.AppendAt(stream, 0, listed with { MarketId = stream.Split('/')[2] });
        for (var i = 1; i < count; i++)
            last = await Log.AppendAt(stream, i, new MarketQuoted(new ListedQuote(i, null, null, null)));
        return last;
    }

    /// <summary>A prepared order as each mode would have it: the account's key sees the one of its own.</summary>
    private async Task<long> Order(Guid about, string account)
    {
        var (id, request) = (Guid.NewGuid(), new RouteRequest(Outcome.Yes, Side.Buy, Money.Dollar, new Price(5000), TimeInForce.Gtc, RouteStrategy.Split));
        var prepared = new OrderPrepared(
            id, Guid.NewGuid(), Test: false, null, "h", new OrderTerms(about, Outcome.Yes, Side.Buy, Money.Dollar, new Price(5000), TimeInForce.Gtc, RouteStrategy.Split),
            new RouteInputs(request, [], []), new RoutePlan { Legs = [], Skipped = [], Alternatives = [] }, [], AnswerSha256: "00")
        {
            Account = account,
        };
        return await Log.AppendAt(OrderView.StreamOf(id), 0, prepared);
    }

    private Task Sealed(long sequence) => Eventually.Is(async () => await Hub.End(Never) >= sequence);

    private async Task<List<long>> Facts()
    {
        var facts = new List<long>();
        foreach (var fact in await Log.ReadAll())
        {
            if (fact.Data is MarketEvent or MatchEvent or OrderEvent)
                facts.Add(fact.Sequence);
        }

        return facts;
    }

    /// <summary>Reads so many events and hangs up; a fact's kind is null for what is no fact.</summary>
    private async IAsyncEnumerable<(SseItem<string> Item, string? Kind)> Read(string query, string? last, int count)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/feed" + query);
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);
        using var response = await api.Reader.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var body = await response.Content.ReadAsStreamAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var item in SseParser.Create(body).EnumerateAsync(patience.Token))
        {
            var data = JsonDocument.Parse(item.Data).RootElement;
            yield return (item, data.TryGetProperty("kind", out var kind) ? kind.GetString() : null);
            if (--count == 0)
                yield break;
        }
    }
}
