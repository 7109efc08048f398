using Faro.Log;
using Faro.Venues;
using Npgsql;

namespace Faro.Ingest.Syncing;

/// <summary>
/// What the views know about a venue, in memory for one run: a few hundred bytes per market. It may lag behind the log; appends
/// are guarded by version, and a stream at another version is read again from the log.
/// </summary>
internal sealed class KnownCatalog
{
    private readonly Dictionary<string, Entry> _markets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Version, ContentHash Hash)> _rawEvents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _rawEventsSeen = new(StringComparer.Ordinal);

    /// <summary>Markets seen in this run.</summary>
    public int Seen { get; private set; }

    /// <summary>Groupings seen in this run.</summary>
    public int RawEventsSeen => _rawEventsSeen.Count;

    public static async Task<KnownCatalog> Load(EventLog log, Venue venue, CancellationToken cancel)
    {
        var known = new KnownCatalog();
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        await using (var command = new NpgsqlCommand($"""
            select market_id, stream_version, status, resolution, liquidity, volume, best_bid, best_ask, open_interest, terms_hash, trading_hash, liquidity_source
            from {log.Schema}.{MarketViews.ViewName} where venue = $1
            """, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = venue.Name() } } })
        {
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                known._markets[reader.GetString(0)] = new Entry
                {
                    State = new KnownMarket
                    {
                        Version = reader.GetInt64(1),
                        Status = Enum.Parse<MarketStatus>(reader.GetString(2)),
                        Resolution = reader.IsDBNull(3) ? null : Enum.Parse<Resolution>(reader.GetString(3)),
                        Quote = new ListedQuote(Decimal(reader, 4), Decimal(reader, 5), Decimal(reader, 6), Decimal(reader, 7))
                        {
                            OpenInterest = Decimal(reader, 8),
                            LiquiditySource = reader.IsDBNull(11) ? null : reader.GetString(11),
                        },
                        TermsHash = ContentHash.From(reader.GetGuid(9)),
                        TradingHash = ContentHash.From(reader.GetGuid(10)),
                    },
                };
            }
        }

        await using (var command = new NpgsqlCommand(
            $"select event_id, stream_version, terms_hash from {log.Schema}.{RawEventViews.ViewName} where venue = $1", connection)
        { Parameters = { new NpgsqlParameter<string> { TypedValue = venue.Name() } } })
        {
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                known._rawEvents[reader.GetString(0)] = (reader.GetInt64(1), ContentHash.From(reader.GetGuid(2)));
        }

        return known;
    }

    /// <summary>What is known of a market; marks it as seen.</summary>
    public KnownMarket? See(string marketId)
    {
        if (!_markets.TryGetValue(marketId, out var entry))
            _markets[marketId] = entry = new Entry();
        if (!entry.Seen)
            Seen++;
        entry.Seen = true;
        return entry.State;
    }

    public KnownMarket? Find(string marketId) => _markets.GetValueOrDefault(marketId)?.State;

    public void Set(string marketId, KnownMarket? state)
    {
        if (!_markets.TryGetValue(marketId, out var entry))
            _markets[marketId] = entry = new Entry();
        entry.State = state;
    }

    /// <summary>Markets that are not over and whose liquidity is the depth of a book.</summary>
    public List<string> WithDepth() =>
        [.. from m in _markets where m.Value.State is { IsOver: false, Quote.LiquiditySource: ListedQuote.ByDepth } orderby m.Key select m.Key];

    /// <summary>Markets that are not over and were in no part of the catalog.</summary>
    public List<(string MarketId, KnownMarket State)> Unseen() =>
        [.. from m in _markets where m.Value is { Seen: false, State.IsOver: false } orderby m.Key select (m.Key, m.Value.State!)];

    /// <summary>What is known of a grouping; marks it as seen.</summary>
    public (long Version, ContentHash Hash)? SeeRawEvent(string eventId)
    {
        _rawEventsSeen.Add(eventId);
        return _rawEvents.TryGetValue(eventId, out var known) ? known : null;
    }

    public void SetRawEvent(string eventId, long version, ContentHash hash) => _rawEvents[eventId] = (version, hash);

    private static decimal? Decimal(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDecimal(column);

    private sealed class Entry
    {
        public KnownMarket? State { get; set; }

        public bool Seen { get; set; }
    }
}
