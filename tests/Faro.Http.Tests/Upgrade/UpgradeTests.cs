using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Faro.Http.Tests.Orders;
using Faro.Log;
using Faro.Log.Rebuilding;
using Faro.Orders;
using Faro.Testing;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Faro.Http.Tests.Upgrade;

/// <summary>The API on a database that the version before Marten wrote.</summary>
public sealed class UpgradeTests : ApiTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await OldDatabase.Restore(Database.ConnectionString);
    }

    [Fact]
    public async Task Every_fact_is_there_and_the_views_folded_from_them_answer_as_before()
    {
        using var admin = Api.Admin();
        var log = Api.Services.GetRequiredService<EventLog>();
        Assert.True(await log.WaitForViews(Patience));

        var facts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var e in await log.ReadAll())
            facts[e.EventTypeName] = facts.GetValueOrDefault(e.EventTypeName) + 1;
        Assert.Equal(OldDatabase.Expected.GetProperty("facts").EnumerateObject().OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => (f.Name, f.Value.GetInt32())),
            facts.Select(f => (f.Key, f.Value)));

        var orders = new Dictionary<string, string>();
        await using var session = log.Store.QuerySession();
        foreach (var order in await session.Query<OrderView>().ToListAsync())
            orders[order.Id.ToString()] = OrderView.StatusOf(order.Legs);
        var expected = OldDatabase.Expected.GetProperty("orders").EnumerateArray().ToDictionary(o => o.GetProperty("id").GetString()!, o => o.GetProperty("status").GetString()!);
        Assert.Equal(26, orders.Count);
        Assert.Equal(expected.OrderBy(o => o.Key), orders.OrderBy(o => o.Key));

        foreach (var projection in log.Projections)
        {
            var result = await new Rebuilder(log).Verify(projection.Name);
            Assert.True(result.Equal, result.ToString());
            Assert.Equal(projection.Name != "WebhookView", result.Rows > 0); // which nobody had then
        }

        Assert.Equal(0L, await Scalar<long>("select count(*) from pg_tables where schemaname = 'faro' and tablename in ('shard_lease', 'stream_snapshot', 'order_view', 'key_view')"));
        await log.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync();

        var (key, id) = await Api.IssueKey(new { label = "after the upgrade", scopes = new[] { "read" } });
        Assert.Equal(1L, await Scalar<long>($"select count(*) from faro.mt_events where stream_id = 'key/{id}'"));
        using var client = Api.Client(key);
        var page = await (await client.GetAsync(new Uri("/api/v1/events?status=all&limit=50", UriKind.Relative))).Json();
        Assert.Equal(OldDatabase.Expected.GetProperty("events_total_status_all").GetInt32(), page.GetProperty("total").GetInt32());
        // What counts as liquidity and which words are a title have changed since: the same events are there, with the same markets.
        foreach (var old in OldDatabase.Expected.GetProperty("first_events").EnumerateArray())
        {
            var now = (await (await client.GetAsync(new Uri($"/api/v1/events/{old.GetProperty("id").GetString()}", UriKind.Relative))).Json()).GetProperty("event");
            Assert.Equal(Row(old), Row(now));
            var title = old.GetProperty("title").GetString()!;
            Assert.Contains(now.GetProperty("markets").EnumerateArray(), m => title.StartsWith(m.GetProperty("title").GetString()!, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_second_start_finds_nothing_to_do()
    {
        _ = Api.Services;
        var log = Api.Services.GetRequiredService<EventLog>();
        Assert.True(await log.WaitForViews(Patience));
        const string Objects = "select string_agg(oid || ' ' || relname, ',' order by oid) from pg_class where relnamespace = 'faro'::regnamespace";
        var before = await Scalar<string>(Objects);
        await using (var again = Host())
            Assert.True(await again.Services.GetRequiredService<EventLog>().WaitForViews(TimeSpan.FromSeconds(5)));
        Assert.Equal(before, await Scalar<string>(Objects));
    }

    /// <summary>Versions in between kept orders and keys in tables that Marten did not write.</summary>
    [Fact]
    public async Task Snapshots_are_made_of_orders_and_keys_that_were_kept_in_tables()
    {
        _ = Api.Services;
        const string Snapshots = "select string_agg(md5(o.data::text), ',' order by o.id) || (select string_agg(md5(k.data::text), ',' order by k.id) from faro.mt_doc_keyview k) from faro.mt_doc_orderview o";
        var before = await Scalar<string>(Snapshots);
        await Scalar<object>("""
            create table faro.order_view (id text primary key, data json not null); create table faro.key_view (like faro.order_view);
            drop table faro.mt_doc_orderview; drop table faro.mt_doc_keyview
            """);
        await using var again = Host();
        _ = again.Services;
        Assert.Equal(before, await Scalar<string>(Snapshots));
        Assert.Equal(0L, await Scalar<long>("select count(*) from pg_tables where schemaname = 'faro' and tablename in ('order_view', 'key_view')"));
    }

    /// <summary>Rows that an earlier version wrote, some of which this one cannot read.</summary>
    [Fact]
    public async Task A_view_of_another_shape_is_folded_anew_by_itself_and_named_until_it_is()
    {
        _ = Api.Services;
        Assert.True(await Api.Services.GetRequiredService<EventLog>().WaitForViews(Patience));
        var (key, _) = await Api.IssueKey();
        await Api.DisposeAsync();
        await Scalar<object>("""
            update faro.view_shape set shape = 'earlier' where name in ('UnifiedEventView', 'OrderView');
            update faro.unified_event set data = '{}'
            """);
        await using var held = new NpgsqlConnection(Database.ConnectionString + ";Pooling=false");
        await held.OpenAsync();
        await Lock(held, "pg_advisory_lock"); // as one that rebuilds it elsewhere

        await using var later = Host();
        using var client = later.Client(key);
        using var admin = later.Admin();
        Assert.Equal(OldDatabase.Expected.GetProperty("orders").GetArrayLength(), await Scalar<long>("select count(*) from faro.mt_doc_orderview"));
        using (var ready = await client.GetAsync(new Uri("/healthz/ready", UriKind.Relative)))
            Assert.StartsWith("of an earlier version", (await ready.Refused(503, "unavailable")).GetProperty("checks").GetProperty("view UnifiedEventView").GetString(), StringComparison.Ordinal);
        var views = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/projections")).GetProperty("projections").EnumerateArray();
        Assert.Equal(["UnifiedEventView"], views.Where(v => v.GetProperty("outdated").GetBoolean()).Select(v => v.GetProperty("name").GetString()));
        using (var unreadable = await client.GetAsync(new Uri($"/api/v1/events/{OldDatabase.Expected.GetProperty("first_events")[0].GetProperty("id").GetString()}/quotes", UriKind.Relative)))
        {
            await unreadable.Refused(503, "unavailable");
            Assert.NotNull(unreadable.Headers.RetryAfter);
        }

        using (var markets = await client.GetAsync(new Uri("/api/v1/markets?venue=kalshi", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.OK, markets.StatusCode); // what is of today's shape serves

        await Lock(held, "pg_advisory_unlock");
        for (var begun = Environment.TickCount64; ; await Task.Delay(50))
        {
            using var ready = await client.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
            if (ready.StatusCode == HttpStatusCode.OK)
                break;
            Assert.True(Environment.TickCount64 - begun < Patience.TotalMilliseconds, await ready.Content.ReadAsStringAsync());
        }

        var page = await client.GetFromJsonAsync<JsonElement>("/api/v1/events?status=all&limit=1");
        Assert.Equal(OldDatabase.Expected.GetProperty("events_total_status_all").GetInt32(), page.GetProperty("total").GetInt32());

        static async Task Lock(NpgsqlConnection connection, string function)
        {
            await using var command = new NpgsqlCommand($"select {function}(hashtextextended('faro:aside:faro_next:UnifiedEventView:All', 0))", connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static string Row(JsonElement e) =>
        $"{e.GetProperty("id").GetString()} {string.Join(',', e.GetProperty("venues").EnumerateArray().Select(v => v.GetString()))}";
}

/// <summary>A sync, a matching run and a trade on the upgraded database.</summary>
public sealed class UpgradedTradeTests(UpgradedApi api) : IClassFixture<UpgradedApi>
{
    [Fact]
    public async Task An_upgraded_instance_syncs_matches_and_trades()
    {
        var prepared = await api.Prepare(await api.Event("kalshi"), "YES", "BUY", 20);
        await api.Submit(prepared);
        Assert.Equal("filled", (await api.Until(prepared, "filled")).GetProperty("order").GetProperty("status").GetString());
        var log = api.Trading.Services.GetRequiredService<EventLog>();
        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(60)));
        foreach (var projection in log.Projections)
        {
            var result = await new Rebuilder(log).Verify(projection.Name);
            Assert.True(result.Equal, result.ToString());
        }
    }
}

/// <summary>The trading API, on the old database.</summary>
public sealed class UpgradedApi : TradingApi
{
    protected override Task Prepare() => OldDatabase.Restore(Database.ConnectionString);
}
