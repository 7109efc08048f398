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
    private long _endsAt = long.MaxValue;

    public Guid Id => view.Id;

    public byte[] Hash => hash;

    public Scopes Scopes { get; } = ScopeWords.Granted(view.Scopes);

    public Caller Caller { get; } = new(KeyView.StreamOf(view.Id), view.Id, view.Test, view.AccountName) { MayTrade = ScopeWords.Granted(view.Scopes).HasFlag(Keys.Scopes.Trade) };

    public RollingWindow Window { get; } = new(view.RateLimitPerMin, clock);

    /// <summary>Calls in 60 seconds.</summary>
    public int Limit => view.RateLimitPerMin;

    /// <summary>The part of the budget that this node has drawn, if nodes share it.</summary>
    public DrawnBlock Block { get; } = new(clock);

    /// <summary>Never false again once true.</summary>
    public bool Revoked { get; set; } = view.Status != KeyView.Active;

    /// <summary>Until when it works, in UTC ticks; the largest number for no end.</summary>
    public long EndsAt
    {
        get => Volatile.Read(ref _endsAt);
        set => Volatile.Write(ref _endsAt, value);
    }

    /// <summary>Whether it works at a time.</summary>
    public bool Works(DateTimeOffset now) => !Revoked && now.UtcTicks < EndsAt;

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

    /// <summary>The part of it that has been written to the database.</summary>
    public DateTimeOffset? LastUsedStored { get; set; }
}

/// <summary>
/// The keys that this node has seen recently. A key is trusted for <see cref="TrustFor"/> after the database was queried; keys in use
/// are asked about together, in the background (<see cref="KeyWatch"/>), so a request on a busy node pays nothing and a
/// revoked key stops everywhere within a second. When the database cannot be reached, no key is trusted for longer than that.
/// </summary>
public sealed class KeyRing(IDocumentStore store, TimeProvider clock)
{
    /// <summary>How long a key is trusted after the database was queried about it.</summary>
    public static readonly TimeSpan TrustFor = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan InUseFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan TogetherEvery = TimeSpan.FromMilliseconds(250);
    private const int MostTogether = 8_192;

    private readonly ConcurrentDictionary<Guid, KeyEntry> _entries = new();
    private readonly HashSet<string> _together = [];
    private Task<(Dictionary<string, KeyView> Found, long Asked)> _answer = Task.FromResult<(Dictionary<string, KeyView>, long)>(([], 0));

    /// <summary>The keys held.</summary>
    internal ICollection<KeyEntry> Entries => _entries.Values;

    /// <summary>A key that this node knows; its trust may have expired.</summary>
    internal KeyEntry? Known(Guid id, ReadOnlySpan<byte> hash) =>
        _entries.TryGetValue(id, out var entry) && CryptographicOperations.FixedTimeEquals(entry.Hash, hash) ? entry : null;

    /// <summary>Whether an entry is still trusted.</summary>
    internal static bool IsTrusted(KeyEntry entry) => entry.Revoked || Stopwatch.GetElapsedTime(entry.VerifiedAt) < TrustFor;

    /// <summary>Queries the database. Null when there is no such key.</summary>
    internal async Task<KeyEntry?> Query(Guid id, byte[] hash, CancellationToken cancel)
    {
        var asked = Stopwatch.GetTimestamp();
        await using var session = store.QuerySession();
        var view = await session.LoadAsync<KeyView>(KeyView.StreamOf(id), cancel);
        return Enter(view, hash, asked);
    }

    /// <summary>
    /// Queries the database together with other unknown keys, one query for all of them a few times a second: guesses are
    /// slowed and cost next to nothing, and a working key is found. Null when there is no such key.
    /// </summary>
    internal async Task<KeyEntry?> QueryTogether(Guid id, byte[] hash, CancellationToken cancel)
    {
        var stream = KeyView.StreamOf(id);
        Task<(Dictionary<string, KeyView> Found, long Asked)> batch;
        lock (_together)
        {
            if (_together.Count >= MostTogether)
                return null;
            if (_together.Count == 0)
                _answer = AskAbout();
            _together.Add(stream);
            batch = _answer;
        }

        var (found, asked) = await batch.WaitAsync(cancel);
        return Enter(found.GetValueOrDefault(stream), hash, asked);
    }

    private async Task<(Dictionary<string, KeyView> Found, long Asked)> AskAbout()
    {
        await Task.Delay(TogetherEvery);
        string[] streams;
        lock (_together)
        {
            streams = [.. _together];
            _together.Clear();
        }

        var asked = Stopwatch.GetTimestamp();
        await using var session = store.QuerySession();
        return ((await session.LoadManyAsync<KeyView>(streams)).ToDictionary(v => v.Stream), asked);
    }

    private KeyEntry? Enter(KeyView? view, byte[] hash, long asked)
    {
        if (view is null || !CryptographicOperations.FixedTimeEquals(Convert.FromHexString(view.Sha256), hash))
            return null;
        var entry = _entries.GetOrAdd(view.Id, static (_, made) => made, new KeyEntry(view, hash, clock) { SeenAt = asked });
        Verified(entry, asked, view);
        return entry;
    }

    /// <summary>Asks about all keys in use at once.</summary>
    public async Task CheckKeysInUse(CancellationToken cancel)
    {
        var inUse = Entries.Where(e => !e.Revoked && Stopwatch.GetElapsedTime(e.SeenAt) < InUseFor).ToDictionary(e => KeyView.StreamOf(e.Id));
        if (inUse.Count == 0)
            return;
        var asked = Stopwatch.GetTimestamp();
        await using var session = store.QuerySession();
        foreach (var key in await session.LoadManyAsync<KeyView>(cancel, inUse.Keys))
            Verified(inUse[key.Stream], asked, key);
    }

    /// <summary>Whether a key that opened a long answer still works; it is checked in the background meanwhile.</summary>
    internal bool StillOpens(Guid id)
    {
        if (!_entries.TryGetValue(id, out var entry) || !entry.Works(clock.GetUtcNow()))
            return false;
        entry.SeenAt = Stopwatch.GetTimestamp();
        return true;
    }

    /// <summary>This node revoked the key itself.</summary>
    public void Revoke(Guid id)
    {
        if (_entries.TryGetValue(id, out var entry))
            entry.Revoked = true;
    }

    /// <summary>Drops keys that have not been used for a while; the time of their last use has been written by then.</summary>
    public void Forget()
    {
        foreach (var entry in Entries)
        {
            if (Stopwatch.GetElapsedTime(entry.SeenAt) > KeepFor && entry.LastUsed == entry.LastUsedStored)
                _entries.TryRemove(entry.Id, out _);
        }
    }

    /// <summary>This node minted another key in its place.</summary>
    public void End(Guid id, DateTimeOffset at)
    {
        if (_entries.TryGetValue(id, out var entry))
            entry.EndsAt = at.UtcTicks;
    }

    private static void Verified(KeyEntry entry, long asked, KeyView view)
    {
        if (view.Status != KeyView.Active)
            entry.Revoked = true;
        if (view.EndsAt is { } ends)
            entry.EndsAt = ends.UtcTicks;
        entry.VerifiedAt = Math.Max(entry.VerifiedAt, asked);
    }
}
