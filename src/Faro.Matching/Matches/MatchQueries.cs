using Faro.Ingest;
using Faro.Log;
using Faro.Log.Past;
using Faro.Venues;
using JasperFx.Events;
using Npgsql;
using NpgsqlTypes;

namespace Faro.Matching.Matches;

/// <summary>The filters of a list of pairs. Null: no filter.</summary>
public sealed record MatchFilter
{
    /// <summary>One of the two venues.</summary>
    public Venue? Venue { get; init; }

    /// <summary><c>proposed</c>, <c>refused</c>, <c>allowed</c> or <c>linked</c>.</summary>
    public string? State { get; init; }

    /// <summary>The least confidence.</summary>
    public decimal? MinConfidence { get; init; }

    /// <summary>Changed at or after.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only pairs whose prices are flagged as far apart, or only the others.</summary>
    public bool? PriceGap { get; init; }

    /// <summary>How many.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>How many to pass over.</summary>
    public int Offset { get; init; }
}

/// <summary>Reads the pairs as stored JSON, current and past, and typed for matching itself.</summary>
public sealed class MatchQueries(EventLog log) : IAsyncDisposable
{
    private const string Narrowing = """
        ($1::text is null or left_venue = $1 or right_venue = $1) and ($2::text is null or state = $2)
          and ($3::numeric is null or confidence >= $3) and ($4::timestamptz is null or changed_at >= $4) and ($5::boolean is null or coalesce(price_gap, false) = $5)
        """;

    private readonly MatchViews _views = new();
    private readonly PastViews<MatchView> _past = new(log, Recipe(log));

    /// <summary>One page, the latest change first, each pair as JSON; and the total number.</summary>
    public Task<(IReadOnlyList<byte[]> Rows, long Total)> List(MatchFilter filter, CancellationToken cancel = default) =>
        new LiveViews(log, _views).Query(rows => Page(filter, rows, cancel), cancel);

    /// <summary>The page that <see cref="List"/> returned when the view had processed the log up to a place that <see cref="EventLog.PlaceOf"/> gave.</summary>
    /// <exception cref="PastNotReadyException">That state is still being built; try again later.</exception>
    public Task<(IReadOnlyList<byte[]> Rows, long Total)> ListAsOf(MatchFilter filter, long sequence, CancellationToken cancel = default) =>
        _past.At(sequence).Query(rows => Page(filter, rows, cancel), cancel);

