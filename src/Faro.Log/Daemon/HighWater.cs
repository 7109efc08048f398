using System.Globalization;
using Npgsql;

namespace Faro.Log;

/// <summary>What one look at the log showed, all of it in one snapshot.</summary>
/// <param name="Contiguous">The last number of the gapless run that begins above the mark; the mark itself if there is none.</param>
/// <param name="Highest">The highest visible number.</param>
/// <param name="Xmin">The oldest transaction still running; every older one has ended.</param>
/// <param name="Xmax">The first transaction id not yet given out.</param>
internal readonly record struct LogLook(long Contiguous, long Highest, ulong Xmin, ulong Xmax);

/// <summary>
/// The rule of the high-water mark, without I/O (ADR 0002). Nothing at or below the mark is still in flight. A gap is
/// passed only when it is proven dead: whoever drew a missing number below a visible one had drawn it, and so had its
/// transaction id, before the gap was first seen; once every transaction older than that moment has ended and the number
/// is still missing in the same snapshot, nobody is left who could bring it.
/// </summary>
internal sealed class HighWaterRule(long mark)
{
    private (ulong Xmax, long Ceiling)? _gap;

    /// <summary>The mark now.</summary>
    public long Mark { get; private set; } = mark;

    /// <summary>Whether the mark waits for transactions to end.</summary>
    public bool Waiting => _gap is not null;

    /// <summary>Takes in a look that began at the mark. True when the mark passed a gap: the numbers from <paramref name="skippedFrom"/> up to the new mark hold at least one that will never come.</summary>
    public bool See(LogLook look, out long skippedFrom)
    {
        skippedFrom = 0;
        if (look.Contiguous > Mark)
            Mark = look.Contiguous;
        if (look.Contiguous >= look.Highest)
        {
            _gap = null;
            return false;
        }

        if (_gap is { } gap && gap.Ceiling > Mark)
        {
            if (look.Xmin < gap.Xmax)
                return false;
            skippedFrom = Mark + 1;
            Mark = gap.Ceiling;
            _gap = null;
            return true;
        }

        _gap = (look.Xmax, look.Highest);
        return false;
    }
}

/// <summary>Finds the high-water mark, keeps it in Marten's progression row, and tells the shards of this process.</summary>
internal sealed class HighWater(EventLog log)
{
    private const int Window = 20_000;
    private readonly string _look = $"""
        with above as (
            select seq_id, row_number() over (order by seq_id) as place
            from (select seq_id from {log.Schema}.mt_events where seq_id > $1 order by seq_id limit {Window}) t)
        select coalesce((select max(seq_id) from above where seq_id = $1 + place), $1),
               coalesce((select max(seq_id) from above), $1),
               pg_snapshot_xmin(pg_current_snapshot())::text, pg_snapshot_xmax(pg_current_snapshot())::text
        """;

    private readonly string _keep = $"""
        insert into {log.Schema}.mt_event_progression as p (name, last_seq_id, last_updated) values ('HighWaterMark', $1, transaction_timestamp())
        on conflict (name) do update set last_seq_id = excluded.last_seq_id, last_updated = excluded.last_updated
        where p.last_seq_id < excluded.last_seq_id
        """;

    private readonly string _skipped = $"""
        insert into {log.Schema}.mt_high_water_skips (ending_sequence, starting_sequence) values ($1, $2)
        on conflict (ending_sequence) do nothing
        """;

    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HighWaterRule? _rule;

    public long Current => Volatile.Read(ref _rule)?.Mark ?? 0;

    /// <summary>Completes when the mark moves.</summary>
    public Task Moved => Volatile.Read(ref _moved).Task;

    public bool Waiting => _rule?.Waiting ?? false;

    /// <summary>Looks until the mark can move no further now. One caller at a time.</summary>
    public async Task<long> Advance(CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        _rule ??= new HighWaterRule(await Stored(connection, cancel));
        while (true)
        {
            var before = _rule.Mark;
            var look = await Look(connection, before, cancel);
            var passed = _rule.See(look, out var from);
            if (passed)
                await Execute(connection, _skipped, cancel, _rule.Mark, from);
            if (_rule.Mark > before)
            {
                // Stored before anyone is told: no shard may stand above the stored mark.
                await Execute(connection, _keep, cancel, _rule.Mark);
                Interlocked.Exchange(ref _moved, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            }

            if (_rule.Mark == before || (_rule.Mark == look.Highest && !passed && look.Highest - before < Window))
                return _rule.Mark;
        }
    }

    private async Task<long> Stored(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"select last_seq_id from {log.Schema}.mt_event_progression where name = 'HighWaterMark'", connection);
        return await command.ExecuteScalarAsync(cancel) is long stored ? stored : 0;
    }

    private async Task<LogLook> Look(NpgsqlConnection connection, long mark, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(_look, connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = mark } } };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new LogLook(reader.GetInt64(0), reader.GetInt64(1),
            ulong.Parse(reader.GetString(2), CultureInfo.InvariantCulture), ulong.Parse(reader.GetString(3), CultureInfo.InvariantCulture));
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel, params long[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = value });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
