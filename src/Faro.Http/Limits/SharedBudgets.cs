using System.Globalization;
using Faro.Log;
using Npgsql;

namespace Faro.Http.Limits;

/// <summary>The result of a draw.</summary>
/// <param name="Calls">How many calls may be made; zero when the budget of the last 60 seconds is used up.</param>
/// <param name="Left">How many more could be drawn now.</param>
/// <param name="ResetSeconds">Whole seconds until the oldest block leaves the window.</param>
internal readonly record struct Draw(int Calls, int Left, int ResetSeconds);

/// <summary>
/// Keys' budgets over all nodes: each node draws blocks of calls from one table and spends them by itself, so that most calls cost no
/// query. The blocks of the last 60 seconds never exceed the budget; what a node has drawn and not spent is unavailable to the others
/// for as long, so the budget is exact to one block per node.
/// </summary>
internal sealed class SharedBudgets(EventLog log, FaroHttpOptions options)
{
    private const int Blocks = 10;

    /// <summary>The most that a node that dies can lose; a query for every hundredth call has no noticeable cost.</summary>
    private const int LargestBlock = 100;

    private readonly string _draw = $"""
        with spent as (
            select coalesce(sum(calls), 0)::integer as calls, min(drawn_at) as oldest from {log.Schema}.key_budget
            where key_id = $1 and drawn_at > clock_timestamp() - interval '60 seconds'),
        drawn as (
            insert into {log.Schema}.key_budget (key_id, drawn_at, calls)
            select $1, clock_timestamp(), least($2, $3 - calls) from spent where $3 > calls returning calls)
        select coalesce((select calls from drawn), 0), $3 - spent.calls - coalesce((select calls from drawn), 0),
            ceil(extract(epoch from coalesce(spent.oldest, clock_timestamp()) + interval '60 seconds' - clock_timestamp()))::integer from spent
        """;

    private readonly string _forget = $"delete from {log.Schema}.key_budget where key_id = $1 and drawn_at <= clock_timestamp() - interval '60 seconds'";

    /// <summary>Whether other nodes spend the same budgets.</summary>
    public bool Shared => options.SharedBudgets;

    /// <summary>The table of blocks.</summary>
    public static string Ddl(string schema) => $"""
        create table if not exists {schema}.key_budget (key_id uuid not null, drawn_at timestamptz not null, calls integer not null);
        create index if not exists key_budget_by_key on {schema}.key_budget (key_id, drawn_at);
        """;

    /// <summary>How many calls one block of a budget has.</summary>
    public static int BlockOf(int limit) => Math.Clamp(limit / Blocks, 1, LargestBlock);

    /// <summary>Draws a block, or what is left of the budget. One key's draws wait for each other, on all nodes.</summary>
    public async Task<Draw> Draw(Guid key, int limit, CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("select pg_advisory_xact_lock(hashtextextended($1, 0))") { Parameters = { new() { Value = string.Create(CultureInfo.InvariantCulture, $"faro:budget:{log.Schema}:{key}") } } },
                new(_forget) { Parameters = { new() { Value = key } } },
                new(_draw) { Parameters = { new() { Value = key }, new() { Value = BlockOf(limit) }, new() { Value = limit } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel); // past the lock; the deletion has no rows
        await reader.ReadAsync(cancel);
        return new Draw(reader.GetInt32(0), reader.GetInt32(1), Math.Max(1, reader.GetInt32(2)));
    }
}

/// <summary>The block of a key that this node spends from.</summary>
internal sealed class DrawnBlock(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    private readonly Lock _gate = new();
    private Task<Draw>? _drawing;
    private long _drawnAt;
    private int _left;
    private int _more;

    /// <summary>Calls that are left in the block and in the table, as far as this node knows.</summary>
    public int Left
    {
        get
        {
            lock (_gate)
                return _left + _more;
        }
    }

    /// <summary>Uses one call of the block; false when there is none left.</summary>
    public bool TrySpend()
    {
        lock (_gate)
        {
            if (_left == 0 || clock.GetElapsedTime(_drawnAt) >= Lifetime)
                return false;
            _left--;
            return true;
        }
    }

    /// <summary>Draws a block, one draw at a time, and uses one call of it; null on success, else whole seconds to wait.</summary>
    public async Task<int?> Refill(Func<Task<Draw>> draw, CancellationToken cancel)
    {
        while (true)
        {
            Task<Draw> drawing;
            lock (_gate)
            {
                if (TrySpend())
                    return null; // drawn by an earlier caller
                drawing = _drawing ??= DrawOnce(draw);
            }

            if (await drawing.WaitAsync(cancel) is { Calls: 0 } none)
                return none.ResetSeconds;
        }
    }

    private async Task<Draw> DrawOnce(Func<Task<Draw>> draw)
    {
        await Task.Yield(); // past the assignment of this very task
        try
        {
            var drawnAt = clock.GetTimestamp();
            var drawn = await draw();
            lock (_gate)
                (_left, _more, _drawnAt) = (drawn.Calls, drawn.Left, drawnAt);
            return drawn;
        }
        finally
        {
            lock (_gate)
                _drawing = null;
        }
    }
}
