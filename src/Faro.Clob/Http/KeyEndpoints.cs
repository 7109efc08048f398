using System.Security.Cryptography;
using System.Text.Json;
using Faro.Clob.Journal;
using Faro.Clob.Sockets;
using Faro.Clob.Venue;

namespace Faro.Clob.Http;

/// <summary>API keys and socket tokens (routes 10 to 14). Secrets are shown once and kept as hashes.</summary>
internal static class KeyEndpoints
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/auth/api-keys", Create);
        app.MapGet("/v1/auth/api-keys", List);
        app.MapPost("/v1/auth/api-keys/{key_id}/regenerate", Regenerate);
        app.MapDelete("/v1/auth/api-keys/{key_id}", Revoke);
        app.MapPost("/v1/auth/ws-token", SocketToken);
    }

    private static async Task<IResult> Create(HttpContext context, VenueWriter writer, Authenticator auth, RateLimiter limiter)
    {
        Caller caller = auth.RequireUser(context);
        limiter.Take(Budget.Cancelling, caller.Name);
        KeyPermissions permissions = ReadPermissions(await RequestReader.Body(context));
        string keyId = "fs_key_" + RandomNumberGenerator.GetString(Alphabet, 24);
        string secret = NewSecret();
        await Require(writer, new VenueCommand.IssueKey(caller.Wallet, keyId, Authenticator.HashOf(secret), permissions));
        return Results.Json(new { KeyId = keyId, Secret = secret }, Wire.Json, statusCode: 201);
    }

    private static IResult List(HttpContext context, VenueWriter writer, Authenticator auth, RateLimiter limiter, KeyUse use)
    {
        Caller caller = auth.RequireUser(context);
        limiter.Take(Budget.PrivateReads, caller.Name);
        RequestReader.AllowOnly(context);
        List<KeyBody> data = [.. writer.Views.Keys.Values.Where(k => k.Wallet == caller.Wallet).OrderByDescending(k => k.CreatedAtMs)
            .ThenBy(k => k.KeyId, StringComparer.Ordinal).Select(k => new KeyBody(
                k.KeyId, Names(k.Permissions), Wire.Time(k.CreatedAtMs), use.LastUsed(k.KeyId) is { } used ? Wire.Time(used) : null,
                k.RevokedAtMs is { } revoked ? Wire.Time(revoked) : null))];
        return Results.Json(new DataBody<KeyBody>(data), Wire.Json);
    }

    private static async Task<IResult> Regenerate(HttpContext context, VenueWriter writer, Authenticator auth, RateLimiter limiter, SocketHub hub)
    {
        Caller caller = auth.RequireUser(context);
        limiter.Take(Budget.Cancelling, caller.Name);
        string keyId = context.Request.RouteValues["key_id"]!.ToString()!;
        string secret = NewSecret();
        await Require(writer, new VenueCommand.RegenerateKey(caller.Wallet, keyId, Authenticator.HashOf(secret)));
        hub.Withdraw(keyId);
        return Results.Json(new { KeyId = keyId, Secret = secret }, Wire.Json, statusCode: 201);
    }

    private static async Task<IResult> Revoke(HttpContext context, VenueWriter writer, Authenticator auth, RateLimiter limiter, SocketHub hub)
    {
        Caller caller = auth.RequireUser(context);
        limiter.Take(Budget.Cancelling, caller.Name);
        string keyId = context.Request.RouteValues["key_id"]!.ToString()!;
        await Require(writer, new VenueCommand.RevokeKey(caller.Wallet, keyId));
        hub.Withdraw(keyId);
        return Results.Json(new { KeyId = keyId, RevokedAt = Wire.Time(writer.Views.Keys[keyId].RevokedAtMs!.Value) }, Wire.Json);
    }

    private static IResult SocketToken(HttpContext context, Authenticator auth, RateLimiter limiter, SocketTokens tokens)
    {
        Caller caller = auth.Require(context, KeyPermissions.Read);
        limiter.Take(Budget.SocketTokens, caller.Name);
        return Results.Json(new { Token = tokens.Issue(caller), ExpiresIn = 60 }, Wire.Json, statusCode: 201);
    }

    private static KeyPermissions ReadPermissions(byte[] body)
    {
        if (body.Length == 0) return KeyPermissions.Read;
        using JsonDocument json = RequestReader.Parse(body);
        if (json.RootElement.ValueKind != JsonValueKind.Object) throw ClobProblem.Invalid("body", "must be an object");
        if (!json.RootElement.TryGetProperty("permissions", out JsonElement list)) return KeyPermissions.Read;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > 10)
            throw ClobProblem.Invalid("permissions", "must be a list of read and trade");
        KeyPermissions permissions = KeyPermissions.None;
        foreach (JsonElement one in list.EnumerateArray())
        {
            permissions |= one.ValueKind == JsonValueKind.String && one.ValueEquals("read") ? KeyPermissions.Read
                : one.ValueKind == JsonValueKind.String && one.ValueEquals("trade") ? KeyPermissions.Trade
                : throw ClobProblem.Invalid("permissions", "must be a list of read and trade");
        }

        return permissions;
    }

    private static async Task Require(VenueWriter writer, VenueCommand command)
    {
        if (await writer.Execute(command) is VenueOutcome.Refused refused) throw new ClobProblem(refused.Code, refused.Message);
    }

    private static string NewSecret() =>
        "fs_secret_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string[] Names(KeyPermissions permissions) =>
        [.. new[] { KeyPermissions.Read, KeyPermissions.Trade }.Where(p => permissions.HasFlag(p)).Select(p => p.ToString().ToLowerInvariant())];

    private sealed record KeyBody(string KeyId, string[] Permissions, string CreatedAt, string? LastUsedAt, string? RevokedAt);
}

/// <summary>When each key was last used, to the minute. It is a hint for its owner, so it may be lost with the process.</summary>
internal sealed class KeyUse(TimeProvider clock)
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, long> _lastUsed = new();

    public void Note(string keyId)
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (!_lastUsed.TryGetValue(keyId, out long last) || now - last >= 60_000) _lastUsed[keyId] = now;
    }

    public long? LastUsed(string keyId) => _lastUsed.TryGetValue(keyId, out long at) ? at : null;
}
