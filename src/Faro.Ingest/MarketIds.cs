using System.Security.Cryptography;
using System.Text;
using Faro.Venues;

namespace Faro.Ingest;

/// <summary>
/// The public id of a market: a UUIDv5 of venue and venue's id, so that it survives every rebuild. It is also the id of the
/// unified event that holds this market alone, and stays an alias of the event that a match merges it into.
/// </summary>
public static class MarketIds
{
    /// <summary>Faro's namespace for markets: UUIDv5 of the DNS name <c>markets.faro</c>. Never changed: public ids depend on it.</summary>
    public static Guid Namespace { get; } = V5(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "markets.faro");

    /// <summary>The id of a market.</summary>
    public static Guid IdOf(MarketRef market) => V5(Namespace, market.ToString());

    /// <summary>The id of a market by the id of its stream, <c>market/VENUE/ID</c>.</summary>
    /// <exception cref="ArgumentException">It is no market's stream.</exception>
    public static Guid IdOfStream(string stream) => stream.StartsWith("market/", StringComparison.Ordinal)
        ? V5(Namespace, stream["market/".Length..])
        : throw new ArgumentException($"'{stream}' is not a market's stream.", nameof(stream));

    /// <summary>A name-based UUID of RFC 9562, version 5 (SHA-1).</summary>
    public static Guid V5(Guid space, string name)
    {
        var length = Encoding.UTF8.GetByteCount(name);
        var input = length <= 1008 ? stackalloc byte[16 + length] : new byte[16 + length];
        space.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, input[16..]);
        Span<byte> digest = stackalloc byte[20];
#pragma warning disable CA5350 // RFC 9562 says SHA-1; nothing here is secret or signed.
        SHA1.HashData(input, digest);
#pragma warning restore CA5350
        digest[6] = (byte)((digest[6] & 0x0F) | 0x50);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest[..16], bigEndian: true);
    }
}
