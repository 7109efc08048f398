using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Orders;
using Faro.Orders.Preparing;
using Faro.Signing;
using Faro.Signing.TypedData;
using Faro.Venues;
using Faro.Venues.Polymarket;
using Faro.Venues.TypedOrders;

namespace Faro.Conformance.Vectors;

/// <summary>Computes Polymarket's vectors. Signatures are given, never made: their signer is recovered instead.</summary>
internal static class PolymarketVectors
{
    public static JsonObject Order(JsonElement one)
    {
        var inputs = one.GetProperty("inputs");
        var side = inputs.GetProperty("side").GetString() == "SELL" ? Side.Sell : Side.Buy;
        var tick = Price.FromDollars(Number(inputs.GetProperty("tick_size"))) ?? throw new InvalidDataException("tick_size is no tick");
        var orderType = inputs.GetProperty("order_type").GetString()!;
        var market = inputs.TryGetProperty("amount", out var amount) && amount.ValueKind != JsonValueKind.Null;
        var price = RoundedPrice(Number(inputs.GetProperty("price")), tick, market);
        var size = Number(market ? amount : inputs.GetProperty("size"));
        var decimals = PolymarketAmounts.AmountDecimals(tick);
        var amounts = !market ? PolymarketAmounts.Limit(side, price, Shares.Floor(size))
            : side == Side.Buy ? PolymarketAmounts.MarketBuy(price, Money.FloorDollars(size), decimals)
            : PolymarketAmounts.MarketSell(price, Shares.Floor(size), decimals);
        var version = one.GetProperty("exchange_version").GetInt32();
        var exchange = PolymarketExchange.Find(version, inputs.GetProperty("chain_id").GetInt64(), inputs.GetProperty("neg_risk").GetBoolean())
            ?? throw new InvalidDataException("no such exchange");
        if (!AbiWord.TryParseUint(inputs.GetProperty("token_id").GetString(), out var token))
            throw new InvalidDataException("token_id is no uint256");

        // Where the file says that the official package's floating point gave other amounts, they are what was signed.
        var signed = amounts;
        if (one.TryGetProperty("checks", out var checks) && checks.TryGetProperty("package_equals_exact_floor", out var equal) && !equal.GetBoolean())
            signed = new(Long(one.GetProperty("amounts").GetProperty("maker_amount")), Long(one.GetProperty("amounts").GetProperty("taker_amount")));
        var order = new PolymarketOrder
        {
            Exchange = exchange,
            Salt = Long(inputs.GetProperty("salt")),
            Maker = EthAddress.Parse(inputs.GetProperty("maker").GetString()),
            Signer = EthAddress.Parse(inputs.GetProperty("order_signer_field").GetString()),
            TokenId = token,
            Amounts = signed,
            Side = side,
            Wallet = (PolymarketWalletKind)inputs.GetProperty("signature_type").GetInt32(),
            TimestampMs = Optional(inputs, "timestamp_ms"),
            Metadata = Word(inputs, "metadata"),
            Builder = Word(inputs, "builder"),
            Expiration = Optional(inputs, "expiration"),
            Nonce = Optional(inputs, "nonce"),
            FeeRateBps = Optional(inputs, "fee_rate_bps"),
        };
        return Describe(one, inputs, order, orderType, tick, market, amounts);
    }

