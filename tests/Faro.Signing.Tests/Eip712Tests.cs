using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Signing.TypedData;
using Faro.Testing;

namespace Faro.Signing.Tests;

public sealed class Eip712Tests
{
    public static TheoryData<string> TypedDataIds => new(Vector.Load("eip712.json").List("typed_data").Select(v => v.Text("id")));

    [Theory, MemberData(nameof(TypedDataIds))]
    public void Typed_data_of_the_vectors(string id)
    {
        var v = Vector.Load("eip712.json").List("typed_data").Single(t => t.Text("id") == id);
        var hashes = HashesOf(v.GetProperty("types"), v.Text("primary_type"), v.GetProperty("domain"), v.GetProperty("message"));
        var expect = v.GetProperty("expect");
        Assert.Equal(expect.Text("encode_type"), hashes.EncodeType);
        Assert.Equal(expect.Hash("type_hash"), hashes.TypeHash);
        Assert.Equal(expect.Hash("domain_separator"), hashes.DomainSeparator);
        Assert.Equal(expect.Hash("struct_hash"), hashes.StructHash);
        Assert.Equal(expect.Hash("digest"), hashes.Digest);
        AssertSigner(v.Text("address"), hashes.Digest, v.Bytes("signature"));
        Assert.Equal(v.Text("signature"), Hex.Encode(TestSigner.FromHex(v.Text("private_key")).Sign(hashes.Digest)));
    }

    [Theory, MemberData(nameof(TypedDataIds))]
    public void A_declared_domain_type_gives_the_same(string id)
    {
        var v = Vector.Load("eip712.json").List("typed_data").Single(t => t.Text("id") == id);
        var types = JsonNode.Parse(v.GetProperty("types").GetRawText())!.AsObject();
        var fields = v.Text("domain_type")["EIP712Domain(".Length..^1].Split(',').Select(f => f.Split(' '));
        types["EIP712Domain"] = new JsonArray([.. fields.Select(f => new JsonObject { ["type"] = f[0], ["name"] = f[1] })]);
        var hashes = HashesOf(JsonSerializer.SerializeToElement(types), v.Text("primary_type"), v.GetProperty("domain"), v.GetProperty("message"));
        Assert.Equal(v.GetProperty("expect").Hash("digest"), hashes.Digest);
    }

    [Fact]
    public void Polymarket_orders_by_both_encoders()
    {
        var count = 0;
        foreach (var c in Vector.Load("polymarket-orders.json").List("cases"))
        {
            var typed = c.GetProperty("order_typed_data");
            var hashes = HashesOf(typed);
            Assert.Equal(c.Text("order_type_string"), hashes.EncodeType);
            Assert.Equal(c.Hash("order_type_hash"), hashes.TypeHash);
            Assert.Equal(c.Hash("domain_separator"), hashes.DomainSeparator);
            Assert.Equal(c.Hash("struct_hash"), hashes.StructHash);
            Assert.Equal(c.Hash("order_digest"), hashes.Digest);

            var separator = DomainOf(typed.GetProperty("domain")).Separator();
            var structHash = Written(typed, hashes.TypeHash);
            Assert.Equal(hashes.Digest, Eip712.Digest(separator, structHash));

            var signed = hashes.Digest;
            if (c.TryGetProperty("sign_typed_data", out var envelope)) // a deposit wallet's owner signs TypedDataSign around the order
            {
                var outer = HashesOf(envelope);
                Assert.Equal(c.Hash("sign_struct_hash"), outer.StructHash);
                signed = outer.Digest;

                var message = envelope.GetProperty("message");
                var writer = new Eip712StructWriter(new byte[Eip712StructWriter.SizeFor(6)], outer.TypeHash);
                writer.AddWord(structHash);
                writer.AddString(message.Text("name"));
                writer.AddString(message.Text("version"));
                writer.AddUint(message.GetProperty("chainId").GetUInt64());
                writer.AddAddress(EthAddress.Parse(message.Text("verifyingContract")));
                writer.AddWord(message.Hash("salt"));
                Assert.Equal(outer.Digest, Eip712.Digest(separator, writer.Hash()));
            }
            Assert.Equal(c.Hash("sign_digest"), signed);
            var signature = c.TryGetProperty("inner_signature", out _) ? c.Bytes("inner_signature") : c.Bytes("signature");
            AssertSigner(c.Text("recovered_address"), signed, signature);
            count++;
        }
        Assert.Equal(49, count);
    }

