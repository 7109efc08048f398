using System.Data;
using System.Globalization;
using Faro.Log.Projecting;
using Npgsql;

namespace Faro.Log.Past;

/// <summary>
/// A view at one place in the log: a temporary table, on a connection of its own, with those rows that facts after the place
/// have touched, folded up to the place. One query at a time.
/// </summary>
internal sealed class PastTable<TView>(EventLog log, PastRecipe<TView> recipe, long sequence) : IAsyncDisposable
    where TView : class
{
    /// <summary>Rows folded back at once.</summary>
    private const int Chunk = 500;

    /// <summary>The most rows to fold back inside the query's transaction, which can make other parts of the log wait.</summary>
    private const int MostInside = 1_000;

    private static long _made;

    private readonly string _live = $"{log.Schema}.{recipe.Projection.TableName}";
    private readonly string _suffix = string.Create(CultureInfo.InvariantCulture, $"_at{sequence}_{Interlocked.Increment(ref _made)}");
    private readonly SemaphoreSlim _turn = new(1);
    private readonly HashSet<string> _folded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _totals = new(StringComparer.Ordinal);
    private NpgsqlConnection? _connection;
    private long _position = -1;
    private long _toFold;
    private bool _closed;

    public long Sequence { get; } = sequence;

    public Task Filled { get; set; } = Task.CompletedTask;

    public int Users { get; set; }

    public long LastUsed { get; set; } = Environment.TickCount64;

    /// <summary>No longer usable: filling failed or the connection is gone.</summary>
    public bool Broken => Filled.IsFaulted || (Filled.IsCompletedSuccessfully && _connection is not { State: ConnectionState.Open });

    public string Progress => $"{Volatile.Read(ref _toFold) switch { 0 => "waiting its turn", var n => $"{_folded.Count:N0} of {n:N0} rows" }}";

    private string Table => $"pg_temp.{recipe.Projection.TableName}{_suffix}";

    public async Task Fill()
    {
        _connection = await log.Database.OpenConnectionAsync();
        try
        {
            await Execute($"set client_min_messages = warning; create temp table {recipe.Projection.TableName}{_suffix} (like {_live} including all)");
            for (var waited = 0; await Position(null) < Sequence; waited++)
            {
                if (waited == 200)
                    throw new PastNotReadyException($"The view has not processed the log up to {Sequence} yet.");
                await Task.Delay(50);
            }

            while (true)
            {
                var position = await Position(null);
                var changed = await Changed(null, CancellationToken.None);
                await Fold(changed, _folded, CancellationToken.None);
                _position = position;
                if (changed.Count <= MostInside)
                    break;
            }

            await Execute($"analyze {Table}"); // autovacuum does not analyze temporary tables
        }
        catch (Exception)
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task<T> Query<T>(Func<ViewRows, Task<T>> query, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            while (true)
            {
                // One snapshot for the live table's rows, the changes since, and the query itself.
                await using var transaction = await _connection!.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
                var position = await Position(transaction);
                List<string> changed = position == _position ? [] : await Changed(transaction, cancel);
                if (changed.Count > MostInside)
                {
                    await transaction.RollbackAsync(cancel);
                    await Fold(changed, _folded, cancel);
                    continue;
                }

                var folded = new HashSet<string>(StringComparer.Ordinal);
                await Fold(changed, folded, cancel);
                var result = await query(new ViewRows(_connection, $"(select * from {_live} where version <= {Sequence} union all select * from {Table})", _totals));
                await transaction.CommitAsync(cancel);
                _folded.UnionWith(folded);
                _position = position;
                return result;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_closed || _connection is null)
                return;
            _closed = true;
            try
            {
                // The pool keeps sessions as they are, so the table would outlive the connection's return.
                if (_connection.State == ConnectionState.Open)
                    await Execute($"drop table if exists {Table}");
            }
            catch (NpgsqlException)
            {
                // The session is gone, and its temporary tables with it.
            }

            await _connection.DisposeAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<long> Position(NpgsqlTransaction? transaction)
    {
        await using var command = new NpgsqlCommand($"select last_seq_id from {log.Schema}.mt_event_progression where name = $1", _connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = recipe.Projection.ShardName });
        return await command.ExecuteScalarAsync() is long position ? position : 0;
    }

    /// <summary>The rows that facts have touched since the last check and that are not folded back yet.</summary>
    private async Task<List<string>> Changed(NpgsqlTransaction? transaction, CancellationToken cancel)
    {
        var ids = new List<string>();
        await using var command = new NpgsqlCommand($"select id from {_live} where version > $1", _connection, transaction) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Math.Max(_position, Sequence) });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var id = reader.GetString(0);
            if (!_folded.Contains(id) && recipe.Shows(id))
                ids.Add(id);
        }

        return ids;
    }

    private async Task Fold(List<string> ids, HashSet<string> folded, CancellationToken cancel)
    {
        var store = new ViewStore<TView>(recipe.Projection.Table, Table);
        Volatile.Write(ref _toFold, _folded.Count + ids.Count);
        foreach (var chunk in ids.Chunk(Chunk))
        {
            var replay = new ViewReplay<TView>(recipe.Projection);
            foreach (var fact in await recipe.FactsOf(chunk, Sequence, cancel))
                replay.Apply(fact);
            var rows = chunk.Select(id => (Id: id, View: replay.Find(id))).Where(r => r.View is not null);
            await store.Copy(_connection!, rows.Select(r => new ViewRow<TView>(r.Id, r.View!, replay.LastOf(r.Id)!.Sequence)), cancel);
            folded.UnionWith(chunk);
            recipe.Progress?.Report((_folded.Count, _toFold));
        }
    }

    private async Task Execute(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }
}
