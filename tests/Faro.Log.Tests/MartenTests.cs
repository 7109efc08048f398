using System.Text.Json;
using Faro.Log;
using Faro.Testing;
using Npgsql;

namespace Faro.Log.Tests;

public sealed class MartenTests : LogTest
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Marten");

    [Fact]
    public async Task The_database_is_what_Marten_expects_and_a_second_start_changes_nothing()
    {
        var log = await OpenLog(new AccountSummaries(), new OwnerTotals(), new Accounts(), new Statements());
        await log.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync();
        var before = await Scalar<string>("select string_agg(c.oid || ' ' || c.relname, ',' order by c.oid) from pg_class c where relnamespace = '{s}'::regnamespace");
        await log.CreateSchema();
        Assert.Equal(before, await Scalar<string>("select string_agg(c.oid || ' ' || c.relname, ',' order by c.oid) from pg_class c where relnamespace = '{s}'::regnamespace"));
    }

    [Fact]
    public async Task Rows_that_real_Marten_wrote_read_back_tombstones_and_nulls_included()
    {
        var types = EventTypes.Build().Add<MartenSample.AccountOpened>().Add<MartenSample.FundsDeposited>().Add<MartenSample.FundsWithdrawn>().Done();
        var log = new EventLog(Database.ConnectionString, types, [], new EventLogOptions { Schema = Schema });
        await log.CreateSchema();
        using var rows = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "rows.json")));
        var full = rows.RootElement.GetProperty("string_full");
        foreach (var table in new[] { "mt_streams", "mt_events" })
        {
            await using var insert = Database.DataSource.CreateCommand(
                $"insert into {Schema}.{table} select * from jsonb_populate_recordset(null::{Schema}.{table}, (select jsonb_agg(jsonb '{{\"compacted_version\": 0}}' || e) from jsonb_array_elements($1) e))");
            insert.Parameters.Add(new() { Value = full.GetProperty(table).GetRawText(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
            Assert.True(await insert.ExecuteNonQueryAsync() > 0);
        }

        var written = full.GetProperty("mt_events").EnumerateArray().ToList();
        var tombstones = written.Count(e => e.GetProperty("type").GetString() == "tombstone");
        Assert.True(tombstones > 0);
        var archived = written.Count(e => e.GetProperty("is_archived").GetBoolean());
        var read = await log.ReadAll();
        Assert.Equal(written.Count - tombstones - archived, read.Count);
        Assert.Equal("owner-1", Assert.IsType<MartenSample.AccountOpened>((await log.ReadStream("account-000001"))[0].Data).Owner);
        Assert.Null((await log.ReadStream("untyped-1"))[0].CorrelationId);

        // Faro goes on where Marten stopped.
        var last = await Scalar<long>("select version from {s}.mt_streams where id = 'account-000001'");
        await Scalar<long>($"select setval('{Schema}.mt_events_sequence', (select max(seq_id) from {Schema}.mt_events))");
        Assert.True(await log.AppendAt("account-000001", last, new MartenSample.FundsDeposited(1.250m, 0, "new")) > 0);
        await log.DisposeAsync();
    }
}

/// <summary>The events of the recorded rows.</summary>
public static class MartenSample
{
    [EventName("account_opened")]
    public sealed record AccountOpened([property: System.Text.Json.Serialization.JsonPropertyName("Owner")] string Owner);

    [EventName("funds_deposited")]
    public sealed record FundsDeposited(decimal Amount, int Side, string Reference);

    [EventName("funds_withdrawn")]
    public sealed record FundsWithdrawn(decimal Amount);
}
