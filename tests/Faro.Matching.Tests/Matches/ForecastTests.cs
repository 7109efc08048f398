using Faro.Ingest;
using Faro.Log;
using Faro.Matching.Judging;
using Faro.Matching.Matches;
using Faro.Matching.UnifiedEvents;
using Faro.Testing;
using Faro.Venues;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faro.Matching.Tests.Matches;

/// <summary>A dry run tells what a run would do, or would have done then, and leaves no trace.</summary>
public sealed class ForecastTests : IAsyncLifetime
{
    private const string Rules = "This market will resolve to \"Yes\" if the price of Bitcoin is above $150,000 at any time before January 1, 2027. Otherwise, this market will resolve to \"No\".";

    private static readonly MarketRef Poly = new(Venue.Polymarket, "0xaa");
    private static readonly MarketRef Kal = new(Venue.Kalshi, "KXBTC-26DEC31-T150000");
    private static readonly MarketRef Fore = new(Venue.Foresight, "0xcc:56");
    private TestDatabase _database = null!;
    private EventLog _log = null!;
    private MatchQueries _matches = null!;
    private MatchRunner _runner = null!;
    private ProjectionDaemon _daemon = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.Create("demoted");
        var types = EventTypes.Build().AddFrom(IngestRegistration.Events).AddFrom(MatchRegistration.Events).Done();
        _log = new EventLog(_database.ConnectionString, types, [new MarketViews(), new RawEventViews(), new RunViews(), new UnifiedEventViews(), new MatchViews()]);
        await _log.CreateSchema();
        _matches = new MatchQueries(_log);
        _runner = Runner(new RulesJudge());
        _daemon = new ProjectionDaemon(_log);
        await _daemon.StartAsync(default);
    }

    public async Task DisposeAsync()
    {
        await _daemon.StopAsync(default);
        await _log.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task What_a_run_would_link_is_what_the_run_links()
    {
        await List(Poly, Kal, Fore);
        var said = await Try();
        Assert.Equal(["link", "link", "link"], said.Changes.Select(c => Assert.Single(c.Kinds)));
        Assert.All(said.Changes, c => Assert.Null(c.Before));
        var run = await _runner.Run("test");
        Assert.Equal((run.Counts!.Judged, run.Counts.Linked), (said.Counts.Judged, said.Counts.Linked));
        foreach (var (id, after) in said.Changes.Select(c => (c.Pair, c.After)))
        {
            var view = Assert.Single(await _matches.Views([id], default));
            Assert.Equal((after.Confidence, after.State, after.EventId, after.Reasoning), (view.Confidence, view.State, view.EventId, view.Reasoning));
        }

        var nothing = await Try();
        Assert.Empty(nothing.Changes);
        Assert.Equal(3, nothing.Counts.Judged); // the built-in judge judged them all again
    }

    [Fact]
    public async Task An_edit_shows_before_a_run_and_the_past_stays_what_it_was()
    {
        await List(Poly, Kal);
        var listed = await _log.HighestSequence();
        await _runner.Run("test");
        var linked = await _log.HighestSequence();
        await Append(Kal, 1, Terms(Rules.Replace("150,000", "175,000", StringComparison.Ordinal)));
        var change = Assert.Single((await Try()).Changes);
        Assert.Equal(["unlink", "polarity", "confidence", "findings"], change.Kinds); // what is refuted has no polarity
        Assert.Equal(("linked", "refused"), (change.Before!.State, change.After.State));
        Assert.Contains(MatchChange.FindingsOf(change.After), f => f.StartsWith("veto threshold: ", StringComparison.Ordinal));

        Assert.Equal("link", Assert.Single(Assert.Single((await Try(listed)).Changes).Kinds));
        Assert.Empty((await Try(linked)).Changes);
        await _runner.Run("test");
        Assert.Empty((await Try()).Changes);
        Assert.Equal("link", Assert.Single(Assert.Single((await Try(listed)).Changes).Kinds));
    }

    [Fact]
    public async Task A_judge_that_changed_without_a_new_version_is_told_apart()
    {
        await List(Poly, Kal);
        await _runner.Run("test");
        var pair = PairIds.Of(Poly, Kal);
        VerdictReached? verdict = null;
        foreach (var e in await _log.ReadStream(PairIds.StreamOf(pair)))
            verdict = e.Data as VerdictReached ?? verdict;
        await _log.Append(PairIds.StreamOf(pair), verdict! with { Confidence = 0.99m });
        Assert.True(await _log.WaitForViews(TimeSpan.FromSeconds(30)));
        var said = await Try();
        Assert.Equal(["confidence"], Assert.Single(said.Changes).Kinds);
        Assert.Equal(1, said.SameVersion);
    }

    [Fact]
    public async Task A_model_is_not_asked_and_what_only_it_can_decide_stays()
    {
        await List(Poly, Kal);
        await _runner.Run("test"); // judged by the rules: the model would judge it again
        var asked = 0;
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        _ = listener.AcceptTcpClientAsync().ContinueWith(t => { if (t.IsCompletedSuccessfully) Interlocked.Increment(ref asked); }, TaskScheduler.Default);
        var options = new LlmJudgeOptions { BaseUrl = new Uri($"http://127.0.0.1:{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}/v1"), Model = "some-model" };
        var said = await Try(null, options);
        Assert.Equal((0, 1), (said.Changes.Count, said.Counts.Deferred));
        // A hard fact needs no model.
        await Append(Kal, 1, Terms(Rules.Replace("150,000", "175,000", StringComparison.Ordinal)));
        said = await Try(null, options);
        Assert.Equal("unlink", Assert.Single(said.Changes).Kinds[0]);
        Assert.Equal(0, asked);
    }

    /// <summary>A dry run that must leave the log as it was.</summary>
    private async Task<MatchDifference> Try(long? sequence = null, LlmJudgeOptions? options = null)
    {
        var before = await _log.HighestSequence();
        var found = await new MatchForecast(_log, options ?? new LlmJudgeOptions(), TimeProvider.System).Run(sequence, askModel: false);
        Assert.Equal(before, await _log.HighestSequence());
        return found;
    }

    private MatchRunner Runner(IJudge judge) => new(_log, _matches, () => judge, TimeProvider.System, NullLogger<MatchRunner>.Instance);

    private static MarketTermsChanged Terms(string rules) => new(new ListedTerms
    {
        Title = "Will Bitcoin go above $150,000 before January 1, 2027?",
        YesLabel = "Yes",
        NoLabel = "No",
        Description = rules,
        Category = "crypto",
        EndsAt = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
    }, default, default);

    private async Task List(params MarketRef[] markets)
    {
        foreach (var m in markets)
        {
            await Append(m, 0, new MarketListed(m.Venue, m.MarketId, Terms(Rules).Terms, default, MarketStatus.Trading, null, new ListedQuote(100, null, null, null), null, default));
        }
    }

    private async Task Append(MarketRef market, long version, params MarketEvent[] facts)
    {
        await _log.AppendAt(market.StreamId, version, facts);
        Assert.True(await _log.WaitForViews(TimeSpan.FromSeconds(30)));
    }
}
