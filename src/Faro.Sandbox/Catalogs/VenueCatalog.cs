using System.Collections.Immutable;

namespace Faro.Sandbox.Catalogs;

/// <summary>One venue's catalog: immutable base records, their variants, and the edits made since the start.
/// Rows keep their places for the life of the process, so a walk is not disturbed by an edit.</summary>
internal sealed class VenueCatalog
{
    private readonly EventRecord[] _events;
    private readonly MarketRecord[] _markets;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _conditions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _eventIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _slugs = new(StringComparer.Ordinal);
    private readonly CutKind _idKind;
    private readonly CutKind _tokenKind;
    private ImmutableDictionary<(int, int), MarketRecord?> _marketEdits = ImmutableDictionary<(int, int), MarketRecord?>.Empty;
    private ImmutableDictionary<(int, int), EventRecord> _eventEdits = ImmutableDictionary<(int, int), EventRecord>.Empty;
    private int _version;

    public VenueCatalog(IReadOnlyList<EventGroup> groups, CutKind idKind, CutKind tokenKind, int targetMarkets = 0)
    {
        _idKind = idKind;
        _tokenKind = tokenKind;
        _events = new EventRecord[groups.Count];
        var markets = new List<MarketRecord>();
        for (var e = 0; e < groups.Count; e++)
        {
            _events[e] = groups[e].Event with { First = markets.Count, Count = groups[e].Markets.Count };
            _eventIds.TryAdd(_events[e].Facts.Id, e);
            if (_events[e].Facts.Slug is { } slug)
                _slugs.TryAdd("e/" + slug, e);
            foreach (var market in groups[e].Markets)
            {
                Index(market.Facts, markets.Count);
                markets.Add(market with { Event = e });
            }
        }

        _markets = [.. markets];
        CountRows(targetMarkets);
    }

    /// <summary>Events that can be listed, removed markets' events included.</summary>
    public int EventRows { get; private set; }

    /// <summary>Places of markets; a removed market's place is empty.</summary>
    public int MarketRows { get; private set; }

    public int BaseMarkets => _markets.Length;

    public int BaseEvents => _events.Length;

    /// <summary>Grows with each edit.</summary>
    public int Version => _version;

    public CutKind IdKind => _idKind;

    public CutKind TokenKind => _tokenKind;

    /// <summary>The event at a place of the listing.</summary>
    public EventRow Event(int row) => EventAt(row % _events.Length, row / _events.Length);

    /// <summary>The market at a place of the listing; false when it was removed.</summary>
    public bool TryMarket(int row, out MarketRow market) => TryMarketAt(row % _markets.Length, row / _markets.Length, out market);

    /// <summary>The markets of an event, in the venue's order.</summary>
    public IEnumerable<MarketRow> MarketsOf(EventRow row)
    {
        var record = _events[row.Index];
        for (var m = record.First; m < record.First + record.Count; m++)
        {
            if (TryMarketAt(m, row.IndexVariant, out var market))
                yield return market;
        }
    }

    /// <summary>The event that a market belongs to.</summary>
    public EventRow EventOf(MarketRow market, int variant) => EventAt(market.Record.Event, variant);

    public bool TryFindMarket(string id, out MarketRow market, out int variant)
    {
        market = default;
        return TryPlace(_ids, id, _idKind, m => _markets[m].Facts.Id, out var m, out variant) && TryMarketAt(m, variant, out market);
    }

    public bool TryFindByCondition(string conditionId, out MarketRow market, out int variant)
    {
        market = default;
        var id = conditionId.ToLowerInvariant();
        return TryPlace(_conditions, id, CutKind.Hex, m => _markets[m].Facts.ConditionId!, out var m, out variant)
            && TryMarketAt(m, variant, out market);
    }

    /// <summary>Finds the market of a token or mint; <paramref name="position"/> is its place in <see cref="MarketFacts.Tokens"/>.</summary>
    public bool TryFindByToken(string token, out MarketRow market, out int position, out int variant)
    {
        market = default;
        position = 0;
        if (!TryPlace(_tokens, token, _tokenKind, c => _markets[c >> 3].Facts.Tokens[c & 7], out var code, out variant))
            return false;
        position = code & 7;
        return TryMarketAt(code >> 3, variant, out market);
    }

    public bool TryFindMarketBySlug(string slug, out MarketRow market, out int variant)
    {
        market = default;
        return TryPlace(_slugs, "m/" + slug, CutKind.Slug, m => "m/" + _markets[m].Facts.Slug, out var m, out variant)
            && TryMarketAt(m, variant, out market);
    }

    public bool TryFindEventBySlug(string slug, out EventRow row)
    {
        row = default;
        if (!TryPlace(_slugs, "e/" + slug, CutKind.Slug, e => "e/" + _events[e].Facts.Slug, out var e, out var variant))
            return false;
        row = EventAt(e, variant);
        return true;
    }

