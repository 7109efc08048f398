using Npgsql;

namespace Faro.Log.Past;

/// <summary>Where a read of the log ends: at a version of the stream, a place in the log, a time, or at the end.</summary>
/// <param name="Version">The last version to read.</param>
/// <param name="Sequence">The last sequence number to read.</param>
/// <param name="Time">The last time to read (the time events were recorded).</param>
public sealed record ReadUpTo(long? Version = null, long? Sequence = null, DateTimeOffset? Time = null)
{
    /// <summary>To the end.</summary>
    public static ReadUpTo End { get; } = new();
}

/// <summary>What a requested time or number means in the log.</summary>
public abstract record LogPoint
{
    /// <summary>A place whose past is settled: nothing at or below it is still in flight.</summary>
    /// <param name="Sequence">The last event that counts.</param>
    public sealed record At(long Sequence) : LogPoint;

    /// <summary>Before the first event.</summary>
    /// <param name="First">The first event's number; 0 when the log is empty.</param>
    /// <param name="Began">When it was recorded; null when the log is empty.</param>
    public sealed record BeforeTheLog(long First, DateTimeOffset? Began) : LogPoint;

    /// <summary>Not yet come.</summary>
    /// <param name="End">The last number that can be requested.</param>
    public sealed record NotYet(long End) : LogPoint;
}

/// <summary>Finds the place of a time. There is no index by time (Marten's table has none), so it searches by number.</summary>
internal sealed class LogPlaces(EventLog log)
{
    /// <summary>
    /// A number is drawn and its time taken within one statement, so times are nearly in the order of numbers. Ten minutes
    /// is far more than a statement may last; events further back cannot be later than the time.
    /// </summary>
    private static readonly TimeSpan Disorder = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _ends = $"""
        select coalesce((select last_seq_id from {log.Schema}.mt_event_progression where name = 'HighWaterMark'), 0), f.seq_id, f.timestamp, clock_timestamp()
        from (select 1) one
        left join (select seq_id, timestamp from {log.Schema}.mt_events where type <> 'tombstone' order by seq_id limit 1) f on true
        """;

    private readonly string _probe =
        $"select seq_id, timestamp from {log.Schema}.mt_events where seq_id >= $1 and seq_id < $2 and type <> 'tombstone' order by seq_id limit 1";

    private readonly string _later =
        $"select seq_id from {log.Schema}.mt_events where seq_id > $1 and seq_id <= $2 and timestamp > $3 order by seq_id limit 1";

    public async Task<DateTimeOffset?> TimeOf(long sequence, CancellationToken cancel)
    {
        await using var command = log.Database.CreateCommand(
            $"select timestamp from {log.Schema}.mt_events where seq_id <= $1 and type <> 'tombstone' order by seq_id desc limit 1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence });
        return await command.ExecuteScalarAsync(cancel) is DateTime time ? new DateTimeOffset(time, TimeSpan.Zero) : null;
    }

    public async Task<LogPoint> Of(ReadUpTo point, CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        var written = await Highest(connection, cancel);
        for (var started = Environment.TickCount64; ; await Task.Delay(10, cancel))
        {
            var (found, needed) = await Look(connection, point, written, cancel);
            if (found is not null)
                return found;
            if (Environment.TickCount64 - started > Patience.TotalMilliseconds)
                throw new PastNotReadyException($"The log up to {needed} is not settled yet.");
        }
    }

    /// <summary>Null: the log is not settled up to the needed place yet; it will be in a moment.</summary>
    private async Task<(LogPoint? Found, long Needed)> Look(NpgsqlConnection connection, ReadUpTo point, long written, CancellationToken cancel)
    {
        var (mark, first, began, now) = await Ends(connection, cancel);
        if (point.Sequence is { } sequence && sequence > mark && sequence <= written)
            return (null, sequence);
        var later = point.Time is { } asked && began is not null && asked >= began && asked <= now ? await FirstLater(connection, asked, mark, cancel) : null;
        return later is null && point.Sequence is null && mark < written ? (null, written) : (Of(point, mark, first, began, now, later), mark);
    }

    private static LogPoint Of(ReadUpTo point, long mark, long first, DateTimeOffset? began, DateTimeOffset now, long? later)
    {
        if (point.Sequence is { } sequence)
            return sequence > mark ? new LogPoint.NotYet(mark) : sequence < first || first == 0 ? new LogPoint.BeforeTheLog(first, began) : new LogPoint.At(sequence);
        if (point.Time is not { } moment)
            return new LogPoint.At(mark);
        if (moment > now)
            return new LogPoint.NotYet(mark);
        if (began is null || moment < began)
            return new LogPoint.BeforeTheLog(first, began);
        // The longest part of the log whose events were all recorded by then.
        return later is { } next && next <= first ? new LogPoint.BeforeTheLog(first, began) : new LogPoint.At(later - 1 ?? mark);
    }

    private async Task<long> Highest(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select coalesce(max(seq_id), 0) from {log.Schema}.mt_events", connection);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private async Task<(long Mark, long First, DateTimeOffset? Began, DateTimeOffset Now)> Ends(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(_ends, connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetInt64(0), reader.IsDBNull(1) ? 0 : reader.GetInt64(1), reader.IsDBNull(2) ? null : new DateTimeOffset(reader.GetDateTime(2), TimeSpan.Zero),
            new DateTimeOffset(reader.GetDateTime(3), TimeSpan.Zero));
    }

    private async Task<long?> FirstLater(NpgsqlConnection connection, DateTimeOffset moment, long mark, CancellationToken cancel)
    {
        var (low, _) = await Around(connection, moment - Disorder, mark, cancel);
        await using var command = new NpgsqlCommand(_later, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = low },
                new NpgsqlParameter<long> { TypedValue = mark },
                new NpgsqlParameter<DateTime> { TypedValue = moment.UtcDateTime },
            },
        };
        return await command.ExecuteScalarAsync(cancel) as long?;
    }

    /// <summary>
    /// The numbers between which every event of a time is, both exclusive. Others are there too: those that were recorded
    /// shortly before and after it.
    /// </summary>
    public async Task<(long After, long Before)> Of(DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        var highest = await Highest(connection, cancel);
        var (after, _) = await Around(connection, from - Disorder, highest, cancel);
        var (_, before) = await Around(connection, to + Disorder, highest, cancel);
        return (after, before);
    }

    /// <summary>A number whose event was recorded by that time (0: none was), and the next one, whose event was recorded later.</summary>
    private async Task<(long Low, long High)> Around(NpgsqlConnection connection, DateTimeOffset moment, long mark, CancellationToken cancel)
    {
        long low = 0, high = mark + 1;
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            await using var probe = new NpgsqlCommand(_probe, connection)
            {
                Parameters = { new NpgsqlParameter<long> { TypedValue = middle }, new NpgsqlParameter<long> { TypedValue = high } },
            };
            await using var reader = await probe.ExecuteReaderAsync(cancel);
            if (await reader.ReadAsync(cancel) && reader.GetDateTime(1) <= moment.UtcDateTime)
                low = reader.GetInt64(0);
            else
                high = middle;
        }

        return (low, high);
    }
}