    /// <summary>One pair's JSON; null when there is none.</summary>
    public async Task<byte[]?> Find(Guid id, CancellationToken cancel = default)
    {
        await using var command = log.Database.CreateCommand($"select convert_to(data::text, 'UTF8') from {log.Schema}.{MatchViews.ViewName} where id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id.ToString() });
        return (byte[]?)await command.ExecuteScalarAsync(cancel);
    }

    /// <summary>
    /// The facts of both markets' streams that hold the words and the terms that were judged, and the first of each, which names the
    /// market; null when there is no such pair.
    /// </summary>
    public async Task<IReadOnlyList<(string Stream, long Version)>?> WordsJudged(Guid id, CancellationToken cancel = default)
    {
        if (await Views([id], cancel) is not [var pair])
            return null;
        var terms = await log.ReadStreams([pair.LeftRef.StreamId, pair.RightRef.StreamId], long.MaxValue, [typeof(MarketListed), typeof(MarketTermsChanged)], cancel: cancel);
        return [.. Of(pair.LeftRef, pair.LeftWordsVersion ?? 1, pair.LeftTermsHash), .. Of(pair.RightRef, pair.RightWordsVersion ?? 1, pair.RightTermsHash)];

        // Terms can change without their words, for example by a date: the hash shows which were judged.
        IEnumerable<(string, long)> Of(MarketRef market, long words, string? hash)
        {
            var judged = terms.FirstOrDefault(f => f.Stream == market.StreamId && f.Version >= words && HashOf(f) == hash)?.Version ?? words;
            return new SortedSet<long> { 1, words, judged }.Select(version => (market.StreamId, version));
        }

        static string HashOf(IEvent fact) => (fact.Data is MarketListed listed ? listed.TermsHash : ((MarketTermsChanged)fact.Data).TermsHash).ToString();
    }

    /// <summary>What <see cref="Find"/> returned when the view had processed the log up to a place; null when the pair was not proposed yet.</summary>
    public async Task<byte[]?> FindAsOf(Guid id, long sequence, CancellationToken cancel = default)
    {
        var replay = new ViewReplay<MatchView>(_views);
        foreach (var fact in await log.ReadStreams([PairIds.StreamOf(id)], sequence, [typeof(MatchEvent)], _views, cancel))
            replay.Apply(fact);
        return replay.Find(id.ToString()) is { } view ? ViewReplay<MatchView>.Json(view) : null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _past.DisposeAsync();

    /// <summary>The pairs with these ids.</summary>
    internal Task<List<MatchView>> Views(IEnumerable<Guid> ids, CancellationToken cancel) =>
        Read("where id = any($1)", ids.Select(i => i.ToString()).ToArray(), cancel);

    /// <summary>The pairs of these markets that were judged worth linking, or decided by an operator.</summary>
    internal Task<List<MatchView>> Around(IEnumerable<MarketRef> markets, CancellationToken cancel) =>
        Read("where (left_market = any($1) or right_market = any($1)) and state in ('linked', 'allowed')", markets.Select(m => m.ToString()).ToArray(), cancel);

    /// <summary>Pairs that wait for their judge, longest waiting first, up to a limit.</summary>
    internal Task<List<MatchView>> Waiting(int most, CancellationToken cancel) =>
        Read($"where state = any($1) and coalesce(waits, true) order by changed_at, id limit {most}", ["proposed"], cancel);

    /// <summary>How the past of the pairs is put together.</summary>
    internal static PastRecipe<MatchView> Recipe(EventLog log) => new(new MatchViews(), (ids, upTo, cancel) =>
        log.ReadStreams([.. ids.Select(id => PairIds.StreamOf(Guid.Parse(id)))], upTo, [typeof(MatchEvent)], new MatchViews(), cancel));

    /// <summary>All pairs of a source.</summary>
    internal static Task<List<MatchView>> All(IViewSource source, CancellationToken cancel) =>
        source.Query(rows => Read($"select data from {rows.Table} v order by id", null, rows.Connection, cancel), cancel);

    /// <summary>Every pair that may be linked or is.</summary>
    internal Task<List<MatchView>> Standing(CancellationToken cancel) => Read("where state = any($1)", ["linked", "allowed"], cancel);

    private static async Task<(IReadOnlyList<byte[]> Rows, long Total)> Page(MatchFilter filter, ViewRows views, CancellationToken cancel)
    {
        await using var count = Narrowed($"select count(*) from {views.Table} v where {Narrowing}", filter, views.Connection);
        var total = (long)(await count.ExecuteScalarAsync(cancel))!;
        await using var command = Narrowed(
            $"select convert_to(data::text, 'UTF8') from {views.Table} v where {Narrowing} order by changed_at desc, id limit $6 offset $7", filter, views.Connection);
        command.Parameters.Add(new() { Value = filter.Limit });
        command.Parameters.Add(new() { Value = filter.Offset });
        var rows = new List<byte[]>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(reader.GetFieldValue<byte[]>(0));
        return (rows, total);
    }

    private async Task<List<MatchView>> Read(string where, string[] values, CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        var ordered = where.Contains("order by", StringComparison.Ordinal) ? where : $"{where} order by id";
        return await Read($"select data from {log.Schema}.{MatchViews.ViewName} {ordered}", values, connection, cancel);
    }

    private static async Task<List<MatchView>> Read(string sql, string[]? values, NpgsqlConnection connection, CancellationToken cancel)
    {
        var views = new List<MatchView>();
        await using var command = new NpgsqlCommand(sql, connection);
        if (values is not null)
            command.Parameters.Add(new() { Value = values });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            views.Add(System.Text.Json.JsonSerializer.Deserialize<MatchView>(reader.GetFieldValue<byte[]>(0), EventTypes.DefaultJson)!);
        return views;
    }

    private static NpgsqlCommand Narrowed(string sql, MatchFilter filter, NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(sql, connection);
        Add(filter.Venue?.Name(), NpgsqlDbType.Text);
        Add(filter.State, NpgsqlDbType.Text);
        Add(filter.MinConfidence, NpgsqlDbType.Numeric);
        Add(filter.Since?.UtcDateTime, NpgsqlDbType.TimestampTz);
        Add(filter.PriceGap, NpgsqlDbType.Boolean);
        return command;

        void Add(object? value, NpgsqlDbType type) => command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
    }
}
