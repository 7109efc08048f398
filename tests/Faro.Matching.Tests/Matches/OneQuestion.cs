using Faro.Ingest;
using Faro.Log;
using Faro.Matching.Judging;
using Faro.Matching.Matches;
using Faro.Testing;
using Faro.Venues;

namespace Faro.Matching.Tests.Matches;

/// <summary>One question at three venues, alone in a log of its own: for tests that count all there is.</summary>
public abstract class OneQuestion : IAsyncLifetime
{
    private protected const string Rules = "This market will resolve to \"Yes\" if the price of Bitcoin is above $150,000 at any time before January 1, 2027. Otherwise, this market will resolve to \"No\".";

    private protected static readonly MarketRef Poly = new(Venue.Polymarket, "0xaa");
    private protected static readonly MarketRef Kal = new(Venue.Kalshi, "KXBTC-26DEC31-T150000");
    private protected static readonly MarketRef Fore = new(Venue.Foresight, "0xcc:56");

    private protected MatchWorld World { get; } = new();

    private protected EventLog Log => World.Log;

    private protected MatchQueries Matches => World.Matches;

    private protected MatchRunner Runner => World.Runner;

    public Task InitializeAsync() => World.InitializeAsync();

    public Task DisposeAsync() => World.DisposeAsync();

    private protected static MarketTermsChanged Terms(string rules) =>
        new(MatchWorld.Terms("$150,000") with { Description = rules }, default, default);

    private protected async Task List(params MarketRef[] markets)
    {
        foreach (var m in markets)
            await Append(m, 0, new MarketListed(m.Venue, m.MarketId, Terms(Rules).Terms, default, MarketStatus.Trading, null, new ListedQuote(100, null, null, null), null, default));
    }

    private protected async Task Append(MarketRef market, long version, params MarketEvent[] facts)
    {
        await Log.AppendAt(market.StreamId, version, facts);
        await World.Seen();
    }
}
