using System.Net.Http.Json;
using Faro.Sandbox.Faults;
using Faro.Testing;

namespace Faro.Http.Tests.Orders;

/// <summary>However the venues misbehave, nothing that the customer entrusts to a call is kept, printed or answered back.</summary>
[Collection(TradingGroup.Name)]
public sealed class SecretsUnderFaultsTests(TradingApi api)
{
    [Fact]
    public async Task Nothing_secret_is_kept_printed_or_answered_under_any_fault()
    {
        var id = await api.MatchedEvent(5);
        HashSet<string> secrets =
        [
            TradingApi.RpcKey, ApiHost.AdminSecret, ApiHost.CronSecret, api.Client.DefaultRequestHeaders.Authorization!.Parameter!,
            api.L2Secret, api.L2Passphrase, api.Customer.L2Key.Key, api.ForesightKey.Secret,
        ];
        var answers = new List<string>();
        string? lastLeg = null;
        foreach (var fault in FaultNames.All)
        {
            var prepared = await api.Prepare(id, "YES", "BUY", 18, "GTC", everyVenue: true);
            lastLeg = prepared.GetProperty("legs")[0].GetProperty("id").GetString();
            var legs = prepared.GetProperty("legs").EnumerateArray().Select(api.Sign).ToList();
            var (refresh, cancel) = (api.Customer.RefreshBody(prepared), api.Customer.CancelBody(prepared));
            foreach (var leg in legs) secrets.Add(TradeCustomer.Secret(leg));
            foreach (var headers in legs.Where(l => l.ContainsKey("l2_headers")).Select(l => l["l2_headers"])
                .Concat(((string[])["l2_headers_by_leg", "l2_trade_headers_by_leg"]).SelectMany(n => ((Dictionary<string, object>)refresh[n]).Values))
                .Concat(((Dictionary<string, object>)cancel["l2_headers_by_leg"]).Values))
                secrets.Add(((Dictionary<string, string>)headers)["POLY_SIGNATURE"]);

            var orderId = prepared.GetProperty("order").GetProperty("id").GetString();
            Assert.NotNull(api.Sandbox.Faults.Add(new Fault { Venue = "*", Name = fault, DelayMs = 50 }));
            try
            {
                answers.Add((await api.Submit(prepared, [.. legs])).ToString());
                foreach (var (path, body) in new[] { ("refresh", refresh), ("cancel", cancel) })
                {
                    using var answer = await api.Client.PostAsJsonAsync($"/api/v1/orders/{orderId}/{path}", body);
                    answers.Add(await answer.Content.ReadAsStringAsync());
                }

                // And reads that fail at their venue.
                foreach (var path in new[] { $"events/{id}/quotes", $"positions?wallet={api.Wallet}&dflow_account={api.Account}", $"orders/{orderId}/history", "sandbox" })
                    answers.Add(await api.Client.GetStringAnyway($"/api/v1/{path}"));
            }
            finally
            {
                api.Sandbox.Faults.Clear();
            }
        }

        // A leg whose venue cannot be asked is followed for as long, so that the message that follows it is there to be read.
        var doubtful = await api.Prepare(id, "YES", "BUY", 18, "GTC", everyVenue: true);
        var signed = api.Sign(doubtful.GetProperty("legs").EnumerateArray().First(l => l.GetProperty("venue").GetString() == "kalshi"));
        secrets.Add(TradeCustomer.Secret(signed));
        Assert.NotNull(api.Sandbox.Faults.Add(new Fault { Venue = "kalshi", Name = "http_500" }));
        string rows;
        try
        {
            answers.Add((await api.Submit(doubtful, signed)).ToString());
            Assert.Contains("\"unknown\"", answers[^1], StringComparison.Ordinal);
            var begun = Environment.TickCount64;
            do
                rows = await api.Rows();
            while (!HoldsMessage(rows) && Environment.TickCount64 - begun < 30_000);
        }
        finally
        {
            api.Sandbox.Faults.Clear();
        }

        var lines = string.Join('\n', api.Trading.Log.Lines);
        Assert.Contains(lastLeg!, rows, StringComparison.Ordinal); // it looks in the right places
        Assert.Contains("faro.mt_events ", rows, StringComparison.Ordinal);
        Assert.True(HoldsMessage(rows)); // and reads what messages say
        Assert.Contains(lastLeg!, string.Concat(answers), StringComparison.Ordinal);
        Assert.NotEmpty(lines);
        Assert.True(secrets.Count > FaultNames.All.Count * 5, $"{secrets.Count} secrets");
        foreach (var secret in secrets)
        {
            Assert.False(rows.Contains(secret, StringComparison.OrdinalIgnoreCase), $"on the log or in a view: {secret}");
            Assert.False(lines.Contains(secret, StringComparison.OrdinalIgnoreCase), $"printed: {secret}");
            Assert.False(answers.Exists(a => a.Contains(secret, StringComparison.OrdinalIgnoreCase)), $"answered: {secret}");
        }
    }

    private static bool HoldsMessage(string rows) => rows.Split('\n').Any(r =>
        r.StartsWith("faro_wolverine.wolverine_incoming_envelopes ", StringComparison.Ordinal) && r.Contains("LegId", StringComparison.OrdinalIgnoreCase));
}

internal static class Reading
{
    /// <summary>The body, whatever the status.</summary>
    public static async Task<string> GetStringAnyway(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        return await answer.Content.ReadAsStringAsync();
    }
}
