using System.Globalization;
using Faro.Testing;

namespace Faro.Log.Tests;

/// <summary>What was recorded in a time is found by its place in the log, although times do not stand quite in its order.</summary>
public sealed class RecordedInTests : LogTest
{
    private static readonly DateTimeOffset Began = new(2026, 11, 29, 22, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Every_fact_of_a_time_is_found_once_and_no_other()
    {
        var log = await OpenLog();
        await log.AppendAt("account/1", 0, new AccountOpened("one"));
        // 2,500 facts, seven seconds from one to the next, each up to four minutes early or late; some numbers were never used.
        await Scalar<object>("""
            insert into {s}.mt_events select (jsonb_populate_record(e, jsonb_build_object('seq_id', n, 'version', n, 'id', gen_random_uuid()))).*
            from {s}.mt_events e, generate_series(2, 2500) n where e.seq_id = 1 and n % 17 <> 0
            """);
        await Scalar<object>("update {s}.mt_events set timestamp = '2026-11-29T22:00:00Z'::timestamptz + seq_id * interval '7 seconds' + (seq_id * 37 % 97 - 48) * interval '5 seconds'");
        var times = new List<(long Sequence, DateTimeOffset At)>();
        await using (var command = log.Database.CreateCommand($"select seq_id, timestamp from {log.Schema}.mt_events order by seq_id"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                times.Add((reader.GetInt64(0), new DateTimeOffset(reader.GetDateTime(1), TimeSpan.Zero)));
        }

        var random = new Random(20261130);
        var (facts, windows) = (new FactQueries(log), new List<(DateTimeOffset From, DateTimeOffset To)>
        {
            (Began.AddDays(-2), Began.AddDays(-1)), (Began.AddDays(2), Began.AddDays(3)), (Began.AddDays(-1), Began.AddDays(2)), (times[1200].At, times[1200].At.AddTicks(10)),
        });
        for (var i = 0; i < 10; i++)
        {
            var from = Began.AddSeconds(random.Next(-600, 18_000));
            windows.Add((from, from.AddSeconds(random.Next(1, 9_000))));
        }

        foreach (var (from, to) in windows)
        {
            var found = new List<long>();
            await foreach (var fact in facts.RecordedIn(from, to))
                found.Add(fact.Sequence);
            Assert.True(times.Where(t => t.At >= from && t.At < to).Select(t => t.Sequence).SequenceEqual(found), string.Create(CultureInfo.InvariantCulture, $"{from:O} {to:O}: {found.Count}"));
        }
    }
}
