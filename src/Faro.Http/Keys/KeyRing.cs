using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Faro.Http.Limits;
using Marten;

namespace Faro.Http.Keys;

/// <summary>A key that this node has seen.</summary>
internal sealed class KeyEntry(KeyView view, byte[] hash, TimeProvider clock)
{
    private long _lastUsedTicks;

    public Guid Id => view.Id;

    public byte[] Hash => hash;

    public Scopes Scopes { get; } = ScopeWords.Granted(view.Scopes);

    public Caller Caller { get; } = new(KeyView.StreamOf(view.Id), view.Id, view.Test) { MayTrade = ScopeWords.Granted(view.Scopes).HasFlag(Keys.Scopes.Trade) };

    public RollingWindow Window { get; } = new(view.RateLimitPerMin, clock);

    /// <summary>Never false again once true.</summary>
    public bool Revoked { get; set; } = view.Status != KeyView.Active;

    /// <summary>When the database was last asked whether it still works (monotonic).</summary>
    public long VerifiedAt { get; set; }

    /// <summary>When it was last presented (monotonic).</summary>
    public long SeenAt { get; set; }

    /// <summary>When it was last used, in UTC; null when this node has not seen it used.</summary>
    public DateTimeOffset? LastUsed
    {
        get => Volatile.Read(ref _lastUsedTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        set => Volatile.Write(ref _lastUsedTicks, value!.Value.UtcTicks);
    }

    /// <summary>What of it has been written to the database.</summary>
    public DateTimeOffset? LastUsedStored { get; set; }
}

/// <summary>
/// The keys that this node has seen lately. A key is trusted for <see cref="TrustFor"/> after the database was asked; keys in use
/// are asked about together, in the background (<see cref="KeyWatch"/>), so a request on a busy node pays nothing and a
/// revoked key stops everywhere within a second. With the database away no key is trusted for longer than that.
/// </summary>
public sealed class KeyRing(IDocumentStore store, TimeProvider clock)
{
    /// <summary>How long a key is trusted after the database was asked about it.</summary>
    public static readonly TimeSpan TrustFor = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan InUseFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Guid, KeyEntry> _entries = new();
    /// <summary>The keys held.</summary>
    internal ICollection<KeyEntry> Entries => _entries.Values;

    /// <summary>A key that this node knows; its trust may be over.</summary>
    internal KeyEntry? Known(Guid id, ReadOnlySpan<byte> hash) =>
        _entries.TryGetValue(id, out var entry) && CryptographicOperations.FixedTimeEquals(entry.Hash, hash) ? entry : null;

    /// <summary>Whether an entry need not be asked about now.</summary>
    internal static bool IsTrusted(KeyEntry entry) => entry.Revoked || Stopwatch.GetElapsedTime(entry.VerifiedAt) < TrustFor;

    /// <summary>Asks the database. Null when there is no such key.</summary>
    internal async Task<KeyEntry?> Ask(Guid id, byte[] hash, CancellationToken cancel)
    {
        var asked = Stopwatch.GetTimestamp();
        await using var session = store.QuerySession();
        var view = await session.LoadAsync<KeyView>(KeyView.StreamOf(id), cancel);
        if (view is null || !CryptographicOperations.FixedTimeEquals(Convert.FromHexString(view.Sha256), hash))
            return null;
        var entry = _entries.GetOrAdd(view.Id, static (_, made) => made, new KeyEntry(view, hash, clock) { SeenAt = asked });
        Verified(entry, asked, view.Status != KeyView.Active);
        return entry;
    }

    /// <summary>Asks about all keys in use at once.</summary>
    public async Task AskAboutKeysInUse(CancellationToken cancel)
    {
        var inUse = Entries.Where(e => !e.Revoked && Stopwatch.GetElapsedTime(e.SeenAt) < InUseFor).ToDictionary(e => KeyView.StreamOf(e.Id));
        if (inUse.Count == 0)
            return;
        var asked = Stopwatch.GetTimestamp();
        await using var session = store.QuerySession();
        foreach (var key in await session.LoadManyAsync<KeyView>(cancel, inUse.Keys))
            Verified(inUse[key.Stream], asked, key.Status != KeyView.Active);
    }

    /// <summary>This node revoked the key itself.</summary>
    public void Revoke(Guid id)
    {
        if (_entries.TryGetValue(id, out var entry))
            entry.Revoked = true;
    }

    /// <summary>Forgets keys that nobody has presented for a while; the time of their last use has been written by then.</summary>
    public void Forget()
    {
        foreach (var entry in Entries)
        {
            if (Stopwatch.GetElapsedTime(entry.SeenAt) > KeepFor && entry.LastUsed == entry.LastUsedStored)
                _entries.TryRemove(entry.Id, out _);
        }
    }

    private static void Verified(KeyEntry entry, long asked, bool revoked)
    {
        if (revoked)
            entry.Revoked = true;
        entry.VerifiedAt = Math.Max(entry.VerifiedAt, asked);
    }
}
