using Faro.Venues;
using Npgsql;

namespace Faro.Ingest.Tests;

/// <summary>
/// A process that dies at any step of a sync: its sessions end, whatever it had not committed is gone, and its thread never
/// goes on. The next sync leaves the same views as one that nobody disturbed.
/// </summary>
public sealed class CrashTests : SyncTest
{
    [Theory]
    [InlineData("page", 1)]
    [InlineData("page", 4)]
    [InlineData("keep", 2)]
    [InlineData("append", 1)]
    [InlineData("append", 2)]
    [InlineData("appended", 1)]
    [InlineData("appended", 2)]
    [InlineData("vanished", 1)]
    [InlineData("complete", 1)]
    public async Task Whatever_step_a_sync_dies_at_the_next_one_ends_with_the_same_views(string step, int time)
    {
        var undisturbed = await OpenLog();
        await Runner(undisturbed, First()).Run("cli");
        await Runner(undisturbed, Second()).Run("cli");
        var expected = await HashOfViews(undisturbed);

        var log = await OpenLog();
        await Runner(log, First()).Run("cli");
        var reached = new TaskCompletionSource();
        using var never = new ManualResetEventSlim();
        var passed = 0;
        var dying = Task.Run(() => Runner(log, at =>
        {
            if (at != step || Interlocked.Increment(ref passed) != time)
                return;
            reached.TrySetResult();
            never.Wait();
            throw new OperationCanceledException("This process is dead.");
        }, Second()).Run("cli"));
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await StopFollowing(log); // the process's daemon dies with it
        await Scalar<long>(log, "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        NpgsqlConnection.ClearAllPools();

        var after = await OpenLog(log.Schema);
        Assert.Equal("completed", (await Runner(after, Second()).Run("cli")).Status);
        Assert.Equal(expected, await HashOfViews(after));
        Assert.Equal("abandoned,completed,completed", await Scalar<string>(after, "select string_agg(data->>'status', ',' order by data->>'status') from {s}.mt_doc_runview"));

        never.Set();
        await Assert.ThrowsAnyAsync<Exception>(() => dying); // it can write nothing more
        Assert.Equal(expected, await HashOfViews(after));
    }

    private static FakeVenue First() => new FakeVenue(Venue.Kalshi).With(350);

    private static FakeVenue Second()
    {
        var venue = new FakeVenue(Venue.Kalshi).With(420, m => m.Market.MarketId.EndsWith('7') ? m with { Title = m.Title + " Again?" } : m);
        venue.Markets.Remove("M11");
        venue.Change("M12", m => m with { Status = MarketStatus.Resolved, Resolution = Resolution.Yes });
        venue.Change("M13", m => m with { LiquidityUsd = 5 });
        return venue;
    }
}
