using Faro.Log.Rebuilding;
using Faro.Testing;

namespace Faro.Log.Tests;

/// <summary>A log whose views an earlier version of the program wrote in another shape.</summary>
public sealed class OutdatedTests : LogTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Inline_views_are_folded_anew_when_the_log_is_opened_and_the_others_are_named()
    {
        var before = await OpenLog(new AccountSummaries(), new OwnerTotals(), new Accounts());
        Assert.Empty(await before.OutdatedViews());
        await StartDaemon(before);
        await before.AppendAt("account/1", 0, new AccountOpened("ada"), new MoneyMoved(5, ""), new MoneyMoved(6, ""));
        Assert.True(await before.WaitForViews(Patience));

        var after = await OpenLog(new Later.AccountSummaries(), new OwnerTotals(), new Later.Accounts());
        Assert.Equal(["AccountSummary"], (await after.OutdatedViews()).Select(p => p.Name));
        await using (var session = after.Store.QuerySession())
            Assert.Equal(2, (await session.LoadAsync<Later.Account>("account/1"))!.Moves);
        Assert.Equal(1L, await Scalar<long>("select count(*) from {s}.account_summary where data ->> 'largest' is null"));

        var difference = await new Rebuilder(after).Rebuild("AccountSummary");
        Assert.Equal((1, 1), (difference.Rows, difference.Changed));
        Assert.Equal("6", await Scalar<string>("select data ->> 'largest' from {s}.account_summary"));
        Assert.Empty(await after.OutdatedViews());

        // Who goes back to the earlier version finds its own views outdated.
        Assert.Equal(["AccountSummary", "Account"], (await before.OutdatedViews()).Select(p => p.Name));
    }

    [Fact]
    public async Task A_rebuild_that_an_earlier_version_began_is_not_gone_on_with()
    {
        var before = await OpenLog(o => o with { BatchSize = 20 }, new AccountSummaries());
        await StartDaemon(before);
        for (var i = 0; i < 100; i++)
            await before.AppendAt($"account/{i}", 0, new AccountOpened("ada"), new MoneyMoved(i, ""));
        Assert.True(await before.WaitForViews(Patience));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new Rebuilder(before).Rebuild("AccountSummary", new Act(_ => stop.Cancel()), cancel: stop.Token));
        Assert.Equal(1L, await Scalar<long>("select count(*) from {s}.shard_rebuild"));

        var after = await OpenLog(new Later.AccountSummaries());
        Assert.Equal(100, (await new Rebuilder(after).Rebuild("AccountSummary")).Changed);
        Assert.Equal(0L, await Scalar<long>("select count(*) from {s}.account_summary where data ->> 'largest' is null"));
    }

    [Fact]
    public async Task An_inline_view_that_is_new_to_a_log_takes_in_what_was_recorded_before_it()
    {
        var before = await OpenLog(new AccountSummaries());
        await before.AppendAt("account/1", 0, new AccountOpened("ada"), new MoneyMoved(5, ""));
        var after = await OpenLog(new AccountSummaries(), new Accounts());
        await using var session = after.Store.QuerySession();
        Assert.Equal(5, (await session.LoadAsync<Account>("account/1"))!.Balance);
    }

    [Fact]
    public void A_shape_tells_members_columns_and_revisions_apart()
    {
        Assert.Equal(new AccountSummaries().Shape, new AccountSummaries().Shape);
        var shapes = new List<string> { new AccountSummaries().Shape, new Later.AccountSummaries().Shape, new Later.Revised().Shape, new OwnerTotals().Shape };
        Assert.Distinct(shapes);
    }

    private sealed class Act(Action<RebuildProgress> act) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => act(value);
    }
}