    [Fact]
    public void Foresight_orders_by_both_encoders()
    {
        var count = 0;
        foreach (var c in Vector.Load("foresight-orders.json").List("valid"))
        {
            var typed = c.GetProperty("typed_data");
            var hashes = HashesOf(typed);
            Assert.Equal(c.Hash("domain_separator"), hashes.DomainSeparator);
            Assert.Equal(c.Hash("struct_hash"), hashes.StructHash);
            Assert.Equal(c.Hash("order_hash"), hashes.Digest);
            Assert.Equal(hashes.Digest, Eip712.Digest(DomainOf(typed.GetProperty("domain")).Separator(), Written(typed, hashes.TypeHash)));
            AssertSigner(typed.GetProperty("message").Text("signer"), hashes.Digest, c.Bytes("signature"));
            count++;
        }
        Assert.Equal(37, count);
    }

    [Fact]
    public void Polymarket_logins()
    {
        foreach (var c in Vector.Load("polymarket-l1-clobauth.json").List("cases"))
        {
            var typed = c.GetProperty("typed_data");
            var hashes = HashesOf(typed);
            Assert.Equal(c.Hash("domain_separator"), hashes.DomainSeparator);
            Assert.Equal(c.Hash("struct_hash"), hashes.StructHash);
            Assert.Equal(c.Hash("digest"), hashes.Digest);
            Assert.Equal(hashes.Digest, Eip712.Digest(DomainOf(typed.GetProperty("domain")).Separator(), Written(typed, hashes.TypeHash)));
            AssertSigner(c.Text("recovered_address"), hashes.Digest, c.Bytes("signature"));
        }
    }

    [Fact]
    public void Each_subset_of_domain_fields_is_its_own_type()
    {
        for (var set = 0; set < 32; set++)
        {
            var domain = new Eip712Domain(
                (set & 1) != 0 ? "Faro" : null, (set & 2) != 0 ? "1" : null, (set & 4) != 0 ? 137UL : null,
                (set & 8) != 0 ? TestSigner.Named("contract").Address : null, (set & 16) != 0 ? Keccak256.Hash("salt"u8) : null);
            var json = new JsonObject();
            if (domain.Name is not null) json["name"] = domain.Name;
            if (domain.Version is not null) json["version"] = domain.Version;
            if (domain.ChainId is not null) json["chainId"] = domain.ChainId;
            if (domain.VerifyingContract is not null) json["verifyingContract"] = domain.VerifyingContract.ToString();
            if (domain.Salt is not null) json["salt"] = domain.Salt.ToString();
            var hashes = HashesOf(Json("""{"M":[]}"""), "M", JsonSerializer.SerializeToElement(json), Json("{}"));
            Assert.Equal(hashes.DomainSeparator, domain.Separator());
        }
    }

