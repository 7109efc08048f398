using System.Globalization;
using System.Net;
using System.Text.Json;
using Faro.Ingest;
using Faro.Log;
using Faro.Log.Rebuilding;
using Faro.Testing;
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

    /// <summary>Stopped (SIGSTOP) as the leader, then, when it has come back and others lead, as a mere owner of views.</summary>
    [Fact]
    public async Task What_a_node_that_stands_still_did_another_does_within_eight_seconds_and_resumed_it_writes_nothing_stale()
    {
        await using var world = await NodesWorld.Start();
        var stopped = await world.Node();
        await world.Until(Shared, async () => await world.Leader() == stopped.Id, "the first node leads");
        var other = await world.Node();
        foreach (var what in new[] { "the leader", "an owner" })
        {
            await BothWork(world, stopped.Id, other.Id);
            await world.TakenIn((await world.Append()).Sequence, Shared);

            NodesWorld.Signal(stopped.Process, "STOP");
            var runs = new List<string>();
            for (var i = 0; i < 20; i++)
                runs.Add((await world.Append()).Run);
            output.WriteLine($"{what} stopped: {await world.TakenIn((await world.Append()).Sequence, TakenOver)}");
            await world.Until(Shared, async () => await world.Leader() == other.Id, "the other node leads");

            const string Progress = "select string_agg(name || ' ' || last_seq_id, ', ' order by name) from faro.mt_event_progression where name like '%:All'";
            var before = await world.Scalar<string>(Progress);
            NodesWorld.Signal(stopped.Process, "CONT");
            await Task.Delay(TimeSpan.FromSeconds(2));
            Assert.Equal(before, await world.Scalar<string>(Progress)); // nothing was appended meanwhile: whoever wrote now would have written what was written before
            for (var i = 0; i < 20; i++)
                runs.Add((await world.Append()).Run);
            await world.TakenIn((await world.Append()).Sequence, Shared);
            Assert.Equal(other.Id, await world.Leader());
            foreach (var run in runs)
                Assert.Equal("completed", (await world.Scalar<string>($"select data->>'status' from faro.mt_doc_runview where id = '{run}'")));
            Assert.True((await new Rebuilder(world.Log).Verify("RunView")).Equal);
        }
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

    [Fact]
    public async Task An_event_that_cannot_be_folded_stops_its_views_for_a_stated_reason_until_an_operator_passes_over_it()
    {
        await using var world = await NodesWorld.Start(new() { ["ADMIN_SECRET"] = "admin-secret" });
        var node = await world.Node();
        using var admin = await node.Process.Client("admin-secret");
        await world.TakenIn((await world.Append()).Sequence, Shared);

        // Facts about things that never began: one for a table, one for a document.
        const string Market = "market/polymarket/never-listed";
        const string Run = "run/test/never-began";
        var market = await world.Log.AppendAt(Market, 0, new MarketClosed("gone"));
        var run = await world.Log.AppendAt(Run, 0, new RunCompleted(1));
        var behind = (await world.Append()).Sequence;
        Dictionary<string, JsonElement> views = [];
        await world.Until(Shared, async () =>
        {
            var answer = JsonSerializer.Deserialize<JsonElement>(await admin.GetStringAsync(new Uri("/api/v1/admin/projections", UriKind.Relative)));
            views = answer.GetProperty("projections").EnumerateArray().ToDictionary(v => v.GetProperty("name").GetString()!);
            return Is("MarketView", "paused") && Is("RunView", "paused") && Is("MatchView", "running");
        }, "the views stop");
        Assert.StartsWith($"Event {market} (market_closed of {Market}) could not be projected: ", views["MarketView"].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.StartsWith($"Event {run} (run_completed of {Run}) could not be projected: ", views["RunView"].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.All(["MarketView", "RunView"], name => Assert.True(views[name].GetProperty("position").GetInt64() < market, name));
        using (var ready = await admin.GetAsync(new Uri("/healthz/ready", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Equal("paused", JsonSerializer.Deserialize<JsonElement>(await ready.Content.ReadAsStringAsync()).GetProperty("checks").GetProperty("view RunView").GetString());
        }

        foreach (var (name, view) in views)
        {
            if (view.GetProperty("state").GetString() == "paused")
                await world.Faro("skip", name, (name == "RunView" ? run : market).ToString(CultureInfo.InvariantCulture), "--reason", "a test's own");
        }

        await world.TakenIn(behind, Shared);
        Assert.Equal("MarketView a test's own, RunView a test's own", await world.Scalar<string>("""
            select string_agg((data ->> 'projection') || ' ' || (data ->> 'reason'), ', ' order by data ->> 'projection') from faro.mt_events
            where type = 'projection_event_skipped' and stream_id in ('projection/MarketView', 'projection/RunView')
            """));
        await world.Until(Shared, async () => (await admin.GetAsync(new Uri("/healthz/ready", UriKind.Relative))).StatusCode == HttpStatusCode.OK, "the node is ready again");

        bool Is(string name, string state) => views[name].GetProperty("state").GetString() == state;
    }

    private static async Task BothWork(NodesWorld world, Guid one, Guid other) => await world.Until(Shared, async () =>
    {
        var owned = await world.Owned();
        return owned[one].Any() && owned[other].Any();
    }, "both nodes own views");
}
