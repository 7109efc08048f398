using System.Security.Cryptography;
using System.Text;
using Faro.Clob.Http;
using Faro.Signing;
using Faro.Testing;

namespace Faro.Clob.Tests.Server;

/// <summary>Which JSON web tokens are believed: one algorithm, exact issuer and audience, a life with an end.</summary>
public sealed class TokenTests : IDisposable
{
    private const long Now = 1_790_000_000;
    private static readonly EthAddress Wallet = TestSigner.Named("token").Address;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly SetClock _clock = new();
    private readonly JwtVerifier _verifier;

    public TokenTests() => _verifier = new JwtVerifier(
        [
            new JwtIssuer("https://issuer", "clob", _key.ExportSubjectPublicKeyInfoPem(), "wallet"),
            new JwtIssuer("https://other", null, _otherKey.ExportSubjectPublicKeyInfoPem(), null),
        ],
        new Directory(), _clock);

    public void Dispose()
    {
        _key.Dispose();
        _otherKey.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"nbf\":1790000030,")]
    [InlineData("\"iat\":1790000030,")]
    [InlineData("\"more\":{\"a\":[1]},")]
    public void Good(string more)
    {
        Assert.True(_verifier.TryVerify(Token(more: more), out EthAddress? wallet));
        Assert.Equal(Wallet, wallet);
    }

    [Theory]
    [InlineData("{\"alg\":\"none\"}")]
    [InlineData("{\"alg\":\"HS256\"}")]
    [InlineData("{\"alg\":\"ES384\"}")]
    [InlineData("{\"alg\":\"es256\"}")]
    [InlineData("{\"typ\":\"JWT\"}")]
    [InlineData("{\"alg\":\"ES256\",\"crit\":[\"exp\"]}")]
    [InlineData("{\"alg\":[\"ES256\"]}")]
    [InlineData("[]")]
    [InlineData("not json")]
    public void Headers_that_are_refused(string header) => Refused(Token(header));

    [Theory]
    [InlineData("\"nbf\":1790000031,")]
    [InlineData("\"iat\":1790000031,")]
    public void Not_yet(string more) => Refused(Token(more: more));

    [Theory]
    [InlineData("1790000000")]
    [InlineData("1789999999")]
    [InlineData("\"1790000600\"")]
    [InlineData("null")]
    public void Expired_or_without_end(string exp) => Refused(Token(exp: exp));

    [Fact]
    public void An_end_is_required() => Refused(Sign("{\"alg\":\"ES256\"}", $"{{\"iss\":\"https://issuer\",\"aud\":\"clob\",\"sub\":\"u\",\"wallet\":\"{Wallet}\"}}"));

    [Theory]
    [InlineData("\"https://issuer/\"", "\"clob\"", "\"u\"")]
    [InlineData("\"https://ISSUER\"", "\"clob\"", "\"u\"")]
    [InlineData("null", "\"clob\"", "\"u\"")]
    [InlineData("\"https://other\"", "\"clob\"", "\"u\"")] // signed by another issuer's key
    [InlineData("\"https://issuer\"", "\"other\"", "\"u\"")]
    [InlineData("\"https://issuer\"", "null", "\"u\"")]
    [InlineData("\"https://issuer\"", "[\"a\",\"b\"]", "\"u\"")]
    [InlineData("\"https://issuer\"", "\"clob/\"", "\"u\"")]
    [InlineData("\"https://issuer\"", "\"clob\"", "\"\"")]
    [InlineData("\"https://issuer\"", "\"clob\"", "null")]
    [InlineData("\"https://issuer\"", "\"clob\"", "7")]
    public void Claims_that_are_refused(string iss, string aud, string sub) => Refused(Token(iss: iss, aud: aud, sub: sub));

    [Fact]
    public void One_of_several_audiences_is_enough() => Assert.True(_verifier.TryVerify(Token(aud: "[\"a\",\"clob\"]"), out _));

    [Fact]
    public void A_changed_token_is_refused()
    {
        string[] parts = Token().Split('.');
        Refused($"{parts[0]}.{parts[1]}.");
        Refused($"{parts[0]}.{parts[1]}");
        Refused($"{parts[0]}.{parts[1]}.{parts[2]}.x");
        Refused($"{parts[0]}.{parts[1]}.{parts[2]}==");
        Refused($"{parts[0]}.{Encode("{}"u8)}.{parts[2]}");
        Refused($"{parts[0]}.{parts[1]}.{Encode(new byte[64])}");
        Refused($"{parts[0]}.{parts[1]}.{Encode(new byte[63])}");
        Refused($"{Encode("{\"alg\":\"none\"}"u8)}.{parts[1]}.");
        Refused("");
        Refused("..");
        Refused("a.b.c");
        byte[] der = _key.SignData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        Refused($"{parts[0]}.{parts[1]}.{Encode(der)}");
        Assert.True(_verifier.TryVerify(string.Join('.', parts), out _));
    }

    [Fact]
    public void A_shared_secret_made_of_the_public_key_is_refused()
    {
        string unsigned = $"{Encode("{\"alg\":\"HS256\"}"u8)}.{Token().Split('.')[1]}";
        byte[] mac = HMACSHA256.HashData(Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(unsigned));
        Refused($"{unsigned}.{Encode(mac)}");
    }

    [Fact]
    public void Length_is_bounded()
    {
        Assert.True(_verifier.TryVerify(Token(more: $"\"pad\":\"{new string('x', 5_000)}\","), out _));
        Refused(Token(more: $"\"pad\":\"{new string('x', 6_200)}\","));
        Refused(new string('.', 1_000_000));
    }

    [Fact]
    public void A_remembered_token_still_expires()
    {
        string token = Token();
        Assert.True(_verifier.TryVerify(token, out _));
        _clock.Ahead = TimeSpan.FromSeconds(599);
        Assert.True(_verifier.TryVerify(token, out _));
        _clock.Ahead = TimeSpan.FromSeconds(600);
        Refused(token);
    }

    [Fact]
    public void A_wallet_may_come_from_a_directory_or_be_missing()
    {
        string Of(string sub) => Sign("{\"alg\":\"ES256\"}", $"{{\"iss\":\"https://other\",\"sub\":\"{sub}\",\"exp\":{Now + 600}}}", _otherKey);
        Assert.True(_verifier.TryVerify(Of("known"), out EthAddress? wallet));
        Assert.Equal(Wallet, wallet);
        Assert.True(_verifier.TryVerify(Of("unknown"), out wallet));
        Assert.Null(wallet);
        Assert.True(_verifier.TryVerify(Token(wallet: "\"0x00\""), out wallet));
        Assert.Null(wallet);
        Assert.True(_verifier.TryVerify(Token(wallet: "5"), out wallet));
        Assert.Null(wallet);
    }

    [Fact]
    public void The_sandboxs_own_tokens_are_such_tokens()
    {
        using SandboxIssuer issuer = new(_clock);
        JwtVerifier verifier = new([issuer.AsIssuer()], new Directory(), _clock);
        string token = issuer.Issue(Wallet);
        Assert.True(verifier.TryVerify(token, out EthAddress? wallet));
        Assert.Equal(Wallet, wallet);
        Refused(token); // unknown to the other verifier
        using SandboxIssuer another = new(_clock);
        Assert.False(verifier.TryVerify(another.Issue(Wallet), out _));
        string brief = issuer.Issue(Wallet, TimeSpan.FromSeconds(5));
        _clock.Ahead = TimeSpan.FromSeconds(5);
        Assert.False(verifier.TryVerify(brief, out _));
    }

    private void Refused(string token)
    {
        Assert.False(_verifier.TryVerify(token, out EthAddress? wallet));
        Assert.Null(wallet);
    }

    private string Token(
        string header = "{\"alg\":\"ES256\",\"kid\":\"1\"}", string iss = "\"https://issuer\"", string aud = "\"clob\"", string sub = "\"u\"",
        string exp = "1790000600", string more = "", string? wallet = null) =>
        Sign(header, $"{{\"iss\":{iss},\"aud\":{aud},\"sub\":{sub},{more}\"wallet\":{wallet ?? $"\"{Wallet}\""},\"exp\":{exp}}}");

    private string Sign(string header, string payload, ECDsa? key = null)
    {
        string unsigned = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(payload))}";
        return $"{unsigned}.{Encode((key ?? _key).SignData(Encoding.ASCII.GetBytes(unsigned), HashAlgorithmName.SHA256))}";
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Now) + Ahead;
    }

    private sealed class Directory : IWalletDirectory
    {
        public EthAddress? WalletOf(string issuer, string subject) => subject == "known" ? Wallet : null;
    }
}
