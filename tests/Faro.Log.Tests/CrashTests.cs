using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Faro.Log;
using Faro.Log.Rebuilding;
using Faro.Testing;
using Xunit.Abstractions;

namespace Faro.Log.Tests;

[Trait(Kills.Category, Kills.Name)]
public sealed partial class CrashTests(ITestOutputHelper output) : LogTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task Killed_again_and_again_nothing_is_lost_or_doubled_and_every_view_is_a_fresh_fold()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var answered = new ConcurrentBag<string>();
        var runs = Kills.Or(20);
        for (var round = 0; round < runs; round++)
        {
            var before = answered.Count;
            var node = await Start("write", round, answered);
            // Mostly killed in full swing, after a number of answers so that a slow machine proves as much, now and then while it starts.
            var some = round % 5 == 0 ? 0 : random.Next(1, 25);
            for (var i = 0; i < 1_000 && answered.Count < before + some; i++)
                await Task.Delay(5);
            await Task.Delay(random.Next(1, 50));
            node.Kill();
            await node.WaitForExitAsync();
        }

        var log = new EventLog(Database.ConnectionString, Node.Program.Types, Node.Program.Projections(), new EventLogOptions { Schema = Schema });
        await using var daemon = new ProjectionDaemon(log);
        await daemon.StartAsync(CancellationToken.None);
        Assert.True(await log.WaitForViews(Patience));

        var events = await log.ReadAll();
        Assert.All(events.GroupBy(e => e.Stream), s => Assert.Equal(Enumerable.Range(1, s.Count()).Select(i => (long)i), s.Select(e => e.Version)));
        var byPlace = events.ToDictionary(e => (e.Stream, e.Version), e => ((Node.Counted)e.Data).Mark);
        var marks = events.Select(e => ((Node.Counted)e.Data).Mark).Where(m => m.Contains('/', StringComparison.Ordinal)).ToList();
        Assert.Equal(marks.Count, marks.Distinct().Count());
        foreach (var line in answered)
        {
            var words = line.Split(' ');
            if (words[0] == "one")
                Assert.Equal(words[3], byPlace[(words[1], long.Parse(words[2], CultureInfo.InvariantCulture))]);
            else
                Assert.All(Enumerable.Range(0, 30), n => Assert.True(byPlace.ContainsKey(($"bulk/{words[1]}/{n}", 2)), line));
        }

        var rebuilder = new Rebuilder(log);
        foreach (var projection in log.Projections)
        {
            var result = await rebuilder.Verify(projection.Name);
            Assert.True(result.Equal, result.ToString());
        }

        output.WriteLine($"{answered.Count} appends answered, {events.Count} events on the log");
        Assert.True(answered.Count > 4 * runs, $"only {answered.Count} appends were answered: the test proved little");
        await daemon.StopAsync(CancellationToken.None);
        await log.DisposeAsync();
    }

    [Fact]
    public async Task Killed_in_the_middle_of_a_rebuild_the_old_model_serves_and_the_next_one_goes_on()
    {
        var log = await Ready();
        for (var i = 0; i < 20; i++)
            await log.AppendMany([.. Enumerable.Range(0, 150).Select(n => new StreamFacts($"s{i}/{n}", new Node.Counted(n, "a"), new Node.Counted(1, "b")))]);
        await Start("follow", 1);
        Assert.True(await log.WaitForViews(Patience));
        var rebuilder = new Rebuilder(log);
        var before = new Dictionary<string, (long, string)>();
        foreach (var projection in log.Projections)
            before[projection.Name] = await rebuilder.HashOf(projection.Name);

        var (seed, half) = (Environment.TickCount, new HashSet<string>());
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var runs = Kills.Or(4);
        for (var round = 0; round < runs; round++)
        {
            var folded = new TaskCompletionSource();
            var node = await Start("rebuild", round, folding: folded);
            await folded.Task.WaitAsync(Patience);
            await Task.Delay(random.Next(30));
            node.Kill();
            await node.WaitForExitAsync();
            foreach (var name in (await Scalar<string>("select coalesce(string_agg(name, ','), '') from {s}.shard_rebuild"))!.Split(',', StringSplitOptions.RemoveEmptyEntries))
                half.Add(name);
            foreach (var projection in log.Projections)
                Assert.Equal(before[projection.Name], await rebuilder.HashOf(projection.Name));
        }

        output.WriteLine($"killed {runs} times; left half done: {string.Join(", ", half)}");
        Assert.True(half.Count > 1, "Hardly a rebuild was left half done: the test proved little.");
        foreach (var projection in log.Projections)
        {
            var difference = await Rebuilt(projection.Name);
            Assert.Equal((0, 0, 0), (difference.Added, difference.Removed, difference.Changed));
            Assert.Equal(before[projection.Name], await rebuilder.HashOf(projection.Name));
            var result = await rebuilder.Verify(projection.Name);
            Assert.True(result.Equal, result.ToString());
        }

        Assert.Equal(0L, await Scalar<long>("select count(*) from {s}.shard_rebuild"));
        await Follow(log);

        async Task<RebuildDifference> Rebuilt(string name)
        {
            while (true)
            {
                try
                {
                    return await rebuilder.Rebuild(name);
                }
                catch (RebuildInProgressException)
                {
                    await Task.Delay(20); // the killed one's session ends in a moment
                }
            }
        }
    }

    [Fact]
    public async Task A_node_that_hung_and_wakes_up_beside_its_successor_writes_nothing_twice()
    {
        var log = await Ready();
        var first = await Start("follow", 1);
        await Follow(log);
        Assert.Equal(0, Signal(first.Id, Stop));
        await Start("follow", 2);
        await Follow(log);

        // Awake again it still believes in its shards; each page that it writes proves the progress it began at.
        Assert.Equal(0, Signal(first.Id, Continue));
        for (var i = 0; i < 100; i++)
        {
            await log.Append("x", new Node.Counted(1, ""));
            await Task.Delay(10);
        }

        Assert.True(await log.WaitForViews(Patience));
        var rebuilder = new Rebuilder(log);
        foreach (var projection in log.Projections)
            Assert.True((await rebuilder.Verify(projection.Name)).Equal);
        Assert.False(first.HasExited, "the first node should be alive");
    }

    private static async Task Follow(EventLog log)
    {
        for (var i = 0; i < 20; i++)
            await log.Append("x", new Node.Counted(1, ""));
        Assert.True(await log.WaitForViews(Patience));
    }

    private const int Stop = 19;
    private const int Continue = 18;

    private async Task<EventLog> Ready()
    {
        var log = new EventLog(Database.ConnectionString, Node.Program.Types, Node.Program.Projections(), new EventLogOptions { Schema = Schema });
        await log.CreateSchema();
        return log;
    }

    private async Task<Process> Start(string role, int seed, ConcurrentBag<string>? lines = null, TaskCompletionSource? folding = null)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet",
            [typeof(Node.Program).Assembly.Location, role, Database.ConnectionString, Schema, seed.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var ready = new TaskCompletionSource();
        var errors = new ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, e) => errors.Enqueue(e.Data ?? "");
        process.OutputDataReceived += (_, e) =>
        {
            if (e.Data == "ready")
                ready.TrySetResult();
            else if (e.Data == "folded")
                folding?.TrySetResult();
            else if (e.Data is { } line && lines is not null && line.Split(' ').Length is 2 or 4 && (line.StartsWith("one ", StringComparison.Ordinal) || line.StartsWith("bulk ", StringComparison.Ordinal)))
                lines.Add(line);
        };
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("The node ended: " + string.Join('\n', errors)));
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Track(new Ending(process));
        await ready.Task;
        return process;
    }

    private sealed class Ending(Process process) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            process.Kill();
            process.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int pid, int signal);
}
