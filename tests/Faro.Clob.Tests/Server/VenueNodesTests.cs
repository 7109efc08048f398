using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Faro.Testing;
using Npgsql;
using Xunit.Abstractions;

namespace Faro.Clob.Tests.Server;

/// <summary>Several processes stand ready for one venue; one serves it.</summary>
public sealed class VenueNodesTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan TakenOver = TimeSpan.FromSeconds(8);
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.Create("clob_nodes");

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task When_the_node_that_serves_dies_or_stands_still_another_serves_within_eight_seconds_and_it_alone()
    {
        await using ClobProcess one = await ClobProcess.Start(_database.ConnectionString, cluster: true);
        await Eventually.Is(one.Serves);
        await using ClobProcess two = await ClobProcess.Start(_database.ConnectionString, cluster: true);
        TestMarket market = new(await (await Server(one, two)).Sandbox(HttpMethod.Post, "markets", new { question = "Who serves?" }));
        for (int round = 0; round < 2; round++)
        {
            ClobProcess serving = await Server(one, two);
            ClobProcess other = serving == one ? two : one;
            await Credit(serving, market);
            Assert.False(await other.Serves());
            using HttpResponseMessage standby = await other.Http.GetAsync(new Uri($"{market.Path}?{market.Query}", UriKind.Relative));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (standby.StatusCode, standby.Headers.RetryAfter is not null));

            if (round == 0) await serving.Kill();
            else serving.Signal("STOP");
            Stopwatch clock = Stopwatch.StartNew();
            await Eventually.Is(other.Serves);
            output.WriteLine($"{(round == 0 ? "killed" : "stopped")}: another served after {clock.Elapsed.TotalSeconds:0.0} s");
            Assert.True(clock.Elapsed < TakenOver, $"{clock.Elapsed}");
            await Credit(other, market);

            if (round == 0)
            {
                await serving.Start();
                continue;
            }

            // The one that stood still goes on: it believes that it serves, and must not write.
            string batches = await Batches();
            serving.Signal("CONT");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await TryCredit(serving, market));
            Assert.Equal(batches, await Batches());
            await Eventually.Is(async () => await one.Serves() != await two.Serves());
            await Credit(await Server(one, two), market);
        }

        JsonElement audit = await (await Server(one, two)).Sandbox(HttpMethod.Get, "audit", null);
        Assert.Equal("[]", audit.GetProperty("wrong").GetRawText());
        Assert.Equal("no gap", await Scalar("select case when count(*) = max(batch) then 'no gap' else 'a gap' end from clob.journal"));
    }

    private static async Task<ClobProcess> Server(ClobProcess one, ClobProcess two) =>
        (await Eventually.Get(async () => await one.Serves() ? one : await two.Serves() ? two : null, p => p is not null))!;

    private static async Task Credit(ClobProcess venue, TestMarket market) => Assert.Equal(HttpStatusCode.OK, await TryCredit(venue, market));

    private static async Task<HttpStatusCode> TryCredit(ClobProcess venue, TestMarket market)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/sandbox/v1/faucet")
        {
            Content = JsonContent.Create(new
            {
                wallet = "0x00000000000000000000000000000000000000aa",
                condition_id = market.ConditionId,
                chain_id = market.ChainId,
                asset = "collateral",
                amount = "1",
            }),
        };
        request.Headers.Add("x-admin-secret", ClobProcess.Admin);
        using HttpResponseMessage response = await venue.Http.SendAsync(request);
        return response.StatusCode;
    }

    private Task<string> Batches() => Scalar("select count(*) || ' up to ' || max(batch) from clob.journal");

    private async Task<string> Scalar(string sql)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
