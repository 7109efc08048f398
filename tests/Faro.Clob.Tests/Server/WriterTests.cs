using System.Net;
using System.Text.Json;
using Faro.Testing;
using Microsoft.AspNetCore.Builder;

namespace Faro.Clob.Tests.Server;

public sealed class WriterTests(ClobServer server) : IClassFixture<ClobServer>
{
    [Fact]
    public async Task A_lost_journal_connection_is_survived_without_losing_or_repeating()
    {
        TestMarket market = await server.ListMarket();
        Trader ann = await server.NewTrader("cut-off", market, "100000");
        HashSet<string> accepted = [];
        int answered = 0;
        int doubtful = 0;
        for (int cut = 0; cut < 3; cut++)
        {
            using CancellationTokenSource stop = new();
            Task load = Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    (HttpStatusCode status, JsonElement body) = await ann.Send(HttpMethod.Post, "/v1/orders", new { orders = new[] { ann.Order(market, "BUY", 1, "0.40", "1", tif: "FAK") } });
                    if (status == HttpStatusCode.OK)
                    {
                        accepted.Add(body.GetProperty("results")[0].GetProperty("order_hash").GetString()!);
                        Interlocked.Increment(ref answered);
                    }
                    else
                    {
                        Interlocked.Increment(ref doubtful);
                    }

                    Assert.Contains(status, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.InternalServerError });
                }
            });
            int before = Volatile.Read(ref answered);
            await Eventually.Is(() => Volatile.Read(ref answered) > before); // orders are coming in
            int felt = Volatile.Read(ref doubtful);
            await using (Npgsql.NpgsqlCommand kill = server.Database.CreateCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'faro-clob'"))
            {
                await kill.ExecuteNonQueryAsync();
            }

            // Until the cut was felt and orders are taken again.
            await Eventually.Is(() => Volatile.Read(ref doubtful) > felt);
            int whenCut = Volatile.Read(ref answered);
            await Eventually.Is(() => Volatile.Read(ref answered) > whenCut);
            await stop.CancelAsync();
            await load;
        }

        HashSet<string> listed = [];
        string cursor = "";
        do
        {
            JsonElement page = await ann.Get($"/v1/orders?status=all&limit=100{cursor}");
            foreach (JsonElement order in page.GetProperty("data").EnumerateArray()) Assert.True(listed.Add(order.GetProperty("order_hash").GetString()!));
            cursor = page.GetProperty("has_more").GetBoolean() ? $"&cursor={page.GetProperty("next_cursor").GetString()}" : "";
        }
        while (cursor.Length > 0);
        Assert.Subset(listed, accepted);
        Assert.InRange(listed.Count, accepted.Count, accepted.Count + doubtful);
        Assert.NotEmpty(accepted);
        Assert.True(doubtful > 0, "the cut was not noticed");
        Assert.Contains("\"wrong\":[]", await server.Audit(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_starts_later_takes_over_and_the_earlier_one_writes_nothing_more()
    {
        TestMarket market = await server.ListMarket();
        Trader ann = await server.NewTrader("handed-over", market);
        string hash = (await ann.Place(ann.Order(market, "BUY", 1, "0.40", "1")))[0];
        await using WebApplication second = ClobHost.Build(
            new ClobOptions { ConnectionString = server.ConnectionString, Sandbox = true, AdminSecret = "other" }, "http://127.0.0.1:0");
        await second.StartAsync();
        await second.UntilReady().WaitAsync(TimeSpan.FromSeconds(30));
        string batches = await Batches();

        // The earlier one finds out with the next order at the latest, and says that it took none.
        (HttpStatusCode status, JsonElement refused) = await ann.Send(HttpMethod.Post, "/v1/orders", new { orders = new[] { ann.Order(market, "BUY", 1, "0.41", "1") } });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "SERVICE_DEGRADED"), (status, refused.GetProperty("code").GetString()));
        await server.Get("/v1/health", HttpStatusCode.ServiceUnavailable);
        await server.Get($"{market.Path}?{market.Query}", HttpStatusCode.ServiceUnavailable); // no stale book either
        Assert.Equal(batches, await Batches());

        using HttpClient http = new() { BaseAddress = new Uri(second.Urls.First()) };
        JsonElement book = JsonDocument.Parse(await http.GetStringAsync(new Uri($"{market.Path}/book?{market.Query}", UriKind.Relative))).RootElement;
        Assert.Equal("0.40", book.GetProperty("bids")[0].GetProperty("price").GetString());
        await second.StopAsync();
        await server.Restart();
        Assert.Equal("OPEN 0 of 1", await ann.StatusOf(hash));
    }

    private async Task<string> Batches()
    {
        await using Npgsql.NpgsqlCommand count = server.Database.CreateCommand("select count(*) || ' up to ' || max(batch) from clob.journal");
        return (string)(await count.ExecuteScalarAsync())!;
    }
}
