using Faro.Log;
using Faro.Venues;
using Marten;

namespace Faro.Ingest.Syncing;

/// <summary>The origin of an entry of a batch, so that it can be decided again.</summary>
internal abstract record EntrySource;

/// <summary>A market; without a snapshot when it vanished.</summary>
internal sealed record MarketEntry(MarketRef Market, MarketSnapshot? Snapshot) : EntrySource;

/// <summary>What was read of a market's book.</summary>
internal sealed record DepthEntry(MarketRef Market, decimal? DepthUsd) : EntrySource;

/// <summary>A grouping.</summary>
internal sealed record RawEventEntry(EventSnapshot Snapshot) : EntrySource;

/// <summary>Facts for one stream, decided at a version of it.</summary>
internal sealed class BatchEntry(string stream, long version, List<object> facts, EntrySource source)
{
    public string Stream { get; } = stream;

    public long Version { get; set; } = version;

    public List<object> Facts { get; set; } = facts;

    public EntrySource Source { get; set; } = source;
}

/// <summary>The content of one bulk append: each stream once.</summary>
internal sealed class SyncBatch
{
    private readonly Dictionary<string, BatchEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<ContentHash, ReadOnlyMemory<byte>> _records = [];

    public int Count => _entries.Count;

    public IEnumerable<object> Facts => _entries.Values.SelectMany(e => e.Facts);

    /// <summary>Adds facts. A record that a walk returns twice is added twice; its later facts follow the earlier ones.</summary>
    public void Enter(string stream, long version, IReadOnlyList<object> facts, EntrySource source)
    {
        KeepRecord(facts, source);
        if (_entries.TryGetValue(stream, out var entry))
        {
            entry.Facts.AddRange(facts);
            entry.Source = source;
        }
        else
        {
            _entries[stream] = new BatchEntry(stream, version, [.. facts], source);
        }
    }

    public void Replace(BatchEntry entry, long version, IReadOnlyList<object> facts)
    {
        KeepRecord(facts, entry.Source);
        (entry.Version, entry.Facts) = (version, [.. facts]);
        if (facts.Count == 0)
            _entries.Remove(entry.Stream);
    }

    /// <summary>Appends all of it in one transaction, each stream at the version at which its facts were decided.</summary>
    public async Task Append(IDocumentStore store, EventMetadata metadata, CancellationToken cancel)
    {
        await using var session = store.LightweightSession(metadata);
        foreach (var entry in _entries.Values)
            session.Events.Append(entry.Stream, entry.Version + entry.Facts.Count, entry.Facts);
        await session.SaveChangesAsync(cancel);
    }

    /// <summary>The venue's records that the facts name.</summary>
    public IReadOnlyDictionary<ContentHash, ReadOnlyMemory<byte>> Records => _records;

    /// <summary>The entries whose streams are not at the expected version.</summary>
    public async Task<List<BatchEntry>> Moved(IDocumentStore store, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var versions = await session.FetchVersions(_entries.Keys, cancel);
        return [.. _entries.Values.Where(e => versions.GetValueOrDefault(e.Stream) != e.Version)];
    }

    private void KeepRecord(IReadOnlyList<object> facts, EntrySource source)
    {
        if (source is not MarketEntry { Snapshot: { } snapshot })
            return;
        foreach (var fact in facts)
        {
            if (RecordOf(fact) is { } hash)
                _records[hash] = snapshot.Raw;
        }
    }

    private static ContentHash? RecordOf(object fact) => fact switch
    {
        MarketListed f => f.RawHash,
        MarketTermsChanged f => f.RawHash,
        MarketTradingTermsChanged f => f.RawHash,
        MarketResolved f => f.RawHash,
        _ => null,
    };
}
