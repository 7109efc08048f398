using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Clob.Engine;
using Faro.Clob.Intake;
using Faro.Signing;
using Faro.Signing.TypedData;

namespace Faro.Clob.Tests;

/// <summary>The hot path writes its one struct itself; Nethereum says what must come out.</summary>
public sealed class SignedOrderHashTests
{
    [Fact]
    public void Random_orders_hash_as_Nethereum_says()
    {
        const int seed = 7125;
        Random random = new(seed);
        for (int round = 0; round < 500; round++)
        {
            SignedOrder order = Draw(random);
            long chain = random.NextInt64(1, long.MaxValue);
            EthAddress exchange = new(Bytes(random, 20));
            Assert.Null(Eip712TypedData.TryHash(TypedData(order, chain, exchange), out TypedDataHashes? hashes));
            Assert.True(order.StructHash() == hashes!.StructHash, $"seed {seed}, round {round}");
            Hash256 domain = SignedOrder.DomainSeparator(chain, exchange);
            Assert.True(domain == hashes.DomainSeparator, $"seed {seed}, round {round}");
            Assert.True(order.OrderHash(domain) == hashes.Digest, $"seed {seed}, round {round}");
        }
    }

    private static SignedOrder Draw(Random random) => new()
    {
        ConditionId = default,
        ChainId = 1,
        Yes = true,
        OrderType = "LIMIT",
        Price = "0.50",
        Size = "1",
        Side = random.Next(2) == 0 ? OrderSide.Buy : OrderSide.Sell,
        Salt = Word(random),
        Signer = new EthAddress(Bytes(random, 20)),
        Taker = new EthAddress(Bytes(random, 20)),
        TokenId = Word(random),
        MakerAmount = Word(random),
        TakerAmount = Word(random),
        Expiration = Word(random),
        Nonce = Word(random),
        FeeRateBps = random.NextInt64(long.MaxValue),
        SignatureType = random.Next(256),
        Signature = [],
    };

    private static JsonElement TypedData(SignedOrder order, long chain, EthAddress exchange)
    {
        JsonObject message = new()
        {
            ["salt"] = order.Salt.ToString(),
            ["maker"] = order.Signer.ToString(),
            ["signer"] = order.Signer.ToString(),
            ["taker"] = order.Taker.ToString(),
            ["tokenId"] = order.TokenId.ToString(),
            ["makerAmount"] = order.MakerAmount.ToString(),
            ["takerAmount"] = order.TakerAmount.ToString(),
            ["expiration"] = order.Expiration.ToString(),
            ["nonce"] = order.Nonce.ToString(),
            ["feeRateBps"] = order.FeeRateBps,
            ["side"] = (int)order.Side,
            ["signatureType"] = order.SignatureType,
        };
        JsonArray fields = [.. message.Select(m => new JsonObject
        {
            ["name"] = m.Key,
            ["type"] = m.Key switch { "maker" or "signer" or "taker" => "address", "side" or "signatureType" => "uint8", _ => "uint256" },
        })];
        return JsonSerializer.SerializeToElement(new JsonObject
        {
            ["types"] = new JsonObject { ["Order"] = fields },
            ["primaryType"] = "Order",
            ["domain"] = new JsonObject { ["name"] = "ForesightExchange", ["version"] = "1", ["chainId"] = chain, ["verifyingContract"] = exchange.ToString() },
            ["message"] = message,
        });
    }

    private static Hash256 Word(Random random) => random.Next(4) == 0 ? default : new(Bytes(random, 32));

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
