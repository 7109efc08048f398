using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Faro.Ingest;
using Faro.Log;
using Faro.Matching.Matches;
using Faro.Pipeline.Tests.Crash;
using Faro.Testing;
using Npgsql;
using EventLog = Faro.Log.EventLog;

namespace Faro.Pipeline.Tests.Nodes;

/// <summary>A database with several nodes on it, each a process, and the log as the test appends to it.</summary>
internal sealed class NodesWorld : IAsyncDisposable
{
    /// <summary>Five views that follow the log, two subscriptions.</summary>
    private const int Shards = 9;

    private readonly TestDatabase _database;
    private readonly Dictionary<string, string> _settings;
    private readonly List<NodeProcess> _nodes = [];

    private NodesWorld(TestDatabase database, Dictionary<string, string> settings)
    {
        _database = database;
        _settings = settings;
        Log = new EventLog(
            database.ConnectionString, EventTypes.Build().AddFrom(IngestRegistration.Events).AddFrom(MatchRegistration.Events).Done(),
            [new RunViews()]);
    }

    /// <summary>The log; this process follows nothing.</summary>
    public EventLog Log { get; }

    /// <summary>What the nodes printed.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    public static async Task<NodesWorld> Start(Dictionary<string, string>? settings = null)
    {
        var database = await TestDatabase.Create("nodes");
        var all = new Dictionary<string, string>
        {
            ["ConnectionStrings:Faro"] = database.ConnectionString + ";Maximum Pool Size=20",
            ["Faro:Cluster"] = "true",
            ["Faro:Sync:Enabled"] = "false",
            ["Faro:Match:Enabled"] = "false",
        };
        foreach (var (name, value) in settings ?? [])
            all[name] = value;
        return new NodesWorld(database, all);
    }

    /// <summary>Starts one more node and waits until it answers.</summary>
    /// <returns>The process, and the id under which the cluster knows it.</returns>
    public async Task<(NodeProcess Process, Guid Id)> Node(string? timeZone = null)
    {
        var before = await Known();
        var node = NodeProcess.Start(_settings, Lines, timeZone);
        _nodes.Add(node);
        (await node.Client("none")).Dispose();
        Guid[] joined = [];
        await Until(TimeSpan.FromSeconds(30), async () => (joined = [.. (await Known()).Except(before)]).Length == 1, "the node joins the cluster");
        return (node, joined[0]);
    }

    /// <summary>The nodes by what they own: projections and subscriptions, without the leadership.</summary>
    public async Task<ILookup<Guid, string>> Owned()
    {
        var rows = await Rows("select node_id, id from faro_wolverine.wolverine_node_assignments where id like 'event-subscriptions%'");
        return rows.ToLookup(r => r.Node, r => r.Agent);
    }

    /// <summary>The node that leads; null while there is none.</summary>
    public async Task<Guid?> Leader() =>
        (await Rows("select node_id, id from faro_wolverine.wolverine_node_assignments where id like 'wolverine://leader%'")) is [var leader, ..] ? leader.Node : null;

    /// <summary>Appends facts of a new run and returns their place in the log.</summary>
    public async Task<(string Run, long Sequence)> Append()
    {
        var run = string.Create(CultureInfo.InvariantCulture, $"run/test/{Guid.NewGuid()}");
        return (run, await Log.AppendAt(run, 0, new RunStarted("test", "test", "test", null), new RunCompleted(1)));
    }

    /// <summary>How long it takes until every node's views together have taken the log in.</summary>
    public async Task<TimeSpan> TakenIn(long sequence, TimeSpan atMost)
    {
        var clock = Stopwatch.StartNew();
        await Until(atMost, async () =>
        {
            await using var command = _database.DataSource.CreateCommand(
                "select count(*) filter (where last_seq_id < $1), count(*) from faro.mt_event_progression where name like '%:All'");
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence });
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            return reader.GetInt64(0) == 0 && reader.GetInt64(1) >= Shards;
        }, $"the views take in event {sequence}");
        return clock.Elapsed;
    }

    public async Task<T?> Scalar<T>(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>Runs the command on the nodes' database.</summary>
    public async Task Faro(params string[] arguments)
    {
        var info = new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(Faro.Cli.Program).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ConnectionStrings__Faro"] = _database.ConnectionString },
        };
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)}: {process.ExitCode}\n{await output}{await error}");
    }

    /// <summary>Waits for a condition.</summary>
    public async Task Until(TimeSpan atMost, Func<Task<bool>> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(clock.Elapsed < atMost, $"{what}: not within {atMost.TotalSeconds} s\n{string.Join('\n', Lines.TakeLast(20))}");
            await Task.Delay(50);
        }
    }

    public static void Signal(NodeProcess node, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", node.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await Log.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task<HashSet<Guid>> Known()
    {
        if (await Scalar<string>("select to_regclass('faro_wolverine.wolverine_nodes')::text") is null)
            return [];
        await using var command = _database.DataSource.CreateCommand("select id from faro_wolverine.wolverine_nodes");
        await using var reader = await command.ExecuteReaderAsync();
        var known = new HashSet<Guid>();
        while (await reader.ReadAsync())
            known.Add(reader.GetGuid(0));
        return known;
    }

    private async Task<List<(Guid Node, string Agent)>> Rows(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(Guid, string)>();
        while (await reader.ReadAsync())
            rows.Add((reader.GetGuid(0), reader.GetString(1)));
        return rows;
    }
}
