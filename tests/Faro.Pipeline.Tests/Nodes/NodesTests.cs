using System.Globalization;
using Faro.Ingest;
using Faro.Log;
using Xunit.Abstractions;

namespace Faro.Pipeline.Tests.Nodes;

/// <summary>Several nodes on one database share what happens by itself, and take over from each other.</summary>
public sealed class NodesTests(ITestOutputHelper output)
{
    private static readonly TimeSpan TakenOver = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_a_killed_node_did_another_does_within_eight_seconds()
    {
        await using var world = await NodesWorld.Start();
        var first = await world.Node();
        await world.Until(Shared, async () => await world.Leader() == first.Id, "the first node leads");
        var second = await world.Node();
        await BothWork(world, first.Id, second.Id);
        output.WriteLine($"two nodes: {await world.TakenIn((await world.Append()).Sequence, Shared)}");

        await first.Process.DisposeAsync(); // leads, and owns some of the views
        output.WriteLine($"the leader killed: {await world.TakenIn((await world.Append()).Sequence, TakenOver)}");
        await world.Until(Shared, async () => await world.Leader() == second.Id, "the second node leads");

        var third = await world.Node();
        await BothWork(world, second.Id, third.Id);
        await third.Process.DisposeAsync(); // only owns views
        output.WriteLine($"an owner killed: {await world.TakenIn((await world.Append()).Sequence, TakenOver)}");
    }

    [Fact]
    public async Task A_node_that_was_stopped_and_resumes_writes_nothing_stale()
    {
        await using var world = await NodesWorld.Start();
        var leader = await world.Node();
        await world.Until(Shared, async () => await world.Leader() == leader.Id, "the first node leads");
        var stopped = await world.Node();
        await BothWork(world, leader.Id, stopped.Id);
        await world.TakenIn((await world.Append()).Sequence, Shared);

        NodesWorld.Signal(stopped.Process, "STOP");
        var runs = new List<string>();
        for (var i = 0; i < 20; i++)
            runs.Add((await world.Append()).Run);
        output.WriteLine($"an owner stopped: {await world.TakenIn((await world.Append()).Sequence, Shared)}");
        var before = await world.Scalar<string>("select string_agg(name || ' ' || last_seq_id, ', ' order by name) from faro.mt_event_progression where name like '%:All'");
        NodesWorld.Signal(stopped.Process, "CONT");
        await Task.Delay(TimeSpan.FromSeconds(3));
        var after = await world.Scalar<string>("select string_agg(name || ' ' || last_seq_id, ', ' order by name) from faro.mt_event_progression where name like '%:All'");
        Assert.Equal(before, after); // nothing was appended meanwhile: whoever wrote now would have written what was written before
        await world.TakenIn((await world.Append()).Sequence, Shared);
        foreach (var run in runs)
            Assert.Equal("completed", (await world.Scalar<string>($"select data->>'status' from faro.mt_doc_runview where id = '{run}'")));
        Assert.True((await new Rebuilder(world.Log).Verify("RunView")).Equal);
    }

    [Fact]
    public async Task A_daily_run_is_made_once_at_its_time_in_utc()
    {
        var due = DateTimeOffset.UtcNow.AddSeconds(60);
        due = new DateTimeOffset(due.Year, due.Month, due.Day, due.Hour, due.Minute, due.Second, TimeSpan.Zero);
        await using var world = await NodesWorld.Start(new()
        {
            ["Faro:Match:Enabled"] = "true",
            ["Faro:Match:Cron"] = string.Create(CultureInfo.InvariantCulture, $"{due.Second} {due.Minute} {due.Hour} * * *"),
        });
        await world.Node("America/New_York");
        await world.Node("America/New_York");
        Assert.True(DateTimeOffset.UtcNow < due, "The machine is too busy: the nodes were not up in a minute.");
        const string Runs = "select count(*) from faro.mt_events where type = 'run_started' and data->>'kind' = 'match'";
        Assert.Equal(0, await world.Scalar<long>(Runs));
        await Task.Delay(due - DateTimeOffset.UtcNow);
        await world.Until(TimeSpan.FromSeconds(10), async () => await world.Scalar<long>(Runs) > 0, "the run begins");
        await Task.Delay(TimeSpan.FromSeconds(5));
        Assert.Equal($"run/match/{due:yyyy-MM-dd'T'HH:mm:ss}.000Z schedule", await world.Scalar<string>(
            "select string_agg(stream_id || ' ' || (data->>'trigger'), ', ') from faro.mt_events where type = 'run_started'"));
        Assert.Equal(1, await world.Scalar<long>("select count(*) from faro.mt_events where type = 'run_completed'"));
    }

    private static async Task BothWork(NodesWorld world, Guid one, Guid other) => await world.Until(Shared, async () =>
    {
        var owned = await world.Owned();
        return owned[one].Any() && owned[other].Any();
    }, "both nodes own views");
}
