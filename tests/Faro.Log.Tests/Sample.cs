using System.Globalization;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Testing;
using JasperFx.Events;
using JasperFx.Events.Projections;

namespace Faro.Log.Tests;

[EventName("account_opened")]
public sealed record AccountOpened(string Owner);

[EventName("money_moved")]
public sealed record MoneyMoved(long Amount, string Note);

[EventName("account_closed")]
public sealed record AccountClosed;

public sealed record AccountSummary(string Owner, long Balance, int Moves, bool Closed);

/// <summary>One document per stream, followed by the daemon.</summary>
public sealed class AccountSummaries : StreamProjection<AccountSummary>
{
    public override string Name => "AccountSummary";

    public override IReadOnlyList<Type> Handles => [typeof(AccountOpened), typeof(MoneyMoved), typeof(AccountClosed)];

    public override AccountSummary? Project(AccountSummary? view, IEvent e) => e.Data switch
    {
        AccountOpened o => new AccountSummary(o.Owner, 0, 0, false),
        MoneyMoved { Note: "poison" } => throw new InvalidOperationException("cannot digest this"),
        MoneyMoved m => view! with { Balance = view.Balance + m.Amount, Moves = view.Moves + 1 },
        AccountClosed => view! with { Closed = true },
        _ => view,
    };
}

public sealed record Account(string Id, string Owner, long Balance, DateTimeOffset OpenedAt);

/// <summary>The same, a Marten document written with the append.</summary>
public sealed class Accounts : DocumentProjection<Account>
{
    public override string Name => "Account";

    public override ProjectionLifecycle Lifecycle => ProjectionLifecycle.Inline;

    public override IReadOnlyList<Type> Handles => [typeof(AccountOpened), typeof(MoneyMoved)];

    public override Account? Project(Account? view, IEvent e) => e.Data switch
    {
        AccountOpened o => new Account(e.Stream, o.Owner, 0, e.Timestamp),
        MoneyMoved m => view! with { Balance = view.Balance + m.Amount },
        _ => view,
    };
}

public sealed record OwnerTotal(string Owner, long Balance, SortedSet<string> Accounts);

public sealed record Statement(string Id, long Balance);

/// <summary>A Marten document, followed by the daemon.</summary>
public sealed class Statements : DocumentProjection<Statement>
{
    public override string Name => "Statement";

    public override IReadOnlyList<Type> Handles => [typeof(AccountOpened), typeof(MoneyMoved)];

    public override Statement? Project(Statement? view, IEvent e) => e.Data switch
    {
        MoneyMoved { Note: "poison" } => throw new InvalidOperationException("cannot digest this"),
        MoneyMoved m => new Statement(e.Stream, (view?.Balance ?? 0) + m.Amount),
        _ => view,
    };
}

/// <summary>Many streams into one view, in a table of its own: accounts of an owner are found through the account's own row.</summary>
public sealed class OwnerTotals : Projection<OwnerTotal>
{
    public override string Name => "OwnerTotals";

    public override IReadOnlyList<Type> Handles => [typeof(AccountOpened), typeof(MoneyMoved)];

    protected override ViewTable<OwnerTotal> CreateTable() => new("owner_total",
        new("owner", "text", NpgsqlTypes.NpgsqlDbType.Text, v => v.Owner), new("balance", "bigint", NpgsqlTypes.NpgsqlDbType.Bigint, v => v.Balance))
    {
        Indexes =
        [
            new("balance", "balance desc", "id") { Include = ["owner"], Where = "balance > 0" },
            new("owner", "left(owner, 256) collate \"C\"", "id") { IsChecked = false },
            new("search", "search") { Method = Weasel.Postgresql.Tables.IndexMethod.gin },
        ],
        Search = "setweight(to_tsvector('english'::regconfig, coalesce(owner,'')), 'A') || setweight(to_tsvector('english'::regconfig, coalesce((data ->> 'owner'),'')), 'B')",
    };

    public override IEnumerable<string> Identify(IEvent e) =>
        e.Data is AccountOpened o ? [$"owner/{o.Owner}", e.Stream] : [e.Stream];

    // The row of an account names its owner, whose row must be loaded with it.
    public override IEnumerable<string> Related(OwnerTotal view) => [$"owner/{view.Owner}"];

    public override void Project(ViewSet<OwnerTotal> views, IEvent e)
    {
        switch (e.Data)
        {
            case AccountOpened o:
                views.Set(e.Stream, new OwnerTotal(o.Owner, 0, []));
                var before = views.Get($"owner/{o.Owner}") ?? new OwnerTotal(o.Owner, 0, []);
                views.Set($"owner/{o.Owner}", before with { Accounts = [.. before.Accounts, e.Stream] });
                break;
            case MoneyMoved m when views.Get(e.Stream) is { } account:
                views.Set(e.Stream, account with { Balance = account.Balance + m.Amount });
                var owner = views.Get($"owner/{account.Owner}")!;
                views.Set($"owner/{account.Owner}", owner with { Balance = owner.Balance + m.Amount });
                break;
        }
    }
}

/// <summary>A database for the class, a schema for each test.</summary>
public abstract class LogTest : IAsyncLifetime
{
    private static int _schemas;
    private readonly List<IAsyncDisposable> _toDispose = [];

    protected TestDatabase Database { get; private set; } = null!;

    protected string Schema { get; } = string.Create(CultureInfo.InvariantCulture, $"s{Interlocked.Increment(ref _schemas)}");

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.Create("log");
        _toDispose.Add(Database);
    }

    public async Task DisposeAsync()
    {
        _toDispose.Reverse();
        foreach (var item in _toDispose)
            await item.DisposeAsync();
    }

    protected static EventTypes Types() => EventTypes.Build().Add<AccountOpened>().Add<MoneyMoved>().Add<AccountClosed>().Done();

    protected async Task<EventLog> OpenLog(params Projection[] projections) => await OpenLog(o => o, projections);

    protected async Task<EventLog> OpenLog(Func<EventLogOptions, EventLogOptions> configure, params Projection[] projections)
    {
        var log = new EventLog(Database.ConnectionString, Types(), projections, configure(new EventLogOptions { Schema = Schema }));
        _toDispose.Add(log);
        await log.CreateSchema();
        return log;
    }

    protected async Task<ProjectionDaemon> StartDaemon(EventLog log)
    {
        var daemon = new ProjectionDaemon(log);
        await daemon.StartAsync(CancellationToken.None);
        _toDispose.Add(daemon);
        return daemon;
    }

    /// <summary>Disposed before the database goes.</summary>
    protected void Track(IAsyncDisposable item) => _toDispose.Add(item);

    protected static async Task<List<IEvent>> All(IAsyncEnumerable<IEvent> events)
    {
        var list = new List<IEvent>();
        await foreach (var e in events)
            list.Add(e);
        return list;
    }

    protected async Task<T?> Scalar<T>(string sql)
    {
        await using var command = Database.DataSource.CreateCommand(sql.Replace("{s}", Schema, StringComparison.Ordinal));
        return (T?)await command.ExecuteScalarAsync();
    }
}
