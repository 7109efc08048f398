using System.Globalization;
using System.Text;
using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Log.Past;
using Faro.Log.Rebuilding;
using Faro.Matching.Judging;
using Faro.Matching.Matches;
using Faro.Matching.Matches.Overriding;
using Faro.Matching.UnifiedEvents;
using Faro.Testing;
using Faro.Venues;
using JasperFx.Events;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Faro.Matching.Tests.UnifiedEvents;

/// <summary>
/// What the queries answer about the past is what they answered then, recorded while a random history is made and asked again later,
/// and what views answer that are rebuilt from a log that ends there.
/// </summary>
public sealed class AsOfTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly EventFilter[] Filters =
    [
        new() { Limit = 3 },
        new() { Limit = 4, Offset = 3, Status = EventStatusFilter.All, Sort = EventSort.Title },
        new() { Status = EventStatusFilter.Settled, Sort = EventSort.EndTime },
        new() { Status = EventStatusFilter.All, Query = SearchQuery.Read("bitcoin -december") },
        new() { Status = EventStatusFilter.All, Query = SearchQuery.Read("ether OR rain"), Sort = EventSort.Liquidity, Limit = 2 },
        new() { Venue = Venue.Kalshi, Status = EventStatusFilter.All },
        new() { Matched = true, Status = EventStatusFilter.All },
        new() { Matched = false, Category = "crypto", EndBefore = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), Status = EventStatusFilter.All },
    ];

    private static readonly MatchFilter[] Pairs =
    [
        new() { Limit = 4 },
        new() { State = "linked", Venue = Venue.Foresight },
        new() { State = "refused", MinConfidence = 0.01m, Offset = 1 },
    ];

    /// <summary>Points of each seed that are held against a rebuild: a rebuild takes its time. 67 make 201 of the three seeds.</summary>
    private static readonly int Points = int.Parse(Environment.GetEnvironmentVariable("FARO_AS_OF_POINTS") ?? "16", CultureInfo.InvariantCulture);

    private readonly SortedDictionary<long, SortedDictionary<string, string>> _answers = [];
    private readonly List<(DateTimeOffset Moment, long Sequence)> _moments = [];
    private readonly Dictionary<MarketRef, long> _versions = [];
    private TestDatabase _database = null!;
    private EventLog _log = null!;
    private EventQueries _events = null!;
    private MatchQueries _matches = null!;
    private MatchRunner _runner = null!;
    private ProjectionDaemon _daemon = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.Create("asof");
        var types = EventTypes.Build().AddFrom(IngestRegistration.Events).AddFrom(MatchRegistration.Events).Done();
        _log = new EventLog(_database.ConnectionString, types, [new MarketViews(), new RawEventViews(), new RunViews(), new UnifiedEventViews(), new MatchViews()]);
        await _log.CreateSchema();
        _events = new EventQueries(_log);
        _matches = new MatchQueries(_log);
        _runner = new MatchRunner(_log, _matches, () => new RulesJudge(), TimeProvider.System, NullLogger<MatchRunner>.Instance);
        _daemon = new ProjectionDaemon(_log);
        await _daemon.StartAsync(default);
    }

    public async Task DisposeAsync()
    {
        await _events.DisposeAsync();
        await _matches.DisposeAsync();
        await _daemon.StopAsync(default);
        await _log.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_past_answers_as_it_answered_then(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var step = 0; step < 36; step++)
        {
            await Step(random, step);
            await Remember();
            if (step % 9 == 8) // asked while the history goes on, so that what is kept must follow
                await Compare(random, 3);
        }

        await Compare(random, 12);
        Assert.Contains(_answers.Values, a => a.Values.Any(v => v.Contains("\"aliases\":[\"", StringComparison.Ordinal)));
        foreach (var (moment, sequence) in _moments)
            Assert.Equal(new LogPoint.At(sequence), await _log.PlaceOf(new ReadUpTo(Time: moment)));
        await CompareWithRebuilds(random, Points);
    }

    [Fact]
    public async Task A_point_is_in_the_log_before_it_or_not_yet()
    {
        Assert.Equal(new LogPoint.BeforeTheLog(0, null), await _log.PlaceOf(new ReadUpTo(Time: DateTimeOffset.UtcNow.AddHours(-1))));
        Assert.Equal(new LogPoint.NotYet(0), await _log.PlaceOf(new ReadUpTo(Sequence: 1)));
        await Step(new Random(1), 0);
        var end = await _log.HighestSequence();
        Assert.Equal(new LogPoint.At(end), await _log.PlaceOf(new ReadUpTo(Sequence: end)));
        Assert.Equal(new LogPoint.NotYet(end), await _log.PlaceOf(new ReadUpTo(Sequence: end + 1)));
        Assert.Equal(new LogPoint.NotYet(end), await _log.PlaceOf(new ReadUpTo(Time: DateTimeOffset.UtcNow.AddMinutes(1))));
        Assert.IsType<LogPoint.BeforeTheLog>(await _log.PlaceOf(new ReadUpTo(Sequence: 0)));
        Assert.IsType<LogPoint.BeforeTheLog>(await _log.PlaceOf(new ReadUpTo(Time: DateTimeOffset.UtcNow.AddDays(-1))));
        Assert.Equal(new LogPoint.At(end), await _log.PlaceOf(ReadUpTo.End));
    }

    [Fact]
    public async Task Too_many_past_states_in_use_are_refused_and_those_no_longer_in_use_make_room()
    {
        for (var step = 0; step < 8; step++)
            await Step(new Random(step), step);
        var end = await _log.HighestSequence();
        for (var sequence = 1; sequence <= end; sequence++)
            await _events.ListAsOf(new EventFilter { Status = EventStatusFilter.All }, sequence);
        await using var held = new PastViews<MatchView>(_log, new PastRecipe<MatchView>(new MatchViews(), (_, _, _) => Task.FromResult<IReadOnlyList<IEvent>>([])));
        var hold = new TaskCompletionSource<int>();
        var users = Enumerable.Range(1, 4).Select(at => held.At(at).Query(_ => hold.Task, default)).ToList();
        await Assert.ThrowsAsync<PastNotReadyException>(() => held.At(5).Query(_ => Task.FromResult(0), default));
        hold.SetResult(7);
        Assert.All(await Task.WhenAll(users), n => Assert.Equal(7, n));
        Assert.Equal(1, await held.At(5).Query(_ => Task.FromResult(1), default));
        Assert.InRange(await TemporaryTables(), 1, 8);
    }

    private async Task Step(Random random, int step)
    {
        var what = step < 6 ? 0 : random.Next(12);
        var known = _versions.Keys.OrderBy(m => m.ToString(), StringComparer.Ordinal).ToList();
        var market = known.Count > 0 ? known[random.Next(known.Count)] : default;
        switch (what)
        {
            case 0 or 1:
                var question = random.Next(5);
                var listed = new MarketRef(VenueNames.All[random.Next(3)], $"q{question}-{step}");
                var terms = Terms(question, random);
                _versions[listed] = 0;
                await Append(listed, new MarketListed(listed.Venue, listed.MarketId, terms, default, MarketStatus.Trading, null, Quote(random), null, default));
                break;
            case 2 or 3:
                await Append(market, new MarketQuoted(Quote(random)));
                break;
            case 4:
                await Append(market, new MarketPaused());
                break;
            case 5:
                await Append(market, random.Next(2) == 0 ? new MarketClosed(MarketClosed.ByVenue) : new MarketReopened(MarketStatus.Trading));
                break;
            case 6 or 7:
                await Append(market, new MarketTermsChanged(Terms(random.Next(5), random), default, default), new MarketQuoted(Quote(random)));
                break;
            case 8 when await AnyPair(random) is { } pair:
                await Overrides().Override(pair, new OverrideMatch(random.Next(2) == 0, random.Next(2) == 0 ? Polarity.Direct : Polarity.Inverted, "because", Confirm: true), new EventMetadata(UserName: "op"), default);
                break;
            default:
                await _runner.Run("test");
                break;
        }

        Assert.True(await _log.WaitForViews(TimeSpan.FromSeconds(30)));
    }

    private async Task Remember()
    {
        var sequence = await _log.HighestSequence();
        _answers[sequence] = await Ask(filter => _events.List(filter), filter => _matches.List(filter), id => _events.Find(id), id => _matches.Find(id), Ids());
        await using var command = _log.Database.CreateCommand("select clock_timestamp()");
        _moments.Add((new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync())!, TimeSpan.Zero), sequence));
    }

    private async Task Compare(Random random, int points)
    {
        foreach (var sequence in Enumerable.Range(0, points).Select(_ => _answers.Keys.ElementAt(random.Next(_answers.Count))))
        {
            var then = await Ask(filter => _events.ListAsOf(filter, sequence), filter => _matches.ListAsOf(filter, sequence),
                id => _events.FindAsOf(id, sequence), id => _matches.FindAsOf(id, sequence), Ids());
            foreach (var (question, answer) in then)
            {
                if (_answers[sequence].TryGetValue(question, out var recorded))
                    Assert.True(recorded == answer, $"{question} as of {sequence}\nthen: {recorded}\nnow:  {answer}");
                else
                    Assert.Equal("none", answer); // listed later
            }
        }
    }

    /// <summary>What is answered as of a point is what the views answer that are rebuilt from a log that ends there.</summary>
    private async Task CompareWithRebuilds(Random random, int points)
    {
        var end = await _log.HighestSequence();
        Assert.Equal(await Live(Ids()), await AsOf(end, Ids())); // as of now is now
        var asked = new SortedDictionary<long, (List<MarketRef> Of, SortedDictionary<string, string> Answers)>();
        while (asked.Count < points)
        {
            var sequence = random.NextInt64(1, end + 1);
            if (asked.ContainsKey(sequence) || await _log.PlaceOf(new ReadUpTo(Sequence: sequence)) is not LogPoint.At)
                continue;
            var some = Ids().OrderBy(_ => random.Next()).Take(5).ToList();
            asked[sequence] = (some, await AsOf(sequence, some));
        }

        await _daemon.StopAsync(default);
        foreach (var (sequence, (some, answers)) in asked.Reverse())
        {
            await using (var cut = _log.Database.CreateCommand($"delete from {_log.Schema}.mt_events where seq_id > {sequence}"))
                await cut.ExecuteNonQueryAsync();
            foreach (var view in new[] { "UnifiedEventView", "MatchView" })
                await new Rebuilder(_log).Rebuild(view, restart: true);
            foreach (var (question, rebuilt) in await Live(some))
                Assert.True(rebuilt == answers[question], $"{question} as of {sequence}\nrebuilt: {rebuilt}\nas of:   {answers[question]}");
        }

        async Task<SortedDictionary<string, string>> Live(List<MarketRef> markets)
        {
            // Totals are counted once a place: whoever has counted at a place does not expect the log to go back to it.
            await using var events = new EventQueries(_log);
            await using var matches = new MatchQueries(_log);
            return await Ask(filter => events.List(filter), filter => matches.List(filter), id => events.Find(id), id => matches.Find(id), markets);
        }

        Task<SortedDictionary<string, string>> AsOf(long sequence, List<MarketRef> markets) => Ask(filter => _events.ListAsOf(filter, sequence), filter => _matches.ListAsOf(filter, sequence),
            id => _events.FindAsOf(id, sequence), id => _matches.FindAsOf(id, sequence), markets);
    }

    private List<MarketRef> Ids() => [.. _versions.Keys.OrderBy(m => m.ToString(), StringComparer.Ordinal)];

    private static async Task<SortedDictionary<string, string>> Ask(
        Func<EventFilter, Task<JsonPage>> list, Func<MatchFilter, Task<(IReadOnlyList<byte[]> Rows, long Total)>> pairs,
        Func<Guid, Task<byte[]?>> find, Func<Guid, Task<byte[]?>> pair, List<MarketRef> markets)
    {
        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var filter in Filters)
        {
            string? cursor = null;
            for (var page = 0; page < 4; page++)
            {
                var found = await list(filter with { Cursor = cursor, Offset = cursor is null ? filter.Offset : 0 });
                answers[$"list {filter} page {page}"] = $"{found.Total} {string.Join(',', found.Rows.Select(Encoding.UTF8.GetString))} {found.NextCursor}";
                if ((cursor = found.NextCursor) is null)
                    break;
            }
        }

        foreach (var filter in Pairs)
        {
            var (rows, total) = await pairs(filter);
            answers[$"pairs {filter}"] = $"{total} {string.Join(',', rows.Select(Encoding.UTF8.GetString))}";
        }

        for (var i = 0; i < markets.Count; i++)
        {
            answers[$"event {markets[i]}"] = await find(MarketIds.IdOf(markets[i])) is { } e ? Encoding.UTF8.GetString(e) : "none";
            foreach (var other in markets.Skip(i + 1).Where(m => m.Venue != markets[i].Venue && m.MarketId[1] == markets[i].MarketId[1]))
                answers[$"pair {markets[i]} {other}"] = await pair(PairIds.Of(markets[i], other)) is { } p ? Encoding.UTF8.GetString(p) : "none";
        }

        return answers;
    }

    private async Task<Guid?> AnyPair(Random random)
    {
        var (rows, _) = await _matches.List(new MatchFilter { Limit = 200 });
        return rows.Count == 0 ? null : System.Text.Json.JsonDocument.Parse(rows[random.Next(rows.Count)]).RootElement.GetProperty("id").GetGuid();
    }

    private async Task Append(MarketRef market, params MarketEvent[] facts)
    {
        if (market.MarketId is null)
            return;
        await _log.AppendAt(market.StreamId, _versions[market], facts);
        _versions[market] += facts.Length;
    }

    private async Task<long> TemporaryTables()
    {
        await using var command = _log.Database.CreateCommand("select count(*) from pg_class where relpersistence = 't' and relkind = 'r'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static ListedQuote Quote(Random random) => new(random.Next(5) == 0 ? null : random.Next(1, 5_000), null, null, null);

    private MatchOverrides Overrides() => new(_log, new MatchQueries(_log), new MarketQueries(_log), _runner);

    private static ListedTerms Terms(int question, Random random)
    {
        var (what, level) = question switch
        {
            0 => ("Bitcoin", "$150,000"),
            1 => ("Bitcoin", "$175,000"),
            2 => ("Ether", "$9,000"),
            3 => ("Ether", "$8,000"),
            _ => ("Solana", "$500"),
        };
        var until = random.Next(6) == 0 ? "December 1, 2026" : "January 1, 2027";
        return new ListedTerms
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"Will {what} go above {level} before {until}?"),
            YesLabel = "Yes",
            NoLabel = "No",
            Description = $"This market will resolve to \"Yes\" if the price of {what} is above {level} at any time before {until}. Otherwise, this market will resolve to \"No\".",
            Category = random.Next(4) == 0 ? null : "crypto",
            EndsAt = new DateTimeOffset(2026, random.Next(6, 13), 1, 0, 0, 0, TimeSpan.Zero),
        };
    }
}
