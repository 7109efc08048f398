using System.Text;
using System.Text.Json;
using Faro.Ingest;
using Faro.Log;
using Faro.Log.Past;
using Faro.Matching.UnifiedEvents;
using Faro.Venues;

namespace Faro.Matching.Tests.UnifiedEvents;

public sealed class UnifiedEventViewTests : UnifiedEventTest
{
    private static readonly MarketRef Rain = new(Venue.Polymarket, "0xrain");

    [Fact]
    public async Task A_market_alone_is_an_event_as_the_API_documents_it()
    {
        await List(Market(Venue.Polymarket, "0xrain", "Will it rain?", 421300m, ends: new DateTimeOffset(2026, 12, 31, 23, 59, 0, TimeSpan.Zero)));
        var id = MarketIds.IdOf(Rain);
        var e = await Detail(Rain);
        Assert.Equal(["id", "title", "description", "category", "end_time", "status", "venues", "primary_venue", "liquidity_usd", "markets", "match", "matches", "divergence_risks", "aliases",
                "outcome_labels", "group", "volume_usd", "opened_at"],
            e.EnumerateObject().Select(p => p.Name));
        Assert.Equal(id.ToString(), e.GetProperty("id").GetString());
        Assert.Equal("active", e.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, e.GetProperty("match").ValueKind);
        var market = Assert.Single(e.GetProperty("markets").EnumerateArray());
        Assert.Equal("0xrain", market.GetProperty("venue_market_id").GetString());
        Assert.Equal("direct", market.GetProperty("polarity").GetString());
        Assert.Equal("""{"yes":"Yes","no":"No"}""", market.GetProperty("outcome_labels").GetRawText());

        var page = await Events.List(new EventFilter());
        Assert.Equal(
            $$"""{"id":"{{id}}","title":"Will it rain?","category":"politics","end_time":"2026-12-31T23:59:00Z","venues":["polymarket"],"primary_venue":"polymarket","liquidity_usd":421300,"status":"active","outcome_labels":{"yes":"Yes","no":"No"},"group":null,"volume_usd":null}""",
            Encoding.UTF8.GetString(Assert.Single(page.Rows)));
        Assert.Equal(1, page.Total);
    }

    [Fact]
    public async Task The_event_follows_its_market()
    {
        await List(Market(Venue.Polymarket, "0xrain", "Will it rain?"));
        var terms = Market(Venue.Polymarket, "0xrain", "Will it rain in June?", rules: "In June.", category: "weather").Terms;
        await Append(Rain, 1, new MarketTermsChanged(terms, default, default), new MarketQuoted(new ListedQuote(7m, 3m, 0.1m, 0.2m)));
        var e = await Detail(Rain);
        Assert.Equal(("Will it rain in June?", "In June.", "climate", 7m), (
            e.GetProperty("title").GetString(), e.GetProperty("description").GetString(), e.GetProperty("category").GetString(), e.GetProperty("liquidity_usd").GetDecimal()));
        Assert.Equal("active", await Status());
        await Append(Rain, 3, new MarketPaused());
        Assert.Equal("inactive", await Status());
        await Append(Rain, 4, new MarketOpened());
        Assert.Equal("active", await Status());
        await Append(Rain, 5, new MarketClosed(MarketClosed.Vanished));
        Assert.Equal("settled", await Status());
        await Append(Rain, 6, new MarketReopened(MarketStatus.Trading));
        Assert.Equal("active", await Status());
        await Append(Rain, 7, new MarketResolved(Resolution.Yes, default), new MarketTradingTermsChanged(null, default));
        Assert.Equal("settled", await Status());
        Assert.Equal("yes", (await Detail(Rain)).GetProperty("markets")[0].GetProperty("resolution").GetString());

        async Task<string?> Status() => (await Detail(Rain)).GetProperty("status").GetString();
    }

    [Fact]
    public async Task An_event_is_told_as_the_log_stood_at_a_place_or_a_moment()
    {
        await List(Market(Venue.Polymarket, "0xrain", "Will it rain?", 5m));
        var after = await Log.HighestSequence();
        var moment = DateTimeOffset.UtcNow;
        await Append(Rain, 1, new MarketQuoted(new ListedQuote(9m, null, null, null)), new MarketClosed(MarketClosed.ByVenue));
        var id = MarketIds.IdOf(Rain);
        Assert.Equal((5m, "active"), await Then(new ReadUpTo(Sequence: after)));
        Assert.Equal((5m, "active"), await Then(new ReadUpTo(Time: moment)));
        Assert.Equal((9m, "active"), await Then(new ReadUpTo(Sequence: after + 1)));
        Assert.Equal((9m, "settled"), await Then(ReadUpTo.End));
        Assert.Equal(await Events.Find(id), await Events.FindAsOf(id, after + 2));
        Assert.Null(await Events.FindAsOf(id, 0));
        Assert.Null(await Events.FindAsOf(Guid.Empty, after + 2));

        async Task<(decimal, string?)> Then(ReadUpTo asOf)
        {
            var at = Assert.IsType<LogPoint.At>(await Log.PlaceOf(asOf)).Sequence;
            var e = JsonDocument.Parse((await Events.FindAsOf(id, at))!).RootElement;
            return (e.GetProperty("liquidity_usd").GetDecimal(), e.GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task A_market_named_inside_its_group_is_told_from_its_neighbours()
    {
        await List(
            Market(Venue.Kalshi, "POPE-A", "Who will be the next Pope?", outcome: "Ann"),
            Market(Venue.Kalshi, "POPE-B", "Will Bob be the next Pope?", outcome: "bob"));
        Assert.Equal("Who will be the next Pope? — Ann", (await Detail(new(Venue.Kalshi, "POPE-A"))).GetProperty("title").GetString());
        Assert.Equal("Will Bob be the next Pope?", (await Detail(new(Venue.Kalshi, "POPE-B"))).GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_very_long_title_has_its_place_in_every_order()
    {
        var random = new Random(7); // what repeats would be compressed away
        var title = string.Concat(Enumerable.Range(0, 9_000).Select(_ => (char)random.Next('a', 'z' + 1)));
        await List(Market(Venue.Kalshi, "LONG", title), Market(Venue.Kalshi, "LONG2", title));
        foreach (var sort in Enum.GetValues<EventSort>())
            Assert.Equal(2, (await Titles(new EventFilter { Sort = sort, Limit = 1 })).Total);
        var first = await Titles(new EventFilter { Sort = EventSort.Title, Limit = 1 });
        Assert.Null((await Titles(new EventFilter { Sort = EventSort.Title, Limit = 1, Cursor = first.Cursor })).Cursor);
    }

    [Fact]
    public async Task An_unknown_id_finds_nothing() => Assert.Null(await Events.Find(Guid.Parse("11111111-2222-5333-8444-555555555555")));

    [Theory]
    [InlineData("polymarket/0xrain", "b4732f9e-b19a-504c-94f3-172c01e459cb")]
    public void Ids_never_change(string market, string expected)
    {
        // RFC 9562's own example first: the function is the standard's.
        Assert.Equal(Guid.Parse("2ed6657d-e927-568b-95e1-2665a8aea6a2"), MarketIds.V5(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com"));
        Assert.Equal(Guid.Parse(expected), MarketIds.IdOfStream($"market/{market}"));
        Assert.Equal(MarketIds.IdOfStream($"market/{market}"), MarketIds.IdOf(Rain));
    }
}
