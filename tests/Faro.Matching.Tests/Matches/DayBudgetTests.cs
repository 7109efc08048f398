using Faro.Matching.Judging;
using Faro.Matching.Matches;
using Faro.Matching.Tests.Judging;
using Faro.Venues;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Faro.Matching.Tests.Matches;

/// <summary>What a UTC day may spend on a model, over a day of hourly runs: the ledger is the real log, the model answers over loopback, the clock is ours.</summary>
public sealed class DayBudgetTests(MatchWorld world) : IClassFixture<MatchWorld>, IAsyncLifetime
{
    private const int Hours = 24;
    private const int Sent = 1_000;
    private const int Received = 100;
    private const decimal Price = ((Sent * 2m) + (Received * 10m)) / 1_000_000m;

    private readonly Dictionary<DateOnly, int> _answered = [];
    private readonly Dictionary<DateOnly, int> _failed = [];
    private FakeTimeProvider _clock = null!;
    private StandInModel _model = null!;

    private DateOnly Today => DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);

    public async Task InitializeAsync() => _model = await StandInModel.Start();

    public async Task DisposeAsync() => await _model.DisposeAsync();

    [Theory]
    [InlineData(2031, 30, 1_000_000, 100.0)]
    [InlineData(2032, 1_000, 40_000, 100.0)]
    [InlineData(2033, 1_000, 1_000_000, 0.1)]
    public async Task Calls_tokens_and_dollars_of_a_day_hold_over_its_runs(int year, int calls, long tokens, double dollars)
    {
        var limit = new JudgeSpend(calls, tokens, (decimal)dollars);
        Begin(year, failEvery: 7);
        using var model = Model(limit, out var options);
        var ledger = new LoggedSpend(world.Log);
        var pair = Data.Fixtures().Single(p => p.Id == "fix-01");
        var day = Today;
        var refusedAfterwards = 0;
        for (var hour = 0; hour < Hours; hour++, _clock.Advance(TimeSpan.FromHours(1)))
        {
            Assert.Equal(day, Today);
            await using var judge = new LlmJudge(model, options, _clock, ledger);
            var said = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => judge.Judge(Pair.Of(pair.Left, pair.Right), default)));
            refusedAfterwards += said.Count(j => j is Judgement.Deferred { Code: "over_budget" });
        }

        var spent = await ledger.Spent(day, default);
        Assert.True(spent.Calls <= limit.Calls && spent.Tokens <= limit.Tokens && spent.CostUsd <= limit.CostUsd, $"{spent} of {limit}");
        // The endpoint's own count: what it answered is what was paid for, and a call that failed is paid for at its worst.
        var (answered, failed) = (_answered[day], _failed[day]);
        Assert.Equal(answered + failed, spent.Calls);
        Assert.True(spent.Tokens >= answered * (Sent + Received) && spent.CostUsd >= answered * Price, $"{spent}: {answered} answered, {failed} failed");
        Assert.True(refusedAfterwards > 0 && answered + failed >= 10, $"{answered} answered, {failed} failed, {refusedAfterwards} over budget");

        Assert.Equal(day.AddDays(1), Today);
        await using (var judge = new LlmJudge(model, options, _clock, ledger))
            Assert.IsType<Judgement.Reached>(await judge.Judge(Pair.Of(pair.Left, pair.Right), default));
        Assert.Equal(new JudgeSpend(1, Sent + Received, Price), await ledger.Spent(Today, default));
        Assert.Equal(spent, await ledger.Spent(day, default));
    }

    [Fact]
    public async Task Pairs_that_a_day_could_not_afford_are_asked_on_the_next()
    {
        var limit = new JudgeSpend(5, 1_000_000, 100);
        Begin(2034, failEvery: 0);
        using var model = Model(limit, out var options);
        var runner = new MatchRunner(world.Log, world.Matches, () => new LlmJudge(model, options, _clock, new LoggedSpend(world.Log)), _clock, NullLogger<MatchRunner>.Instance);
        var day = Today;
        var listed = new List<MarketRef[]>();
        var over = 0;
        for (var hour = 0; hour < Hours; hour++, _clock.Advance(TimeSpan.FromHours(1)))
        {
            if (hour % 3 == 0)
                listed.Add(await world.List(world.Level(), Venue.Polymarket, Venue.Kalshi));
            over = (await runner.Run("cron")).Counts!.DeferredFor?.GetValueOrDefault("over_budget") ?? 0;
        }

        Assert.Equal((8, 3, 5), (listed.Count, over, _answered[day]));
        Assert.Equal(5, (await new LoggedSpend(world.Log).Spent(day, default)).Calls);
        // What the rules prove is joined meanwhile.
        foreach (var pair in listed)
            Assert.True(await world.Joined(pair[0], pair[1]));

        var next = (await runner.Run("cron")).Counts!;
        Assert.Equal((3, 0, 3), (next.Judged, next.Deferred, _answered[Today]));
        Assert.Equal(5, (await new LoggedSpend(world.Log).Spent(day, default)).Calls);
    }

    private void Begin(int year, int failEvery)
    {
        _clock = new FakeTimeProvider(new DateTimeOffset(year, 3, 9, 0, 20, 0, TimeSpan.Zero));
        _model.Script = async (n, http) =>
        {
            var fails = failEvery > 0 && n % failEvery == 0;
            var counted = fails ? _failed : _answered;
            lock (counted)
                counted[Today] = counted.GetValueOrDefault(Today) + 1;
            if (fails)
                http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            else
                await StandInModel.Answer(http, StandInModel.Good(), Sent, Received);
        };
    }

    private JudgeModel Model(JudgeSpend limit, out LlmJudgeOptions options)
    {
        options = new LlmJudgeOptions
        {
            BaseUrl = _model.BaseUrl,
            Model = "stand-in",
            MaxAttempts = 1,
            MaxCalls = limit.Calls,
            MaxTokens = limit.Tokens,
            MaxCostUsd = limit.CostUsd,
            InputUsdPerMillion = 2,
            OutputUsdPerMillion = 10,
        };
        return new JudgeModel(options, _clock);
    }
}
