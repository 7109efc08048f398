namespace Faro.Log.Tests;

/// <summary>What this process wrote itself, handed to its own shards without a detour, and never with a hole in it.</summary>
public sealed class RecentEventsTests : LogTest
{
    private static readonly HashSet<string> Both = ["account_opened", "money_moved"];

    [Fact]
    public void A_page_ends_before_the_first_number_that_is_not_here()
    {
        var recent = Followed();
        recent.Committed(Events(1, 100));
        recent.Committed(Events(102, 300));
        Assert.Equal((100, 100L), Counted(recent.After(0, 300, 1_000, Both)));
        Assert.Null(recent.After(100, 300, 1_000, Both)); // 101 may be anyone's
        Assert.Equal((199, 300L), Counted(recent.After(101, 300, 1_000, Both)));
        Assert.Equal((49, 150L), Counted(recent.After(101, 150, 1_000, Both))); // nothing above what is decided
        Assert.Equal((70, 171L), Counted(recent.After(101, 300, 70, Both)));
        Assert.Equal((0, 300L), Counted(recent.After(101, 300, 70, new HashSet<string> { "account_closed" })));
    }

    [Fact]
    public void A_few_events_are_no_page_unless_they_are_all()
    {
        var recent = Followed();
        recent.Committed(Events(1, 10));
        Assert.Equal((10, 10L), Counted(recent.After(0, 10, 1_000, Both)));
        Assert.Null(recent.After(0, 11, 1_000, Both));
    }

    [Fact]
    public void What_all_have_read_is_dropped_and_followers_come_and_go()
    {
        var recent = Followed();
        recent.HasRead("b", 0);
        recent.Committed(Events(1, 100));
        recent.HasRead("a", 100);
        Assert.NotNull(recent.After(0, 100, 1_000, Both));
        recent.HasRead("b", 50);
        Assert.Null(recent.After(0, 100, 1_000, Both));
        Assert.NotNull(recent.After(50, 100, 1_000, Both));
        recent.Leave("a");
        recent.Leave("b");
        Assert.False(recent.IsFollowed);
        recent.Committed(Events(101, 200));
        Assert.Null(recent.After(100, 200, 1_000, Both));
        recent.HasRead("a", 3);
        recent.Committed(Events(201, 300));
        Assert.NotNull(recent.After(200, 300, 1_000, Both));
        recent.HasRead("a", 300);
        Assert.Null(recent.After(200, 300, 1_000, Both));
    }

    [Fact]
    public void There_is_room_for_so_many_and_what_came_first_stays()
    {
        var recent = Followed();
        recent.Committed(Events(1, 5_000));
        recent.Committed(Events(5_001, 10_000));
        Assert.Equal((5_000, 5_000L), Counted(recent.After(0, 10_000, 20_000, Both)));
    }

    [Fact]
    public async Task Views_folded_from_memory_are_what_the_log_says()
    {
        Projection[] projections = [new AccountSummaries(), new OwnerTotals()];
        var log = await OpenLog(o => o with { BatchSize = 300 }, projections);
        await StartDaemon(log);
        for (var deadline = Environment.TickCount64 + 20_000; !log.Recent.IsFollowed;)
        {
            Assert.True(Environment.TickCount64 < deadline);
            await Task.Delay(10);
        }

        for (var batch = 0; batch < 5; batch++)
        {
            // Single appends in between are not kept, nor are closed accounts, so pages from memory and from the log take turns.
            (await log.Append($"single/{batch}", ExpectedVersion.NoStream, new AccountOpened("single"))).Required();
            (await log.AppendMany([.. Enumerable.Range(0, 400).Select(i => new StreamAppend(
                $"bulk/{batch}/{i}", ExpectedVersion.NoStream, [new AccountOpened($"owner{i % 7}"), new MoneyMoved(i, "first"), .. i == 200 ? [new AccountClosed()] : (object[])[]]))])).Required();
        }

        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(20)));
        foreach (var projection in projections)
        {
            var result = await new Rebuilder(log).Verify(projection.Name);
            Assert.True(result.Equal, result.ToString());
            Assert.True(result.Rows >= 2_000);
        }
    }

    private static RecentEvents Followed()
    {
        var recent = new RecentEvents();
        recent.HasRead("a", 0);
        return recent;
    }

    private static (int, long) Counted((List<Recorded> Events, long Ceiling)? page) => (page!.Value.Events.Count, page.Value.Ceiling);

    private static List<Recorded> Events(long from, long to) => [.. Enumerable.Range((int)from, (int)(to - from + 1)).Select(n => new Recorded(
        n, Guid.Empty, $"account/{n}", 1, "account_opened", new AccountOpened("o"), DateTimeOffset.UnixEpoch, null, null, null))];
}
