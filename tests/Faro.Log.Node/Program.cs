using System.Globalization;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Log.Rebuilding;
using Faro.Testing;
using JasperFx.Events;
using JasperFx.Events.Projections;

namespace Faro.Log.Node;

/// <summary>
/// A node of its own process, made to be killed: <c>write</c> appends by all paths and follows its views,
/// <c>follow</c> only follows, <c>rebuild</c> rebuilds the views aside, one after the other. Every append that was answered is printed, so that the killer knows what must be there.
/// </summary>
public static class Program
{
    public static async Task Main(string[] args)
    {
        var (role, connectionString, schema, seed) = (args[0], args[1], args[2], int.Parse(args[3], CultureInfo.InvariantCulture));
        var log = new EventLog(connectionString, Types, Projections(), new EventLogOptions { Schema = schema, BatchSize = 50 });
        await log.CreateSchema();
        if (role == "rebuild")
            await Rebuild(log, seed);
        await using var daemon = new ProjectionDaemon(log);
        await daemon.StartAsync(CancellationToken.None);
        Console.WriteLine("ready");
        if (role == "follow")
        {
            await Task.Delay(Timeout.Infinite);
            return;
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(w => Task.Run(() => Write(log, seed, w))));
    }

    public static EventTypes Types { get; } = EventTypes.Build().AddFrom(typeof(Program).Assembly).Done();

    public static IReadOnlyList<Projection> Projections() => [new Counts(), new InlineCounts(), new Sums()];

    private static async Task Rebuild(EventLog log, int first)
    {
        Console.WriteLine("ready");
        var rebuilder = new Rebuilder(log);
        for (var i = first; ;)
        {
            try
            {
                await rebuilder.Rebuild(log.Projections[i % log.Projections.Count].Name, new Folded());
                i++;
            }
            catch (RebuildInProgressException)
            {
                await Task.Delay(10); // whoever was killed has not left the database yet
            }
        }
    }

    private sealed class Folded : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => Console.WriteLine(value.Status == "running" ? "folded" : value.Status);
    }

    private static async Task Write(EventLog log, int seed, int writer)
    {
        var random = new Random(seed * 31 + writer);
        for (var i = 0; ; i++)
        {
            var stream = $"s{random.Next(20)}";
            await using var session = log.Store.LightweightSession();
            if (random.Next(10) == 0)
            {
                for (var n = 0; n < 30; n++)
                    session.Events.Append($"bulk/{seed}/{writer}/{i}/{n}", 2, new Counted(n, Text(random)), new Counted(1, ""));
                await session.SaveChangesAsync();
                Console.WriteLine($"bulk {seed}/{writer}/{i}");
                continue;
            }

            // The inline view wants to know the version.
            var version = 1 + ((await session.Events.FetchStreamStateAsync(stream))?.Version ?? 0);
            session.Events.Append(stream, version, new Counted(i, $"{seed}/{writer}/{i}"));
            try
            {
                await session.SaveChangesAsync();
                Console.WriteLine($"one {stream} {version} {seed}/{writer}/{i}");
            }
            catch (Exception e) when (e.IsConflict())
            {
                // Another writer was faster.
            }
        }
    }

    private static string Text(Random random) => new('x', random.Next(500));
}

[EventName("counted")]
public sealed record Counted(long Amount, string Mark);

public sealed record Count(string Id, long Events, long Sum, string LastMark);

public sealed record InlineCount(string Id, long Events, long Sum, string LastMark);

public sealed record Sum(long Total);

public sealed class Counts : DocumentProjection<Count>
{
    public override string Name => "Count";

    public override IReadOnlyList<Type> Handles => [typeof(Counted)];

    public override Count? Project(Count? view, IEvent e) =>
        e.Data is Counted c ? new Count(e.Stream, (view?.Events ?? 0) + 1, (view?.Sum ?? 0) + c.Amount, c.Mark) : view;
}

public sealed class InlineCounts : DocumentProjection<InlineCount>
{
    public override string Name => "InlineCount";

    public override ProjectionLifecycle Lifecycle => ProjectionLifecycle.Inline;

    public override IReadOnlyList<Type> Handles => [typeof(Counted)];

    public override InlineCount? Project(InlineCount? view, IEvent e) =>
        e.Data is Counted c ? new InlineCount(e.Stream, (view?.Events ?? 0) + 1, (view?.Sum ?? 0) + c.Amount, c.Mark) : view;
}

/// <summary>Many streams into few rows.</summary>
public sealed class Sums : Projection<Sum>
{
    public override string Name => "Sum";

    public override IReadOnlyList<Type> Handles => [typeof(Counted)];

    public override IEnumerable<string> Identify(IEvent e) => [Key(e)];

    public override void Project(ViewSet<Sum> views, IEvent e) =>
        views.Set(Key(e), new Sum((views.Get(Key(e))?.Total ?? 0) + ((Counted)e.Data).Amount));

    private static string Key(IEvent e) => e.Stream.Split('/')[0];
}
