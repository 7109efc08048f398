using Faro.Log;
using Faro.Log.Projecting;
using Faro.Log.Rebuilding;
using Faro.Testing;
using JasperFx.Events;
using Npgsql;

namespace Faro.Log.Tests;

[EventName("pots_joined")]
public sealed record PotsJoined(string[] Streams);

[EventName("pots_parted")]
public sealed record PotsParted(string[] Streams);

public sealed record Pot(long Own, long Shared, SortedSet<string> With);

/// <summary>Accounts that share: what is moved on one shows in all that it is joined with.</summary>
public sealed class Pots : Projection<Pot>
{
    public override string Name => "Pots";

    public override IReadOnlyList<Type> Handles => [typeof(AccountOpened), typeof(MoneyMoved), typeof(AccountClosed), typeof(PotsJoined), typeof(PotsParted)];

    public override IReadOnlyList<Type> Joins => [typeof(PotsJoined), typeof(PotsParted)];

    public override IEnumerable<string> Joined(IEvent e) => e.Data switch
    {
        PotsJoined j => j.Streams,
        PotsParted p => p.Streams,
        _ => [],
    };

    public override IEnumerable<string> Identify(IEvent e) => e.Data is PotsJoined or PotsParted ? Joined(e) : [e.Stream];

    public override IEnumerable<string> Related(Pot view) => view.With;

    public override void Project(ViewSet<Pot> views, IEvent e)
    {
        switch (e.Data)
        {
            case MoneyMoved m:
                var pot = views.Get(e.Stream) ?? new Pot(0, 0, []);
                views.Set(e.Stream, pot with { Own = pot.Own + m.Amount });
                foreach (var other in pot.With)
                    views.Set(other, views.Get(other)! with { Shared = views.Get(other)!.Shared + m.Amount });
                break;
            case AccountClosed when views.Get(e.Stream) is { With.Count: 0 }:
                views.Remove(e.Stream);
                break;
            case PotsJoined j:
                foreach (var one in j.Streams)
                {
                    var before = views.Get(one) ?? new Pot(0, 0, []);
                    views.Set(one, before with { With = [.. before.With, .. j.Streams.Where(s => s != one)] });
                }

                break;
            case PotsParted p:
                foreach (var one in p.Streams)
                {
                    if (views.Get(one) is { } before)
                        views.Set(one, before with { With = [.. before.With.Except(p.Streams)] });
                }

                break;
        }
    }
}

public sealed class JoinedStreamsTests : LogTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Streams_that_are_joined_and_parted_at_any_time_are_rebuilt_as_they_were_followed(int seed)
    {
        var types = EventTypes.Build().Add<AccountOpened>().Add<MoneyMoved>().Add<AccountClosed>().Add<PotsJoined>().Add<PotsParted>().Done();
        var log = new EventLog(Database.ConnectionString, types, [new Pots()], new EventLogOptions { Schema = Schema, BatchSize = 4 });
        Track(log);
        await log.CreateSchema();
        await StartDaemon(log);
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            var appends = Enumerable.Range(0, 150).OrderBy(_ => random.Next()).Take(60).Select(i => new StreamFacts($"account/{i}",
                random.Next(15) == 0 ? new AccountClosed() : new MoneyMoved(random.Next(-50, 100), ""))).ToList();
            for (var i = 0; i < 4; i++)
            {
                var streams = Enumerable.Range(0, random.Next(2, 4)).Select(_ => $"account/{random.Next(150)}").Distinct().ToArray();
                appends.Insert(random.Next(appends.Count), new StreamFacts($"joint/{random.Next(25)}/{round}/{i}",
                    random.Next(3) == 0 ? new PotsParted(streams) : new PotsJoined(streams)));
            }

            await Save(log, appends);
        }

        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(60)));
        var rebuilder = new Rebuilder(log);
        var live = await rebuilder.HashOf("Pots");
        var verified = await rebuilder.Verify("Pots");
        Assert.True(verified.Equal, $"seed {seed}: {verified}");

        // Stopped after some parts, gone on with while the log has grown, switched.
        var parts = 0;
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rebuilder.Rebuild("Pots", new Count(() =>
        {
            if (++parts == 3)
                stop.Cancel();
        }), cancel: stop.Token));
        Assert.Equal(live, await rebuilder.HashOf("Pots"));

        // A part is never written behind one that it does not follow: here another fill has gone on meanwhile.
        var others = 0;
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => rebuilder.Rebuild("Pots", new Count(() =>
        {
            if (++others == 1)
                Move(7);
        })));
        Assert.Contains("does not follow", refused.Message);
        Move(-7);
        await Save(log, [.. Enumerable.Range(100, 80).Select(i => new StreamFacts($"account/{i}", new MoneyMoved(i, "")))]);
        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(60)));
        var difference = await rebuilder.Rebuild("Pots", new Count(() => parts++));
        Assert.True(parts > 8, $"seed {seed}: {parts} parts");
        Assert.Equal((0, 0, 0), (difference.Added, difference.Removed, difference.Changed));
        Assert.True((await rebuilder.Verify("Pots")).Equal, $"seed {seed}");
    }

    private void Move(int parts)
    {
        using var connection = new NpgsqlConnection(Database.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand($"update {Schema}.shard_rebuild set part = part + {parts}", connection);
        command.ExecuteNonQuery();
    }

    /// <summary>Whatever the versions of the streams are.</summary>
    private static async Task Save(EventLog log, IReadOnlyList<StreamFacts> appends)
    {
        await using var session = log.Store.LightweightSession();
        foreach (var (stream, facts) in appends)
            session.Events.Append(stream, facts);
        await session.SaveChangesAsync();
    }

    private sealed class Count(Action act) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => act();
    }
}
