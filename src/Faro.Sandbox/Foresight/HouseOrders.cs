using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Trading;
using Faro.Signing;
using Faro.Signing.TypedData;

namespace Faro.Sandbox.Foresight;

/// <summary>The house's resting orders in Foresight's wire format: bids buy YES, asks buy NO, so it needs only collateral.</summary>
internal static class HouseOrders
{
    private static readonly Hash256 OrderType = Eip712.TypeHash(
        "Order(uint256 salt,address maker,address signer,address taker,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint256 expiration,uint256 nonce,uint256 feeRateBps,uint8 side,uint8 signatureType)");

    private static readonly BigInteger Unit = BigInteger.Pow(10, 18);

    /// <summary>The orders of one market. Prices of its book are truncated to whole cents.</summary>
    public static IEnumerable<Action<Utf8JsonWriter>> For(PlayKey house, JsonElement market, Book book, int levels)
    {
        var chain = market.GetProperty("chain_id").GetUInt64();
        var domain = new Eip712Domain("ForesightExchange", "1", chain, EthAddress.Parse(market.Text("ctf_exchange_address"))).Separator();
        foreach (var (level, place) in book.Bids.Take(levels).Select((l, i) => (l, i)))
            yield return w => Write(w, house, market, domain, chain, outcome: 1, level.Price.FloorCents(), level.Size, place);
        foreach (var (level, place) in book.Asks.Take(levels).Select((l, i) => (l, i)))
            yield return w => Write(w, house, market, domain, chain, outcome: 0, level.Price.CeilCents(), level.Size, place);
    }

    private static void Write(
        Utf8JsonWriter w, PlayKey house, JsonElement market, in Hash256 domain, ulong chain, int outcome, int cents, Units size, int place)
    {
        var token = market.GetProperty("tokens").EnumerateArray().First(t => t.GetProperty("outcome").GetInt32() == outcome).Text("token_id")!;
        var fee = market.GetProperty("fee_rate_bps").GetUInt64();
        var shares = Unit * size.Count / Units.One.Count;
        var paid = shares * (outcome == 1 ? cents : 100 - cents) / 100; // a NO order is priced by YES as well
        var salt = new BigInteger(Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes($"{token}/{place}")).Bytes[16..], isUnsigned: true);
        var s = new Eip712StructWriter(stackalloc byte[Eip712StructWriter.SizeFor(12)], OrderType);
        s.AddUint(salt);
        s.AddAddress(house.Address);
        s.AddAddress(house.Address);
        s.AddAddress(EthAddress.Zero);
        s.AddUint(BigInteger.Parse(token, CultureInfo.InvariantCulture));
        s.AddUint(paid);
        s.AddUint(shares);
        s.AddUint(0UL);
        s.AddUint(0UL);
        s.AddUint(fee);
        s.AddUint(0UL);
        s.AddUint(0UL);
        var signature = house.Sign(Eip712.Digest(domain, s.Hash()));
        w.WriteStartObject();
        w.WriteString("condition_id", market.Text("condition_id"));
        w.WriteNumber("chain_id", chain);
        w.WriteNumber("outcome", outcome);
        w.WriteString("side", "BUY");
        w.WriteString("order_type", "LIMIT");
        w.WriteString("price", (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture));
        w.WriteString("size", size.ToString());
        w.WriteString("salt", salt.ToString(CultureInfo.InvariantCulture));
        w.WriteString("signer", house.Address.ToString());
        w.WriteString("taker", EthAddress.Zero.ToString());
        w.WriteString("token_id", token);
        w.WriteString("maker_amount", paid.ToString(CultureInfo.InvariantCulture));
        w.WriteString("taker_amount", shares.ToString(CultureInfo.InvariantCulture));
        w.WriteString("expiration", "0");
        w.WriteString("nonce", "0");
        w.WriteNumber("fee_rate_bps", fee);
        w.WriteNumber("signature_type", 0);
        w.WriteString("signature", Hex.Encode(signature));
        w.WriteEndObject();
    }
}
