using System.Text.Json;
using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Testing;
using Faro.Venues;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Http.Tests.Orders;

/// <summary>A venue edits a rule: no quote and no plan rests on the old verdict any more, and the history says why.</summary>
[Collection(TradingGroup.Name)]
public sealed class EditedRuleTests(TradingApi api)
{
    [Fact]
    public async Task A_rule_edit_ends_the_match_before_the_next_quote()
    {
        var (id, member, market) = await LastMatched();
        Assert.Equal(3, (await Quoted(id)).Count);
        Assert.True(api.Sandbox.Catalog.SetRules("kalshi", market, "If Company X ships a product in Ruritania before January 1, 2031, then the market resolves to Yes."));
        Assert.Contains(market, await Quoted(id)); // nobody has told Faro yet
        Assert.Equal("completed", await Sync());

        // Synced, not judged again yet.
        Assert.DoesNotContain(market, await Quoted(id));
        var prepared = await api.Prepare(id, "YES", "BUY", 60, everyVenue: true);
        Assert.DoesNotContain(prepared.GetProperty("legs").EnumerateArray(), leg => leg.GetProperty("venue_market_id").GetString() == market);
        var alone = await Get($"/api/v1/events/{member}");
        Assert.Equal(JsonValueKind.Null, alone.GetProperty("event").GetProperty("match").ValueKind);
        Assert.Equal(["kalshi"], alone.GetProperty("event").GetProperty("venues").EnumerateArray().Select(v => v.GetString()));

        // The log says why: the words changed, the verdict was demoted, the link ended.
        var matches = (await Get("/api/v1/matches?venue=kalshi&state=proposed&limit=200")).GetProperty("matches").EnumerateArray()
            .Where(m => m.GetProperty("demoted") is { ValueKind: JsonValueKind.Object } d && d.GetProperty("venue_market_id").GetString() == market).ToList();
        Assert.Equal(2, matches.Count);
        foreach (var match in matches)
        {
            Assert.Equal("rules_changed", match.GetProperty("demoted").GetProperty("why").GetString());
            var history = (await Get($"/api/v1/matches/{match.GetProperty("id").GetString()}/history")).GetProperty("history").EnumerateArray().ToList();
            Assert.Equal(["verdict_demoted", "pair_unlinked"], history.TakeLast(2).Select(f => f.GetProperty("name").GetString()));
            Assert.Equal("rules_changed", history[^1].GetProperty("data").GetProperty("why").GetString());
        }

        Assert.Contains((await Get($"/api/v1/events/{member}/history")).GetProperty("history").EnumerateArray(), f => f.GetProperty("name").GetString() == "market_terms_changed");
    }

    [Fact]
    public async Task Not_even_a_view_that_lags_lends_a_quote_to_words_that_are_gone()
    {
        var log = api.Trading.Services.GetRequiredService<EventLog>();
        var (id, _, market) = await LastMatched();
        var reference = new MarketRef(Venue.Kalshi, market);
        var now = (await new MarketQueries(log).Find(reference))!;
        for (var edit = 1; edit <= 3; edit++)
        {
            var terms = now.Terms with { Description = $"{now.Terms.Description} Edit {edit}." };
            await log.Append(reference.StreamId, new MarketTermsChanged(terms, now.TermsHash, now.RawHash));
            Assert.DoesNotContain(market, await Quoted(id)); // at once, whether or not the views have seen it
        }
    }

    private async Task<(string Id, string Member, string Market)> LastMatched()
    {
        var row = (await Get("/api/v1/events?venue=foresight&limit=200")).GetProperty("events").EnumerateArray().Last(e => e.GetProperty("venues").GetArrayLength() == 3);
        var markets = (await Get($"/api/v1/events/{row.GetProperty("id").GetString()}")).GetProperty("event").GetProperty("markets").EnumerateArray().ToList();
        var market = markets.Single(m => m.GetProperty("venue").GetString() == "kalshi").GetProperty("venue_market_id").GetString()!;
        // Asked by a member that stays, whoever gave the event its id.
        var stays = markets.First(m => m.GetProperty("venue").GetString() != "kalshi");
        Assert.True(VenueNames.TryParse(stays.GetProperty("venue").GetString(), out var venue));
        return (MarketIds.IdOf(new MarketRef(venue, stays.GetProperty("venue_market_id").GetString()!)).ToString(), MarketIds.IdOf(new MarketRef(Venue.Kalshi, market)).ToString(), market);
    }

    /// <summary>A sync that begins now: one that another test has under way may have read the market already.</summary>
    private async Task<string?> Sync()
    {
        using var cron = api.Trading.Client(ApiHost.CronSecret);
        for (var attempt = 0; ; attempt++)
        {
            var run = await (await cron.PostAsync(new Uri("/api/v1/cron/sync-events", UriKind.Relative), null)).Json();
            if (run.GetProperty("status").GetString() is var status && (status != "already_running" || attempt == 100))
                return status;
            await Task.Delay(100);
        }
    }

    /// <summary>The markets that lend a quote; of a game with a market for each side, the other side's may take the place of one that is gone.</summary>
    private async Task<List<string>> Quoted(string id) =>
        [.. (await Get($"/api/v1/events/{id}/quotes")).GetProperty("quotes").EnumerateArray().Select(q => q.GetProperty("venue_market_id").GetString()!).Distinct()];

    private async Task<JsonElement> Get(string path) => await (await api.Client.GetAsync(new Uri(path, UriKind.Relative))).Json();
}
