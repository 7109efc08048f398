using Faro.Testing;

namespace Faro.Pipeline.Tests;

public sealed class TestToolsTests
{
    [Fact]
    public async Task Each_test_database_is_empty_and_gone_after_use()
    {
        var first = await TestDatabase.Create("Tools-Test");
        await using var second = await TestDatabase.Create("Tools-Test");
        await using (var create = first.DataSource.CreateCommand("create table t (x int)")) await create.ExecuteNonQueryAsync();
        await using var look = second.DataSource.CreateCommand("select to_regclass('t') is null");
        Assert.Equal(true, await look.ExecuteScalarAsync());
        await first.DisposeAsync();
        await using var gone = second.DataSource.CreateCommand($"select count(*) from pg_database where datname = '{first.Name}'");
        Assert.Equal(0L, await gone.ExecuteScalarAsync());
    }

    [Fact]
    public async Task The_manual_clock_drives_timers_in_due_order()
    {
        var clock = new ManualTimeProvider();
        var start = clock.GetUtcNow();
        var fired = new List<string>();
        await using var slow = clock.CreateTimer(_ => fired.Add($"slow {(clock.GetUtcNow() - start).TotalSeconds}"), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        await using var fast = clock.CreateTimer(_ => fired.Add($"fast {(clock.GetUtcNow() - start).TotalSeconds}"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(fired);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["fast 2", "fast 4", "slow 5", "fast 6"], fired);
        Assert.Equal(TimeSpan.FromSeconds(6), clock.GetElapsedTime(0, clock.GetTimestamp()) - clock.GetElapsedTime(0, start.UtcTicks));
        var delay = Task.Delay(TimeSpan.FromHours(1), clock);
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromHours(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(5));
    }
}
