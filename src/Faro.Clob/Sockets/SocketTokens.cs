using System.Collections.Concurrent;
using System.Security.Cryptography;
using Faro.Clob.Http;
using Faro.Signing;

namespace Faro.Clob.Sockets;

/// <summary>One-use tokens for sockets: 32 random bytes, kept as a hash, for 60 seconds, bound to wallet and key.</summary>
internal sealed class SocketTokens(TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<Hash256, (Caller Caller, DateTimeOffset Expires)> _tokens = new();

    public string Issue(Caller caller)
    {
        DateTimeOffset now = clock.GetUtcNow();
        foreach ((Hash256 hash, (Caller _, DateTimeOffset expires)) in _tokens)
            if (expires <= now) _tokens.TryRemove(hash, out _);
        string token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        _tokens[Authenticator.HashOf(token)] = (caller, now + Life);
        return token;
    }

    /// <summary>The owner of a token; this consumes it.</summary>
    public Caller? Consume(string token) =>
        token.Length <= 128 && _tokens.TryRemove(Authenticator.HashOf(token), out (Caller Caller, DateTimeOffset Expires) found)
        && found.Expires > clock.GetUtcNow() ? found.Caller : null;

    /// <summary>A key was revoked: its unused tokens are invalid.</summary>
    public void Withdraw(string keyId)
    {
        foreach ((Hash256 hash, (Caller caller, DateTimeOffset _)) in _tokens)
            if (caller.KeyId == keyId) _tokens.TryRemove(hash, out _);
    }
}
