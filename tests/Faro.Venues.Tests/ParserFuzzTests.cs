using System.Text.Json;
using Faro.Venues.Foresight;
using Faro.Venues.Kalshi;
using Faro.Venues.Polymarket;

namespace Faro.Venues.Tests;

/// <summary>Seeded damage to real pages: a parser answers with a page, whatever comes, and its snapshots stay sound.</summary>
public sealed class ParserFuzzTests
{
    private static readonly string[] Splices =
    [
        "null", "{}", "[]", "-1", "1e999", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "true", "[[[[", "}", "\"", ",", "0x", "99999999999999999999999999999999", "\"[\\\"a\\\"\"",
        "\uFFFD", "\\",
    ];

    [Theory]
    [InlineData("polymarket/gamma-events-page.json")]
    [InlineData("polymarket/gamma-markets-page.json")]
    [InlineData("kalshi/dflow-events-page1.json")]
    [InlineData("kalshi/kalshi-events-page.json")]
    [InlineData("foresight/markets-page.json")]
    public void Damage_never_throws(string fixture)
    {
        var sound = TestData.Fixture(fixture);
        for (var seed = 0; seed < 1500; seed++)
        {
            var body = Damage(sound, new Random(seed));
            try
            {
                var parsed = fixture.StartsWith("poly", StringComparison.Ordinal) ? GammaParser.Parse(body)
                    : fixture.StartsWith("kalshi", StringComparison.Ordinal) ? KalshiParser.Parse(body, new Dictionary<string, string>())
                    : ForesightParser.Parse(body);
                foreach (var market in parsed.Page.Markets)
                {
                    Assert.NotEqual("", market.Title);
                    Assert.DoesNotContain('\0', market.Title + market.Description + market.Market.MarketId);
                    Assert.True(market.BestBid is null or { TenThousandths: >= 0 and <= 10_000 });
                    using var record = JsonDocument.Parse(market.Raw);
                }
                Assert.All(parsed.Page.Rejected, r => Assert.InRange(r.RecordId.Length, 1, 200));
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }
    }

    private static byte[] Damage(byte[] sound, Random random)
    {
        var body = sound.ToList();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(body.Count);
            switch (random.Next(5))
            {
                case 0: body[at] = (byte)random.Next(256); break;
                case 1: body.RemoveRange(at, Math.Min(body.Count - at, random.Next(1, 40))); break;
                case 2: body.InsertRange(at, TestData.Utf8(Splices[random.Next(Splices.Length)])); break;
                case 3: Splice(body, at, random); break;
                default: if (random.Next(10) == 0) body.RemoveRange(at, body.Count - at); break;
            }
            if (body.Count == 0)
                break;
        }
        return [.. body];
    }

    // Another value for a field: mostly still JSON, so the record survives to be judged.
    private static void Splice(List<byte> body, int at, Random random)
    {
        var colon = body.IndexOf((byte)':', at);
        if (colon < 0)
            return;
        var end = body.FindIndex(colon, b => b is (byte)',' or (byte)'\n' or (byte)'}');
        if (end < 0)
            return;
        body.RemoveRange(colon + 1, end - colon - 1);
        body.InsertRange(colon + 1, TestData.Utf8(Splices[random.Next(Splices.Length)]));
    }
}
