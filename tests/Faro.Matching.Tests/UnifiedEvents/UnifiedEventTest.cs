using System.Text.Json;
using Faro.Ingest;
using Faro.Log;
using Faro.Matching.Matches;
using Faro.Matching.UnifiedEvents;
using Faro.Testing;
using Faro.Venues;

namespace Faro.Matching.Tests.UnifiedEvents;

/// <summary>A log with the unified events behind it, one for the class.</summary>
public abstract class UnifiedEventTest : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Func<Task> _stop = () => Task.CompletedTask;

    protected EventLog Log { get; private set; } = null!;

    protected EventQueries Events { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        _database = await TestDatabase.Create("unified");
        var types = EventTypes.Build().AddFrom(IngestRegistration.Events).AddFrom(MatchRegistration.Events).Done();
        Log = new EventLog(_database.ConnectionString, types, [new MarketViews(), new RawEventViews(), new RunViews(), new UnifiedEventViews(), new MatchViews()]);
        await Log.CreateSchema();
        Events = new EventQueries(Log);
        var daemon = new ProjectionDaemon(Log);
        await daemon.StartAsync(default);
        _stop = async () =>
        {
            await daemon.StopAsync(default);
            await daemon.DisposeAsync();
        };
    }

    public async Task DisposeAsync()
    {
        await _stop();
        await Log.DisposeAsync();
        await _database.DisposeAsync();
    }

    internal static MarketListed Market(
        Venue venue, string id, string title, decimal? liquidity = 100, MarketStatus status = MarketStatus.Trading, string? category = "politics",
        string rules = "The rules.", DateTimeOffset? ends = null, string? outcome = null,
        DateTimeOffset? decided = null, string? group = null, (string Yes, string No)? labels = null)
    {
        var terms = new ListedTerms
        {
            EventId = "G1",
            Title = title,
            YesLabel = labels?.Yes ?? "Yes",
            NoLabel = labels?.No ?? "No",
            Description = rules,
            Category = category,
            EndsAt = ends,
            OutcomeName = outcome,
            DecidedAt = decided,
            GroupTitle = group,
        };
        return new MarketListed(venue, id, terms, default, status, null, new ListedQuote(liquidity, null, null, null) { LiquiditySource = liquidity is null ? null : ListedQuote.ByVenue }, null, default);
    }

    internal async Task List(params MarketListed[] markets)
    {
        await Log.AppendMany([.. markets.Select(m => new StreamFacts(new MarketRef(m.Venue, m.MarketId).StreamId, m))]);
        await CatchUp();
    }

    internal async Task Append(MarketRef market, long version, params MarketEvent[] facts)
    {
        await Log.AppendAt(market.StreamId, version, facts);
        await CatchUp();
    }

    internal async Task<JsonElement> Detail(MarketRef market)
    {
        var json = await Events.Find(MarketIds.IdOf(market));
        Assert.NotNull(json);
        return JsonDocument.Parse(json).RootElement;
    }

    internal async Task<(string Titles, long Total, string? Cursor)> Titles(EventFilter filter)
    {
        var page = await Events.List(filter);
        return (string.Join(" | ", page.Rows.Select(r => JsonDocument.Parse(r).RootElement.GetProperty("title").GetString())), page.Total, page.NextCursor);
    }

    private async Task CatchUp() => Assert.True(await Log.WaitForViews(TimeSpan.FromSeconds(30)));
}
