using System.Text.Json;
using Faro.Log;
using Npgsql;

namespace Faro.Log.Tests;

public sealed class MartenTests : LogTest
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Marten");

    [Fact]
    public async Task The_schema_is_what_Marten_8_creates_column_by_column()
    {
        await OpenLog(new AccountSummaries());
        await using (var command = Database.DataSource.CreateCommand("create schema expected;" + await File.ReadAllTextAsync(Path.Combine(Folder, "schema.sql"))))
            await command.ExecuteNonQueryAsync();

        // Marten tolerates another default on mt_events.timestamp; its own is a frozen literal.
        var columns = """
            select table_name || '.' || ordinal_position || ' ' || column_name || ' ' || udt_name || coalesce('(' || character_maximum_length || ')', '')
                   || ' ' || is_nullable || case when column_name = 'timestamp' and table_name = 'mt_events' then '' else coalesce(' ' || column_default, '') end
            from information_schema.columns where table_schema = '{0}' and table_name like 'mt\_%' order by 1
            """;
        var constraints = """
            select conname || ' on ' || conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) from pg_constraint
            where connamespace = '{0}'::regnamespace and conrelid::regclass::text like '{0}.mt\_%' order by 1
            """;
        var indexes = "select indexdef from pg_indexes where schemaname = '{0}' and tablename like 'mt\\_%' order by 1";
        var sequence = "select data_type || ' ' || start_value || ' ' || increment_by || ' ' || cache_size from pg_sequences where schemaname = '{0}' and sequencename = 'mt_events_sequence'";
        var owned = "select d.refobjid::regclass::text || '.' || d.refobjsubid from pg_depend d where d.objid = '{0}.mt_events_sequence'::regclass and d.deptype = 'a'";
        foreach (var query in new[] { columns, constraints, indexes, sequence, owned })
        {
            var expected = await Lines(query, "expected");
            Assert.NotEmpty(expected);
            Assert.Equal(expected, await Lines(query, Schema));
        }

        async Task<List<string>> Lines(string query, string schema)
        {
            var lines = new List<string>();
            await using var command = Database.DataSource.CreateCommand(query.Replace("{0}", schema, StringComparison.Ordinal));
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                lines.Add(reader.GetString(0).Replace(schema + ".", "", StringComparison.Ordinal));
            return lines;
        }
    }

    [Theory] // observed on real Marten
    [InlineData("AccountOpened", "account_opened")]
    [InlineData("HTTPRequestLogged", "http_request_logged")]
    [InlineData("OHLCVBarClosed", "ohlcv_bar_closed")]
    [InlineData("UsdcUSDTSwap", "usdc_usdt_swap")]
    [InlineData("Eip712Signed", "eip_712_signed")]
    [InlineData("EIP712Signed", "eip712_signed")]
    [InlineData("Sha256", "sha_256")]
    [InlineData("XYZ9", "xyz9")]
    [InlineData("TxABC", "tx_abc")]
    [InlineData("Order2Placed", "order_2_placed")]
    [InlineData("ERC20TransferSeen", "erc20_transfer_seen")]
    [InlineData("EthBlock18Seen", "eth_block_18_seen")]
    [InlineData("SplTokenV2Minted", "spl_token_v2_minted")]
    [InlineData("KYCApprovedV2", "kyc_approved_v2")]
    [InlineData("iPhoneSold", "i_phone_sold")]
    [InlineData("Price_Updated", "price___updated")]
    public void Aliases_are_Martens(string className, string alias) => Assert.Equal(alias, MartenNames.Alias(className));

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
                $"insert into {Schema}.{table} select * from jsonb_populate_recordset(null::{Schema}.{table}, $1)");
            insert.Parameters.Add(new() { Value = full.GetProperty(table).GetRawText(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
            Assert.True(await insert.ExecuteNonQueryAsync() > 0);
        }

        var written = full.GetProperty("mt_events").EnumerateArray().ToList();
        var tombstones = written.Count(e => e.GetProperty("type").GetString() == "tombstone");
        Assert.True(tombstones > 0);
        var read = await All(log.ReadAll());
        Assert.Equal(written.Count - tombstones, read.Count);
        Assert.Equal("owner-1", Assert.IsType<MartenSample.AccountOpened>((await All(log.ReadStream("account-000001")))[0].Data).Owner);
        Assert.Null((await All(log.ReadStream("untyped-1")))[0].CorrelationId);

        // Faro goes on where Marten stopped.
        var last = await Scalar<long>("select version from {s}.mt_streams where id = 'account-000001'");
        await Scalar<long>($"select setval('{Schema}.mt_events_sequence', (select max(seq_id) from {Schema}.mt_events))");
        Assert.True((await log.Append("account-000001", ExpectedVersion.At(last), new MartenSample.FundsDeposited(1.250m, 0, "new"))).Succeeded);
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
