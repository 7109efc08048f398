using System.Globalization;
using Faro.Matching.UnifiedEvents;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using EventLog = Faro.Log.EventLog;

namespace Faro.Bench;

/// <summary>
/// <c>http.search</c>: a search over 50,000 events through the API (ranked, spread over questions, with its total), against bare SQL of
/// the same condition and the same rank on the same table, without the total. One caller; every search is one that nobody asked before.
/// </summary>
internal static class HttpSearchBench
{
    private const int Page = 20;
    private const int Runs = 5;

    private const string Bare = """
        select row from faro.unified_event, (select (to_tsquery('english', $1) || to_tsquery('simple', $3)) && (to_tsquery('english', $2) || to_tsquery('simple', $4)) as words) q
        where canonical_id is null and status = 'active' and (end_time is null or end_time > $5) and search @@ q.words
        order by ts_rank('{0.02,0.1,0.4,1.0}', search, q.words) desc, id limit 20
        """;

    /// <summary><c>--events N</c> (50,000), <c>--searches N</c> in a run (100).</summary>
    public static async Task Run(BenchContext context, TradeHouse house)
    {
        var events = int.Parse(context.Option("--events") ?? "50000", CultureInfo.InvariantCulture);
        var searches = int.Parse(context.Option("--searches") ?? "100", CultureInfo.InvariantCulture);
        var database = house.Services.GetRequiredService<EventLog>().Database;
        await Multiply(database, events);
        var words = await Words(database, (Runs + 1) * searches);
        List<double> ours = [], bare = [], ours95 = [], bare95 = [];
        var found = 0L;
        for (var run = 0; run <= Runs; run++)
        {
            List<double> api = [], sql = [];
            foreach (var (one, other) in words.Skip(run * searches).Take(searches))
            {
                sql.Add(1_000 * await BenchContext.Seconds(async () => found += await Plain(database, one, other)));
                api.Add(1_000 * await BenchContext.Seconds(() => Ask(house, one, other)));
            }

            if (run == 0)
                continue; // compiles the path
            (api, sql) = ([.. api.Order()], [.. sql.Order()]);
            ours.Add(api[api.Count / 2]);
            bare.Add(sql[sql.Count / 2]);
            ours95.Add(api[api.Count * 95 / 100]);
            bare95.Add(sql[sql.Count * 95 / 100]);
        }

        context.Print("http.search", ours, "ms", bare, "<= 1.5", string.Create(CultureInfo.InvariantCulture,
            $"p50, p95 {BenchContext.Median(ours95):0.0} against {BenchContext.Median(bare95):0.0}; {searches} searches of two words a run over {events:N0} events, {(double)found / words.Count:0.0} rows on a page; ceiling: the same condition and rank in SQL"));
    }

    private static async Task Ask(TradeHouse house, string one, string other)
    {
        using var answer = await house.Client.GetAsync(new Uri($"/api/v1/events?q={one}%20{other}&limit={Page}", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }

    private static async Task<int> Plain(NpgsqlDataSource database, string one, string other)
    {
        await using var command = database.CreateCommand(Bare);
        foreach (var text in new[] { one, other, one + ":*", other + ":*" })
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = DateTime.UtcNow });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = 0;
        while (await reader.ReadAsync())
            rows += reader.GetFieldValue<byte[]>(0).Length > 0 ? 1 : 0;
        return rows;
    }

    /// <summary>Rows past the log, which is not what is measured: copies of those that the catalog gave, each with a word of its own.</summary>
    private static async Task Multiply(NpgsqlDataSource database, int events)
    {
        const string copied = "canonical_id, status, category, end_time, venue_mask, matched, liquidity_usd, volume_usd, opened_at, group_id, row, data, version";
        await Execute(database, $"""
            insert into faro.unified_event (id, title, keys, words, {copied})
            select gen_random_uuid()::text, title, null, words || ' variant' || n, {copied}
            from faro.unified_event, generate_series(1, ($1 / (select count(*) from faro.unified_event where canonical_id is null)) + 1) n
            where canonical_id is null limit greatest(0, $1 - (select count(*) from faro.unified_event where canonical_id is null))
            """, events);
        await Execute(database, "vacuum analyze faro.unified_event", null);
    }

    /// <summary>Pairs of words, each pair out of one event.</summary>
    private static async Task<List<(string One, string Other)>> Words(NpgsqlDataSource database, int count)
    {
        var pairs = new HashSet<(string, string)>();
        await using var command = database.CreateCommand("select words from faro.unified_event where canonical_id is null order by md5(id)");
        await using var reader = await command.ExecuteReaderAsync();
        while (pairs.Count < count && await reader.ReadAsync())
        {
            var words = reader.GetString(0).Split(' ').Where(w => w.Length >= 4 && w.All(char.IsAsciiLetter) && !IsPassedOver(w)).Take(4).ToArray();
            for (var i = 0; i + 1 < words.Length && pairs.Count < count; i++)
                pairs.Add((words[i], words[i + 1]));
        }

        return pairs.Count == count ? [.. pairs] : throw new InvalidOperationException($"The catalog has words for {pairs.Count} of {count} searches.");
    }

    /// <summary>Whether a word is passed over, so that a search for two is one for one.</summary>
    private static bool IsPassedOver(string word) => SearchQuery.Read(word).IsEmpty;

    private static async Task Execute(NpgsqlDataSource database, string sql, int? number)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        if (number is { } value)
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = value });
        await command.ExecuteNonQueryAsync();
    }
}
