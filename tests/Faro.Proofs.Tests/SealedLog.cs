using Faro.Log;
using Faro.Log.Projecting;
using Faro.Proofs.Checking;
using Faro.Proofs.Roots;
using Faro.Proofs.Sealing;
using Faro.Signing;
using Faro.Testing;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Faro.Proofs.Tests;

[EventName("account_opened")]
public sealed record AccountOpened(string Owner, decimal Limit);

[EventName("money_moved")]
public sealed record MoneyMoved(long Amount, string Note);

public sealed record Balance(string Owner, long Amount);

public sealed class Balances : StreamProjection<Balance>
{
    public override string Name => "Balances";

    public override IReadOnlyList<Type> Handles => [typeof(AccountOpened), typeof(MoneyMoved)];

    public override Balance? Project(Balance? view, IEvent e) => e.Data switch
    {
        AccountOpened o => new Balance(o.Owner, 0),
        MoneyMoved m => view! with { Amount = view.Amount + m.Amount },
        _ => view,
    };
}

/// <summary>
/// A log that was sealed and signed by the real subscription, once. Each test works on a copy of its database of its own.
/// </summary>
public sealed class SealedLog : IAsyncLifetime
{
    public const int Streams = 8;
    public const int Versions = 5;
    private static readonly string[] Names = [.. Enumerable.Range(0, Streams).Select(i => $"account/{i}")];
    private static int _copies;
    private TestDatabase _template = null!;
    private OpenedLog? _shared;

    public ProofOptions Options { get; private set; } = null!;

    public TempFolder Folder { get; } = new("faro-test-proofs");

    public NoteKey Key { get; private set; } = null!;

    /// <summary>Roots as they were signed on the way, over a part of the facts each.</summary>
    public List<SignedRoot> Published { get; } = [];

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Folder.Path("log-key.pem"), Ed25519Key.NewPem());
        Options = new ProofOptions { KeyFile = Folder.Path("log-key.pem"), MostUnsigned = 1_000 };
        _template = await TestDatabase.Create("proofs");
        await using var log = await OpenedLog.Of(_template.ConnectionString, Options);
        Key = log.Roots.Key!;
        await log.Follow();
        for (var version = 1; version <= Versions; version++)
        {
            await using var session = log.Log.Store.LightweightSession();
            session.SetHeader("from", "a test");
            session.LastModifiedBy = "key/1";
            foreach (var name in Names)
                session.Events.Append(name, version == 1 ? new AccountOpened($"owner of {name}", 1.10m) : new MoneyMoved(version * 10, $"move {version}"));
            await session.SaveChangesAsync();
            await log.Sealed(version * Streams);
            Published.Add((await log.Roots.Sign(CancellationToken.None))!);
        }

        Assert.True(await log.Log.WaitForViews(TimeSpan.FromSeconds(20)));
    }

    public async Task DisposeAsync()
    {
        if (_shared is not null)
            await _shared.DisposeAsync();
        await _template.DisposeAsync();
        Folder.Dispose();
    }

    /// <summary>One copy for all tests that append nothing, as it was at the beginning.</summary>
    public async Task<OpenedLog> Restored()
    {
        string[] tables = ["mt_events", "mt_streams", "log_leaf", "log_node", "log_root", "balance"];
        if (_shared is null)
        {
            _shared = await Copy();
            await _shared.Tamper("create schema kept; " + string.Join("; ", tables.Select(t => $"create table kept.{t} as select * from faro.{t}")));
        }

        await _shared.Tamper($"truncate {string.Join(", ", tables.Select(t => $"faro.{t}"))}; "
            + string.Join("; ", tables.Select(t => $"insert into faro.{t} select * from kept.{t}")));
        return _shared;
    }

    /// <summary>A copy of the database; whoever asked disposes of the log and forgets the copy, which goes with the server.</summary>
    public async Task<OpenedLog> Copy()
    {
        var server = await TestPostgres.Shared;
        var name = $"proofs_copy_{Interlocked.Increment(ref _copies)}";
        NpgsqlConnection.ClearAllPools();
        await using (var admin = NpgsqlDataSource.Create(server.ConnectionString("postgres") + ";Pooling=false"))
        await using (var command = admin.CreateCommand(
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{_template.Name}'"))
            await command.ExecuteNonQueryAsync();
        await using (var admin = NpgsqlDataSource.Create(server.ConnectionString("postgres") + ";Pooling=false"))
        await using (var command = admin.CreateCommand($"create database {name} template {_template.Name} strategy file_copy"))
            await command.ExecuteNonQueryAsync();
        return await OpenedLog.Of(server.ConnectionString(name), Options);
    }
}

/// <summary>A log with its seals, as the host has them.</summary>
public sealed class OpenedLog : IAsyncDisposable
{
    private readonly SigningKey _key;
    private readonly EventLogOptions _settings = new();
    private ProjectionDaemon? _daemon;

    private OpenedLog(string connection, ProofOptions options)
    {
        Database = EventLog.OpenDatabase(connection);
        _key = new SigningKey(options);
        Roots = new LogRoots(Database, _settings, options, _key, TimeProvider.System, NullLogger<LogRoots>.Instance);
        Audit = new LogAudit(Database, _settings);
        Prover = new Prover(Database, _settings, Roots, TimeProvider.System);
        var types = EventTypes.Build().Add<AccountOpened>().Add<MoneyMoved>().Done();
        Projection[] projections = [new Balances()];
        var store = DocumentStore.For(o =>
        {
            LogConfiguration.Configure(o, types, projections, Database, _settings);
            o.Projections.AsyncMode = DaemonMode.Solo;
            ProofRegistration.AddTables(o);
            o.Projections.Subscribe(new LogSeal(Database, _settings, Roots));
        });
        Log = new EventLog(store, Database, types, projections, _settings);
    }

    public NpgsqlDataSource Database { get; }

    public EventLog Log { get; }

    public LogRoots Roots { get; }

    public LogAudit Audit { get; }

    public Prover Prover { get; }

    public static async Task<OpenedLog> Of(string connection, ProofOptions options)
    {
        var log = new OpenedLog(connection, options);
        await log.Log.CreateSchema();
        return log;
    }

    public async Task Follow()
    {
        _daemon = new ProjectionDaemon(Log);
        await _daemon.StartAsync(CancellationToken.None);
    }

    public async Task Sealed(long size)
    {
        for (var patience = 0; await Scalar<long>("select count(*) from faro.log_leaf") < size; patience++)
        {
            Assert.True(patience < 1_000, $"Only {await Scalar<long>("select count(*) from faro.log_leaf")} of {size} facts were sealed.");
            await Task.Delay(10);
        }
    }

    public async Task<T?> Scalar<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>As the database's owner may, with its triggers and keys out of the way.</summary>
    public async Task Tamper(string sql)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"set session_replication_role = replica; {sql}; reset session_replication_role", connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
            await _daemon.DisposeAsync();
        await Log.Store.DisposeAsync();
        _key.Dispose();
        await Database.DisposeAsync();
    }
}
