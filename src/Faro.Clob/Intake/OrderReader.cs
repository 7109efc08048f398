using System.Text.Json;
using Faro.Clob.Engine;
using Faro.Signing;
using Faro.Signing.TypedData;

namespace Faro.Clob.Intake;

/// <summary>Reads orders from JSON: types, forms and uint256 ranges of every field, nothing more (7.5 step 1).</summary>
public static class OrderReader
{
    private const int LongestSignature = 256;

    /// <summary>Reads one order. Faults are added to <paramref name="issues"/>, field → texts; then the result is null.</summary>
    public static SignedOrder? Read(JsonElement json, string path, Dictionary<string, List<string>> issues)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Add(issues, path, "must be an object");
            return null;
        }

        Fields f = new(json, path, issues);
        int before = f.Wrong;
        string price = f.Text("price");
        string size = f.Text("size");
        if (price.Length > 0 && OrderText.ParsePrice(price, out _) == TextError.Malformed) f.Complain("price", "must be digits, a dot and digits");
        if (size.Length > 0 && OrderText.ParseUnits(size, 18, out _) == TextError.Malformed) f.Complain("size", "must be digits, a dot and digits");
        SignedOrder order = new()
        {
            ConditionId = f.Hash("condition_id"),
            ChainId = f.Integer("chain_id", null, long.MaxValue),
            Yes = f.Integer("outcome", null, 1) == 1,
            Side = f.Choice("side", false, "BUY", "SELL") == "SELL" ? OrderSide.Sell : OrderSide.Buy,
            OrderType = f.Choice("order_type", false, "LIMIT", "MARKET", "GTD") ?? "",
            Price = price,
            Size = size,
            Salt = f.Uint256("salt"),
            Signer = f.Address("signer", false) ?? default,
            Maker = f.Address("maker", true),
            Taker = f.Address("taker", false) ?? default,
            TokenId = f.Uint256("token_id"),
            MakerAmount = f.Uint256("maker_amount"),
            TakerAmount = f.Uint256("taker_amount"),
            Expiration = f.Uint256("expiration"),
            Nonce = f.Uint256("nonce"),
            FeeRateBps = f.Integer("fee_rate_bps", null, long.MaxValue),
            SignatureType = f.Integer("signature_type", 0, 255),
            Signature = f.Bytes("signature"),
            TimeInForce = f.Choice("time_in_force", true, "GTC", "FAK", "FOK"),
            PostOnly = f.Flag("post_only"),
        };
        return f.Wrong == before ? order : null;
    }

    internal static void Add(Dictionary<string, List<string>> issues, string field, string text)
    {
        if (issues.Count >= 50 && !issues.ContainsKey(field)) return;
        if (!issues.TryGetValue(field, out List<string>? texts)) issues.Add(field, texts = []);
        texts.Add(text);
    }

    private sealed class Fields(JsonElement json, string path, Dictionary<string, List<string>> issues)
    {
        public int Wrong { get; private set; }

        public void Complain(string name, string text)
        {
            Wrong++;
            Add(issues, path.Length == 0 ? name : $"{path}.{name}", text);
        }

        public string Text(string name)
        {
            if (Find(name) is { ValueKind: JsonValueKind.String } value) return value.GetString()!;
            Complain(name, "must be a string");
            return "";
        }

        public string? Choice(string name, bool optional, params ReadOnlySpan<string> choices)
        {
            if (optional && Find(name) is null or { ValueKind: JsonValueKind.Null }) return null;
            if (Find(name) is { ValueKind: JsonValueKind.String } value)
                foreach (string choice in choices)
                    if (value.ValueEquals(choice)) return choice;
            Complain(name, $"must be one of {string.Join(", ", choices)}");
            return null;
        }

        public long Integer(string name, long? absent, long largest)
        {
            JsonElement? value = Find(name);
            if (value is null && absent is { } fallback) return fallback;
            if (value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long integer)
                && integer >= 0 && integer <= largest && !number.GetRawText().AsSpan().ContainsAny(".eE-"))
            {
                return integer;
            }

            Complain(name, largest == long.MaxValue ? "must be an integer" : $"must be an integer from 0 to {largest}");
            return 0;
        }

        public bool Flag(string name)
        {
            JsonElement? value = Find(name);
            if (value is null or { ValueKind: JsonValueKind.Null or JsonValueKind.False }) return false;
            if (value is { ValueKind: JsonValueKind.True }) return true;
            Complain(name, "must be true or false");
            return false;
        }

        public Hash256 Uint256(string name)
        {
            if (Find(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { } text
                && !(text.Length > 1 && text[0] == '0') && AbiWord.TryParseUint(text, out Hash256 word))
            {
                return word;
            }

            Complain(name, "must be a decimal string from 0 to 2^256 - 1 without sign or leading zeros");
            return default;
        }

        public Hash256 Hash(string name)
        {
            if (Find(name) is { ValueKind: JsonValueKind.String } value && Hash256.TryParse(value.GetString(), out Hash256 hash)) return hash;
            Complain(name, "must be 0x and 64 hexadecimal digits");
            return default;
        }

        public EthAddress? Address(string name, bool optional)
        {
            if (optional && Find(name) is null or { ValueKind: JsonValueKind.Null }) return null;
            if (Find(name) is { ValueKind: JsonValueKind.String } value && EthAddress.TryParse(value.GetString(), out EthAddress address)) return address;
            Complain(name, "must be 0x and 40 hexadecimal digits");
            return null;
        }

        public byte[] Bytes(string name)
        {
            if (Find(name) is { ValueKind: JsonValueKind.String } value
                && Hex.TryDecode(value.GetString(), LongestSignature) is { } bytes)
            {
                return bytes;
            }

            Complain(name, "must be 0x and an even number of hexadecimal digits");
            return [];
        }

        private JsonElement? Find(string name) => json.TryGetProperty(name, out JsonElement value) ? value : null;
    }
}
