using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Clob.Engine;
using Faro.Clob.Intake;
using Faro.Signing;
using Faro.Signing.TypedData;

namespace Faro.Conformance.Vectors;

/// <summary>
/// Checks files of order vectors: amounts, typed-data hashes, signers and the validator's verdicts. Judging compares each
/// case with what the file says; printing shows what was computed, one JSON line a case, under the file's own names.
/// </summary>
internal static class ForesightVectors
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a file has the shape that this runner understands.</summary>
    public static bool Understands(JsonElement file) => file.ValueKind == JsonValueKind.Object
        && file.TryGetProperty("markets", out _) && (file.TryGetProperty("valid", out _) || file.TryGetProperty("invalid", out _));

    /// <summary>Runs the file at <paramref name="path"/>: 0 fine, 1 some failed, 2 the file could not be used.</summary>
    public static int Run(string path, bool print, TextWriter output)
    {
        try
        {
            if (new FileInfo(path).Length > 256L << 20) throw new InvalidDataException("The file is larger than 256 MiB.");
            using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(path));
            if (!Understands(file.RootElement)) throw new InvalidDataException("It has no markets with valid or invalid orders.");
            return Run(file.RootElement, print, output);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
        {
            output.WriteLine($"cannot use {path}: {e.Message}");
            return 2;
        }
    }

    /// <summary>Runs the cases of a parsed file.</summary>
    public static int Run(JsonElement file, bool print, TextWriter output)
    {
        VectorMarkets markets = new(file.GetProperty("markets"));
        int passed = 0;
        int failed = 0;
        foreach ((string section, Func<JsonElement, JsonObject> compute) in (ReadOnlySpan<(string, Func<JsonElement, JsonObject>)>)
            [("valid", markets.ComputeValid), ("invalid", markets.ComputeInvalid), ("amounts", ComputeAmounts), ("prices", ComputePrice)])
        {
            if (!file.TryGetProperty(section, out JsonElement cases)) continue;
            int number = 0;
            foreach (JsonElement one in cases.EnumerateArray())
            {
                string id = one.TryGetProperty("id", out JsonElement name) ? name.ToString() : $"{number}";
                number++;
                string? wrong = Try(one, compute, section, id, print, output);
                if (wrong is null) passed++;
                else failed++;
                if (wrong is not null && !print) output.WriteLine($"{section} {id}: {wrong}");
            }
        }

        if (!print) output.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private static string? Try(
        JsonElement one, Func<JsonElement, JsonObject> compute, string section, string id, bool print, TextWriter output)
    {
        JsonObject computed;
        try
        {
            computed = compute(one);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or InvalidDataException)
        {
            computed = new JsonObject { ["error"] = e.Message };
        }

        if (print)
        {
            computed.Insert(0, "section", section);
            computed.Insert(1, "id", id);
            output.WriteLine(computed.ToJsonString(Compact));
            return computed.ContainsKey("error") ? "" : null;
        }

        if (computed.TryGetPropertyValue("error", out JsonNode? error)) return error!.ToString();
        List<string> wrong = [];
        foreach ((string name, JsonNode? got) in computed)
        {
            // A field that the file does not have is not judged, except where its absence is the answer.
            if (!one.TryGetProperty(name, out JsonElement want))
            {
                if (name is "tick" or "code") wrong.Add($"{name} is {got?.ToJsonString()}, expected none");
            }
            else if (!JsonNode.DeepEquals(JsonNode.Parse(want.GetRawText()), got))
            {
                wrong.Add($"{name} is {got?.ToJsonString(Compact)}, expected {want.GetRawText()}");
            }
        }

        return wrong.Count == 0 ? null : string.Join("; ", wrong);
    }

    private static JsonObject ComputeAmounts(JsonElement row)
    {
        OrderSide side = row.GetProperty("side").GetString() == "SELL" ? OrderSide.Sell : OrderSide.Buy;
        uint tick = row.GetProperty("token_tick").GetUInt32();
        BigInteger size = BigInteger.Parse(row.GetProperty("size_base_units").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        (BigInteger maker, BigInteger taker) = OrderText.SignedAmounts(side, tick, size);
        return new JsonObject
        {
            ["maker_amount"] = maker.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["taker_amount"] = taker.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["exact"] = (size * tick % 100).IsZero,
        };
    }

    private static JsonObject ComputePrice(JsonElement row) => OrderText.ParsePrice(row.GetProperty("text").GetString(), out byte tick) switch
    {
        TextError.None => new JsonObject { ["tick"] = tick },
        TextError.PriceOutOfRange => new JsonObject { ["code"] = "PRICE_OUT_OF_RANGE" },
        TextError.PriceNotOnTick => new JsonObject { ["code"] = "PRICE_NOT_ON_TICK" },
        _ => new JsonObject { ["code"] = "INVALID_REQUEST" },
    };
}

/// <summary>The markets of a vector file, and what the server makes of orders for them.</summary>
internal sealed class VectorMarkets
{
    private readonly Dictionary<(Hash256, long), (MarketTerms Terms, Hash256 Domain)> _markets = [];
    private readonly OrderValidator _validator = new();

    public VectorMarkets(JsonElement markets)
    {
        foreach (JsonProperty market in markets.EnumerateObject())
        {
            JsonElement m = market.Value;
            long chain = m.GetProperty("chain_id").GetInt64();
            Hash256 domain = SignedOrder.DomainSeparator(chain, EthAddress.Parse(m.GetProperty("ctf_exchange_address").GetString()));
            int decimals = m.GetProperty("decimals").GetInt32();
            JsonElement tokens = m.GetProperty("tokens");
            if (OrderText.ParseUnits(m.GetProperty("min_order_size").GetString(), decimals, out UInt128 minimum) != TextError.None
                || !AbiWord.TryParseUint(tokens.GetProperty("1").GetString(), out Hash256 yes)
                || !AbiWord.TryParseUint(tokens.GetProperty("0").GetString(), out Hash256 no))
            {
                throw new InvalidDataException($"market {market.Name} cannot be read");
            }

            MarketTerms terms = new()
            {
                ConditionId = Hash256.Parse(m.GetProperty("condition_id").GetString()),
                ChainId = chain,
                IsClob = m.GetProperty("model").GetString() == "CLOB",
                Status = m.GetProperty("status").GetString() == "OPEN" ? MarketStatus.Open : MarketStatus.Paused,
                Decimals = decimals,
                YesToken = yes,
                NoToken = no,
                FeeRateBps = m.GetProperty("fee_rate_bps").GetInt32(),
                MinOrderSize = minimum,
                DomainSeparator = domain,
            };
            _markets[(terms.ConditionId, chain)] = (terms, domain);
        }
    }

    /// <summary>Amounts, hashes, signer and verdict of an order that is well formed.</summary>
    public JsonObject ComputeValid(JsonElement one)
    {
        SignedOrder order = Parse(one) ?? throw new InvalidDataException("the order is malformed");
        if (!_markets.TryGetValue((order.ConditionId, order.ChainId), out (MarketTerms Terms, Hash256 Domain) market))
            throw new InvalidDataException("there is no such market");
        OrderText.ParsePrice(order.Price, out byte tick);
        OrderText.ParseUnits(order.Size, market.Terms.Decimals, out UInt128 size);
        uint tokenTick = _validator.TokenTick(order.Yes, tick);
        (UInt128 maker, UInt128 taker) = OrderText.SignedAmounts(order.Side, tokenTick, size);
        UInt128 lots = size / Lots.BaseUnits;
        bool buy = order.Side == OrderSide.Buy;
        Hash256 structHash = order.StructHash();
        Hash256 hash = order.OrderHash(market.Domain);
        Secp256k1.RecoverAddress(hash, order.Signature, out EthAddress recovered, RecoveryByte.EthereumOrBare);
        return new JsonObject
        {
            ["yes_tick"] = tick,
            ["token_tick"] = tokenTick,
            ["size_base_units"] = Text(size),
            ["exact_collateral_times_100"] = Text(size * tokenTick),
            ["maker_amount"] = Text(maker),
            ["taker_amount"] = Text(taker),
            ["lot_floored_size_base_units"] = Text(lots * Lots.BaseUnits),
            ["reserve"] = new JsonObject
            {
                ["asset"] = buy ? "collateral" : "token",
                ["amount"] = Text(Lots.Times(lots, buy ? tokenTick : Lots.BaseUnits)),
            },
            ["domain_separator"] = market.Domain.ToString(),
            ["struct_hash"] = structHash.ToString(),
            ["digest"] = hash.ToString(),
            ["order_hash"] = hash.ToString(),
            ["recovered"] = recovered.ToString(),
            ["server"] = Verdict(one, withHash: false),
        };
    }

    /// <summary>The verdict alone.</summary>
    public JsonObject ComputeInvalid(JsonElement one) => new() { ["server"] = Verdict(one, withHash: true) };

    private JsonObject Verdict(JsonElement one, bool withHash)
    {
        if (Parse(one) is not { } order)
            return new JsonObject { ["verdict"] = "reject", ["http_status"] = 400, ["code"] = "INVALID_REQUEST" };
        JsonElement context = one.GetProperty("context");
        if (!AbiWord.TryParseUint(context.GetProperty("wallet_nonce").GetString(), out Hash256 nonce))
            throw new InvalidDataException("wallet_nonce is no uint256");
        MarketTerms? market = _markets.TryGetValue((order.ConditionId, order.ChainId), out (MarketTerms Terms, Hash256) found) ? found.Terms : null;
        (ValidOrder? valid, OrderRefusal? refused) = _validator.Validate(
            order, market, EthAddress.Parse(context.GetProperty("wallet").GetString()), nonce, context.GetProperty("now").GetInt64());
        if (valid is null) return new JsonObject { ["verdict"] = "reject", ["inline_code"] = refused!.Code };
        JsonObject verdict = new() { ["verdict"] = "accept" };
        if (!withHash) return verdict;
        byte[] normalised = new byte[Secp256k1.SignatureSize];
        Secp256k1.Normalise(order.Signature, normalised);
        verdict["order_hash"] = valid.Hash.ToString();
        verdict["normalised_signature"] = Hex.Encode(normalised);
        return verdict;
    }

    private static SignedOrder? Parse(JsonElement one) => OrderReader.Read(one.GetProperty("request_order"), "orders[0]", []);

    private static string Text(UInt128 value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