    public bool TryFindEvent(string id, out EventRow row)
    {
        row = default;
        if (!TryPlace(_eventIds, id, _idKind, e => _events[e].Facts.Id, out var e, out var variant) || EventNumber(e, variant) >= EventRows)
            return false;
        row = EventAt(e, variant);
        return true;
    }

    /// <summary>Replaces a market, or removes it when <paramref name="edited"/> is null.</summary>
    public void Edit(MarketRow market, int variant, MarketRecord? edited)
    {
        var place = Place(market, variant);
        ImmutableInterlocked.AddOrUpdate(ref _marketEdits, place, edited is null ? null : edited with { Event = market.Record.Event }, (_, _) =>
            edited is null ? null : edited with { Event = market.Record.Event });
        Interlocked.Increment(ref _version);
    }

    /// <summary>Replaces an event's own text.</summary>
    public void Edit(EventRow row, EventRecord edited)
    {
        var whole = edited with { First = _events[row.Index].First, Count = _events[row.Index].Count };
        ImmutableInterlocked.AddOrUpdate(ref _eventEdits, (row.Index, row.IndexVariant), whole, (_, _) => whole);
        Interlocked.Increment(ref _version);
    }

    /// <summary>Takes every edit back.</summary>
    public void Reset()
    {
        _marketEdits = ImmutableDictionary<(int, int), MarketRecord?>.Empty;
        _eventEdits = ImmutableDictionary<(int, int), EventRecord>.Empty;
        Interlocked.Increment(ref _version);
    }

    private (int, int) Place(MarketRow market, int variant)
    {
        for (var m = _events[market.Record.Event].First; m < _events[market.Record.Event].First + _events[market.Record.Event].Count; m++)
        {
            if (TryMarketAt(m, variant, out var at) && ReferenceEquals(at.Record, market.Record))
                return (m, variant);
        }

        throw new ArgumentException("The market is not in this catalog.", nameof(market));
    }

    private EventRow EventAt(int index, int variant) =>
        _eventEdits.TryGetValue((index, variant), out var edited)
            ? new EventRow(edited, 0, index, variant)
            : new EventRow(_events[index], variant, index, variant);

    private bool TryMarketAt(int index, int variant, out MarketRow market)
    {
        market = new MarketRow(_markets[index], variant);
        if (MarketNumber(index, variant) >= MarketRows)
            return false;
        if (_marketEdits.IsEmpty || !_marketEdits.TryGetValue((index, variant), out var edited))
            return true;
        if (edited is null)
            return false;
        market = new MarketRow(edited, 0);
        return true;
    }

    private int MarketNumber(int index, int variant) => variant * _markets.Length + index;

    private int EventNumber(int index, int variant) => variant * _events.Length + index;

    private static bool TryPlace(
        Dictionary<string, int> index, string id, CutKind kind, Func<int, string> baseId, out int place, out int variant)
    {
        variant = 0;
        if (Variants.Start(kind) < 0)
        {
            if (index.TryGetValue(id, out place))
                return true;
            return Variants.TrySplit(id, kind, out var unmarked, out variant) && index.TryGetValue(unmarked, out place);
        }

        if (!index.TryGetValue(Variants.Key(id, kind), out place))
            return false;
        var own = baseId(place);
        if (string.Equals(own, id, StringComparison.OrdinalIgnoreCase))
            return true;
        variant = Variants.Read(id, kind);
        return variant is > 0 and <= Variants.Max;
    }

    private void Index(MarketFacts facts, int place)
    {
        _ids.TryAdd(Variants.Key(facts.Id, _idKind), place);
        if (facts.ConditionId is { Length: > 0 } condition)
            _conditions.TryAdd(Variants.Key(condition, CutKind.Hex), place);
        if (facts.Slug is { } slug)
            _slugs.TryAdd("m/" + slug, place);
        for (var t = 0; t < facts.Tokens.Count && t < 8; t++)
            _tokens.TryAdd(Variants.Key(facts.Tokens[t], _tokenKind), (place << 3) | t);
    }

    /// <summary>Whole variants while they fit; the last one takes as many whole events as are needed.</summary>
    private void CountRows(int target)
    {
        if (_markets.Length == 0 || target <= _markets.Length)
        {
            EventRows = _events.Length;
            MarketRows = _markets.Length;
            return;
        }

        var whole = Math.Min(target / _markets.Length, Variants.Max);
        var events = 0;
        while (events < _events.Length && whole * _markets.Length + _events[events].First < target)
            events++;
        EventRows = whole * _events.Length + events;
        MarketRows = target; // the last event may keep some of its markets back
    }
}
