using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Polymarket;
using Faro.Sandbox.Trading;
using Faro.Signing;
using Microsoft.AspNetCore.Http;

namespace Faro.Sandbox.Tests;

/// <summary>The twin's checks against what the official packages make.</summary>
public sealed class PolymarketVectorTests
{
    public static TheoryData<string> OrderIds => [.. Cases("polymarket-orders").Select(c => c.GetProperty("id").GetString()!)];

    [Theory]
    [MemberData(nameof(OrderIds))]
    public void An_order_of_the_official_client_is_read_hashed_and_recovered(string id)
    {
        var c = Cases("polymarket-orders").Single(x => x.GetProperty("id").GetString() == id);
        var inputs = c.GetProperty("inputs");
        var signed = SignedClobOrder.Read(c.GetProperty("post_order_body"), out var retired);
        if (c.GetProperty("exchange_version").GetInt32() == 1)
        {
            Assert.True(retired);
            return;
        }

        Assert.NotNull(signed);
        var chain = inputs.GetProperty("chain_id").GetUInt64();
        var negRisk = inputs.GetProperty("neg_risk").GetBoolean();
        var v3 = c.GetProperty("exchange_version").GetInt32() == 3;
        var domain = new ClobDomains(chain).For(v3, negRisk);
        Assert.Equal(c.GetProperty("domain_separator").GetString(), domain.ToString());
        Assert.Equal(c.GetProperty("order_digest").GetString(), signed.Digest(domain).ToString());
        var owner = EthAddress.Parse(inputs.GetProperty("signer_eoa").GetString());
        Assert.Equal(owner, signed.SigningKey(domain, chain));
        foreach (var other in new ClobDomains(chain).Others(v3))
            Assert.NotEqual(owner, signed.SigningKey(other, chain));
        var wallet = signed.SignatureType switch
        {
            1 => PolymarketWallets.Proxy(owner),
            2 => PolymarketWallets.Safe(owner),
            3 => PolymarketWallets.DepositUups(owner) == signed.Maker ? signed.Maker : PolymarketWallets.DepositBeacon(owner),
            _ => owner,
        };
        Assert.Equal(wallet, signed.Maker);
        var facts = new MarketFacts { Id = "1", Status = "open", Tick = Price.Nearest(decimal.Parse(inputs.GetProperty("tick_size").GetString()!)), MinimumSize = 0 };
        if (signed.Kind is "GTC" or "GTD")
        {
            Assert.Null(ClobAmounts.Check(signed, facts, "0x", out var price, out var size));
            var onGrid = Math.Round(inputs.GetProperty("price").GetDecimal() / facts.Tick.Dollars, MidpointRounding.AwayFromZero) * facts.Tick.Dollars;
            Assert.Equal(onGrid, price.Dollars); // the official client rounds a price that is off the grid
            Assert.Equal(Math.Floor(inputs.GetProperty("size").GetDecimal() * 100) / 100, size.Amount);
        }
    }

    [Fact]
    public void The_smart_wallets_of_an_owner_are_where_the_official_client_says()
    {
        foreach (var c in Cases("polymarket-wallets"))
        {
            var owner = EthAddress.Parse(c.GetProperty("owner").GetString());
            Assert.Equal(c.GetProperty("proxy").GetString(), PolymarketWallets.Proxy(owner).ToString());
            Assert.Equal(c.GetProperty("safe").GetString(), PolymarketWallets.Safe(owner).ToString());
            Assert.Equal(c.GetProperty("deposit_uups").GetString(), PolymarketWallets.DepositUups(owner).ToString());
            Assert.Equal(c.GetProperty("deposit_beacon").GetString(), PolymarketWallets.DepositBeacon(owner).ToString());
        }
    }

    [Fact]
    public void L1_headers_of_the_official_client_make_a_key_and_others_none()
    {
        foreach (var c in Cases("polymarket-l1-clobauth"))
        {
            var chain = c.GetProperty("typed_data").GetProperty("domain").GetProperty("chainId").GetUInt64();
            var at = long.Parse(c.GetProperty("typed_data").GetProperty("message").GetProperty("timestamp").GetString()!);
            var keys = new ClobKeys(chain, new Faro.Testing.ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(at + 20)));
            HttpRequest Request()
            {
                var request = new DefaultHttpContext().Request;
                foreach (var header in c.GetProperty("headers").EnumerateObject())
                    request.Headers[header.Name] = header.Value.GetString();
                return request;
            }

            Assert.NotNull(keys.FromL1(Request(), out var existed));
            Assert.False(existed);
            Assert.NotNull(keys.FromL1(Request(), out existed));
            Assert.True(existed);
            var later = Request();
            later.Headers["POLY_TIMESTAMP"] = (at + 1).ToString();
            Assert.Null(keys.FromL1(later, out _));
            Assert.Null(new ClobKeys(chain + 1, new Faro.Testing.ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(at))).FromL1(Request(), out _));
            Assert.Null(new ClobKeys(chain, new Faro.Testing.ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(at + 3600))).FromL1(Request(), out _));
        }
    }

    private static List<JsonElement> Cases(string name)
    {
        var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", name + ".json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray()];
    }
}
