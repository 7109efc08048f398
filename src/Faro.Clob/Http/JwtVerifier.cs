using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Faro.Signing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Faro.Clob.Http;

/// <summary>Knows the wallet of a user whose token does not name it.</summary>
public interface IWalletDirectory
{
    /// <summary>The wallet of the subject, or null.</summary>
    EthAddress? WalletOf(string issuer, string subject);
}

/// <summary>Knows no wallets: for issuers whose tokens name them.</summary>
internal sealed class NoWalletDirectory : IWalletDirectory
{
    public EthAddress? WalletOf(string issuer, string subject) => null;
}

/// <summary>
/// Checks ES256 tokens of the configured issuers with IdentityModel, strictly: one algorithm, exact issuer and audience, a lifetime with
/// an end, no critical extension. Recent good tokens are remembered, since a bot sends the same one with every order.
/// </summary>
internal sealed class JwtVerifier
{
    private const int LongestToken = 8_192;
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30); // for a start in the future, never for the end
    private readonly Dictionary<string, (JwtIssuer Issuer, TokenValidationParameters Rules)> _issuers = [];
    private readonly ConcurrentDictionary<string, (EthAddress? Wallet, DateTime Expires)> _verified = new();
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = LongestToken, MapInboundClaims = false };
    private readonly IWalletDirectory _directory;
    private readonly TimeProvider _clock;

    public JwtVerifier(IEnumerable<JwtIssuer> issuers, IWalletDirectory directory, TimeProvider clock)
    {
        (_directory, _clock) = (directory, clock);
        foreach (JwtIssuer issuer in issuers) _issuers.Add(issuer.Issuer, (issuer, RulesOf(issuer)));
    }

    private DateTime Now => _clock.GetUtcNow().UtcDateTime;

    /// <summary>Whether the token is valid; its wallet is null when the user has none.</summary>
    public bool TryVerify(string token, out EthAddress? wallet)
    {
        wallet = null;
        if (token.Length > LongestToken) return false;
        if (_verified.TryGetValue(token, out (EthAddress? Wallet, DateTime Expires) known))
        {
            if (known.Expires > Now)
            {
                wallet = known.Wallet;
                return true;
            }

            _verified.TryRemove(token, out _);
            return false;
        }

        if (!Check(token, out wallet, out DateTime expires)) return false;
        if (_verified.Count >= MaxRemembered) _verified.Clear();
        _verified[token] = (wallet, expires);
        return true;
    }

    private bool Check(string token, out EthAddress? wallet, out DateTime expires)
    {
        (wallet, expires) = (null, default);
        // The library also accepts standard base64, which would allow several spellings of one token.
        if (token.AsSpan().ContainsAny("+/=") || token.AsSpan().Count('.') != 2 || Read(token) is not { } read) return false;
        if (read.TryGetHeaderValue("crit", out object _) || read.Issuer is not { } iss
            || !_issuers.TryGetValue(iss, out (JwtIssuer Issuer, TokenValidationParameters Rules) known))
            return false;

        // Keys and rules are in memory, so the task is already completed.
        TokenValidationResult result = _handler.ValidateTokenAsync(read, known.Rules).GetAwaiter().GetResult();
        if (!result.IsValid) return false;
        // The library also takes an end in quotes and a subject that is a number: the claims are checked as written.
        byte[] payload = Base64Url.DecodeFromChars(read.EncodedPayload);
        if (!JsonUnicode.IsText(payload)) return false;
        using JsonDocument claims = JsonDocument.Parse(payload);
        if (!claims.RootElement.TryGetProperty("exp", out JsonElement exp) || exp.ValueKind != JsonValueKind.Number
            || Text(claims, "sub") is not { Length: > 0 } subject)
            return false;
        expires = read.ValidTo;
        wallet = known.Issuer.WalletClaim is { } claim
            ? EthAddress.TryParse(Text(claims, claim), out EthAddress named) ? named : null
            : _directory.WalletOf(iss, subject);
        return true;
    }

    private JsonWebToken? Read(string token)
    {
        try
        {
            return _handler.CanReadToken(token) ? _handler.ReadJsonWebToken(token) : null;
        }
        catch (ArgumentException) // not JSON, or not base64url
        {
            return null;
        }
    }

    private TokenValidationParameters RulesOf(JwtIssuer issuer)
    {
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(issuer.PublicKeyPem);
        return new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            IssuerSigningKey = new ECDsaSecurityKey(ECDsa.Create(key.ExportParameters(includePrivateParameters: false))),
            TryAllIssuerSigningKeys = true, // whatever kid says: an issuer has one key
            ValidIssuer = issuer.Issuer,
            ValidateAudience = issuer.Audience is not null,
            ValidAudience = issuer.Audience,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            LifetimeValidator = IsAlive,
        };
    }

    private bool IsAlive(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters rules) =>
        expires > Now && !(notBefore > Now + Skew) && ((JsonWebToken)token).IssuedAt <= Now + Skew;

    private static string? Text(JsonDocument claims, string name) =>
        claims.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>Issues tokens in the sandbox: the same kind of token, checked by the same code, from a key of its own.</summary>
public sealed class SandboxIssuer : IDisposable
{
    /// <summary>The claim <c>iss</c>.</summary>
    public const string Name = "faro-clob-sandbox";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _credentials;
    private readonly TimeProvider _clock;

    /// <summary>An issuer with a new key, for the lifetime of the process.</summary>
    public SandboxIssuer(TimeProvider clock)
    {
        _clock = clock;
        _credentials = new SigningCredentials(new ECDsaSecurityKey(_key), SecurityAlgorithms.EcdsaSha256);
    }

    /// <summary>How the verifier knows it.</summary>
    public JwtIssuer AsIssuer() => new(Name, null, _key.ExportSubjectPublicKeyInfoPem(), "wallet");

    /// <summary>A token for a wallet, by default for one hour.</summary>
    public string Issue(EthAddress wallet, TimeSpan? life = null)
    {
        DateTime now = _clock.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Name,
            Claims = new Dictionary<string, object> { [JwtRegisteredClaimNames.Sub] = $"sandbox:{wallet}", ["wallet"] = wallet.ToString() },
            IssuedAt = now,
            Expires = now + (life ?? TimeSpan.FromHours(1)),
            SigningCredentials = _credentials,
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