    private static JsonObject Describe(
        JsonElement one, JsonElement inputs, PolymarketOrder order, string orderType, Price tick, bool market, PolymarketAmounts exact)
    {
        var given = one.TryGetProperty("signature", out var s) ? Hex.TryDecode(s.GetString(), 2_000) : null;
        var packed = order.Wallet == PolymarketWalletKind.Deposit;
        var inner = given is null || !packed ? given
            : given.Length == Secp256k1.SignatureSize ? given : PolymarketDepositSignature.Unpack(given, order);
        var typeHash = Eip712.TypeHash(order.TypeText);
        var computed = new JsonObject
        {
            ["amounts"] = new JsonObject
            {
                ["maker_amount"] = Text(order.Amounts.Maker),
                ["taker_amount"] = Text(order.Amounts.Taker),
                ["maker_decimal"] = Decimals(order.Amounts.Maker),
                ["taker_decimal"] = Decimals(order.Amounts.Taker),
            },
            ["order_typed_data"] = PolymarketPayload.OrderTypedData(order),
            ["order_type_string"] = order.TypeText,
            ["order_type_hash"] = typeHash.ToString(),
            ["domain_separator"] = order.Exchange.Separator.ToString(),
            ["struct_hash"] = order.StructHash().ToString(),
            ["order_digest"] = order.OrderDigest().ToString(),
            ["sign_digest"] = order.SignDigest().ToString(),
        };
        if (packed)
        {
            computed["sign_typed_data"] = PolymarketPayload.SignTypedData(order);
            computed["sign_struct_hash"] = order.SignStructHash().ToString();
            if (inner is not null)
            {
                computed["inner_signature"] = Hex.Encode(inner);
                computed["signature"] = Hex.Encode(PolymarketDepositSignature.Pack(inner, order));
                computed["signature_layout"] = new JsonObject
                {
                    ["inner_signature_bytes"] = inner.Length,
                    ["domain_separator_bytes"] = 32,
                    ["struct_hash_bytes"] = 32,
                    ["type_string_bytes"] = order.TypeText.Length,
                    ["length_suffix_bytes"] = 2,
                    ["total_bytes"] = inner.Length + 64 + order.TypeText.Length + 2,
                };
            }
        }

        if (inner is not null)
        {
            var fault = Secp256k1.RecoverAddress(order.SignDigest(), inner, out var signer);
            computed["recovered_address"] = fault == SignatureFault.None ? signer.ToString() : fault.ToString();
            var owner = one.TryGetProperty("post_order_body", out var body) && body.TryGetProperty("owner", out var key) ? key.GetString()! : "";
            var post = inputs.TryGetProperty("post_only", out var p) && p.ValueKind == JsonValueKind.True;
            var text = PolymarketPayload.Body(order, orderType, post, BodyTemplate.SignatureBlank, BodyTemplate.OwnerBlank);
            text = BodyTemplate.Fill(text, Hex.Encode(given!), owner);
            computed["post_order_body"] = JsonNode.Parse(text);
            computed["post_order_body_json"] = text;
        }
        else if (given is not null)
        {
            computed["recovered_address"] = "the packed signature is not this order's";
        }

        computed["checks"] = market ? MarketChecks(order, tick, exact) : LimitChecks(order, tick);
        return computed;
    }

    private static JsonObject LimitChecks(PolymarketOrder order, Price tick)
    {
        var (money, shares) = order.Side == Side.Buy ? (order.Amounts.Maker, order.Amounts.Taker) : (order.Amounts.Taker, order.Amounts.Maker);
        return new JsonObject
        {
            ["usd_decimals"] = Places(money),
            ["share_decimals"] = Places(shares),
            ["usd_decimals_allowed"] = PolymarketAmounts.AmountDecimals(tick),
            ["share_decimals_allowed"] = 2,
            ["usd_is_exact_product"] = true,
        };
    }

    private static JsonObject MarketChecks(PolymarketOrder order, Price tick, PolymarketAmounts exact)
    {
        var step = 100L; // four decimals
        return new JsonObject
        {
            ["maker_decimals"] = Places(order.Amounts.Maker),
            ["taker_decimals"] = Places(order.Amounts.Taker),
            ["venue_market_precision_ok"] = Places(order.Amounts.Maker) <= 2 && Places(order.Amounts.Taker) <= 4,
            ["exact_floor_taker_amount"] = Text(exact.Taker),
            ["package_equals_exact_floor"] = order.Amounts == exact,
            ["floor_to_4_decimals_taker_amount"] = Text(PolymarketAmounts.MarketDecimals(tick) < 4 ? exact.Taker : exact.Taker / step * step),
        };
    }