    [Fact]
    public void The_writer_agrees_with_Nethereum_on_random_structs()
    {
        const int seed = 1712;
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var typed = new RandomTypedData(random).NextFlat();
            Assert.Null(Eip712TypedData.TryHash(typed, out var hashes));
            Assert.True(hashes!.StructHash == Written(typed, hashes.TypeHash), $"seed {seed}, round {round}: {typed}");
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("00018446744073709551616")]
    [InlineData("1000000000000000000")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639935")]
    public void Decimal_words(string text)
    {
        Assert.True(AbiWord.TryParseUint(text, out var word));
        Assert.Equal(System.Numerics.BigInteger.Parse(text), AbiWord.ToUint(word));
        Assert.Equal(word, AbiWord.FromUint(System.Numerics.BigInteger.Parse(text)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1.0")]
    [InlineData("0x1")]
    [InlineData("１")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936")]
    [InlineData("999999999999999999999999999999999999999999999999999999999999999999999999999999")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000000000000000001")]
    public void Not_decimal_words(string text) => Assert.False(AbiWord.TryParseUint(text, out _));

    [Fact]
    public void Words_agree_with_big_integers()
    {
        const int seed = 712;
        var random = new Random(seed);
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = new byte[random.Next(33)];
            random.NextBytes(bytes);
            var number = new System.Numerics.BigInteger(bytes, isUnsigned: true);
            Assert.True(AbiWord.TryParseUint(number.ToString(), out var word) && AbiWord.ToUint(word) == number, $"seed {seed}: {number}");
            var writer = new Eip712StructWriter(new byte[Eip712StructWriter.SizeFor(1)], default);
            writer.AddUint(number);
            Assert.Equal(Keccak256.Hash([.. new byte[32], .. word.Bytes]), writer.Hash());
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => AbiWord.FromUint(System.Numerics.BigInteger.MinusOne));
        Assert.Throws<ArgumentOutOfRangeException>(() => AbiWord.FromUint(System.Numerics.BigInteger.One << 256));
    }

    /// <summary>The struct by the low-level writer, field for field as the vector lists them.</summary>
    private static Hash256 Written(JsonElement typed, Hash256 typeHash)
    {
        var fields = typed.GetProperty("types").List(typed.Text("primaryType")).ToArray();
        var writer = new Eip712StructWriter(stackalloc byte[Eip712StructWriter.SizeFor(fields.Length)], typeHash);
        foreach (var field in fields)
        {
            var value = typed.GetProperty("message").GetProperty(field.Text("name"));
            switch (field.Text("type"))
            {
                case "address": writer.AddAddress(EthAddress.Parse(value.GetString())); break;
                case "bytes32": writer.AddWord(Hash256.Parse(value.GetString())); break;
                case "string": writer.AddString(value.GetString()); break;
                case "bytes": writer.AddBytes(Hex.Decode(value.GetString())); break;
                case "bool": writer.AddBool(value.GetBoolean()); break;
                case "uint8": writer.AddUint((ulong)value.GetByte()); break;
                case "uint64": writer.AddUint(value.GetUInt64()); break;
                case "uint128": writer.AddUint(UInt128.Parse(value.ToString())); break;
                case "uint256":
                    Assert.True(AbiWord.TryParseUint(value.ToString(), out var word));
                    writer.AddWord(word);
                    break;
                default: throw new InvalidOperationException(field.Text("type"));
            }
        }
        return writer.Hash();
    }

    private static Eip712Domain DomainOf(JsonElement domain) => new(
        domain.Text("name"), domain.Text("version"), domain.GetProperty("chainId").GetUInt64(),
        domain.TryGetProperty("verifyingContract", out var contract) ? EthAddress.Parse(contract.GetString()) : null);

    private static void AssertSigner(string address, Hash256 digest, byte[] signature)
    {
        Assert.Equal(SignatureFault.None, Secp256k1.RecoverAddress(digest, signature, out var signer));
        Assert.Equal(address, signer.ToString());
    }

    private static TypedDataHashes HashesOf(JsonElement types, string primaryType, JsonElement domain, JsonElement message) =>
        HashesOf(JsonSerializer.SerializeToElement(new { types, primaryType, domain, message }));

    private static TypedDataHashes HashesOf(JsonElement typedData)
    {
        Assert.Null(Eip712TypedData.TryHash(typedData, out var hashes));
        Assert.Null(Eip712TypedData.TryHash(Encoding.UTF8.GetBytes(typedData.GetRawText()), out var fromBytes));
        Assert.Equal(hashes, fromBytes);
        return hashes!;
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