    public static JsonObject L1Header(JsonElement one)
    {
        var data = one.GetProperty("typed_data");
        if (Eip712TypedData.TryHash(data, out var hashes) is { } error) throw new InvalidDataException($"{error.Path}: {error.Message}");
        var signature = Hex.TryDecode(one.GetProperty("signature").GetString(), 65) ?? [];
        var fault = Secp256k1.RecoverAddress(hashes!.Digest, signature, out var signer);
        var message = data.GetProperty("message");
        return new JsonObject
        {
            ["domain_separator"] = hashes.DomainSeparator.ToString(),
            ["struct_hash"] = hashes.StructHash.ToString(),
            ["digest"] = hashes.Digest.ToString(),
            ["recovered_address"] = fault == SignatureFault.None ? signer.ToString() : fault.ToString(),
            ["headers"] = new JsonObject
            {
                ["POLY_ADDRESS"] = signer.ToString(),
                ["POLY_SIGNATURE"] = one.GetProperty("signature").GetString(),
                ["POLY_TIMESTAMP"] = message.GetProperty("timestamp").GetString(),
                ["POLY_NONCE"] = message.GetProperty("nonce").ToString(),
            },
        };
    }

    public static JsonObject L2Header(JsonElement one)
    {
        var body = one.TryGetProperty("body", out var b) && b.ValueKind == JsonValueKind.String ? b.GetString() : null;
        var (timestamp, secret) = (one.GetProperty("timestamp").GetString()!, one.GetProperty("secret").GetString()!);
        var message = PolymarketPayload.L2Message(timestamp, one.GetProperty("method").GetString()!, one.GetProperty("path").GetString()!, body);
        var signature = PolymarketPayload.L2Signature(secret, message);
        var text = secret.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        return new JsonObject
        {
            ["key_hex"] = Convert.ToHexStringLower(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='))),
            ["message"] = message,
            ["signature"] = signature,
            ["headers"] = new JsonObject { ["POLY_SIGNATURE"] = signature, ["POLY_TIMESTAMP"] = timestamp },
        };
    }

    public static JsonObject Wallets(JsonElement one)
    {
        var owner = EthAddress.Parse(one.GetProperty("owner").GetString());
        return new JsonObject
        {
            ["owner"] = owner.ToString(),
            ["proxy"] = PolymarketWallets.Proxy(owner).ToString(),
            ["safe"] = PolymarketWallets.Safe(owner).ToString(),
            ["deposit_uups"] = PolymarketWallets.DepositUups(owner).ToString(),
            ["deposit_beacon"] = PolymarketWallets.DepositBeacon(owner).ToString(),
        };
    }

    /// <summary>As the official client puts a price onto a tick's decimals: to the nearest for a limit order, down for a market order.</summary>
    private static Price RoundedPrice(decimal price, Price tick, bool market)
    {
        var places = PolymarketAmounts.PriceDecimals(tick);
        var rounded = market ? decimal.Round(price, places, MidpointRounding.ToZero) : decimal.Round(price, places, MidpointRounding.AwayFromZero);
        return Price.Floor(rounded);
    }

    private static decimal Number(JsonElement value) =>
        decimal.Parse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static long Long(JsonElement value) => long.Parse(value.ToString(), CultureInfo.InvariantCulture);

    private static long Optional(JsonElement inputs, string name) =>
        inputs.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? Long(value) : 0;

    private static Hash256 Word(JsonElement inputs, string name) =>
        inputs.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Hash256.Parse(value.GetString()) : default;

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Decimals(long micro) => Money.FromMicroUsd(micro).ToString();

    private static int Places(long micro)
    {
        var places = 6;
        for (; places > 0 && micro % 10 == 0; places--) micro /= 10;
        return places;
    }
}
