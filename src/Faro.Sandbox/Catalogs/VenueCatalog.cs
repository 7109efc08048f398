using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Faro.Sandbox.Catalogs;

/// <summary>One venue's catalog: immutable base records, their variants, and the edits made since the start.
/// Rows keep their places for the life of the process, so a walk is not disturbed by an edit.</summary>
internal sealed class VenueCatalog
{
    private readonly EventRecord[] _events;
    private readonly MarketRecord[] _markets;
    private readonly bool[] _read;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _conditions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _eventIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _slugs = new(StringComparer.Ordinal);
    private readonly CutKind _idKind;
    private readonly CutKind _tokenKind;
    private ImmutableDictionary<(int, int), MarketRecord?> _marketEdits = ImmutableDictionary<(int, int), MarketRecord?>.Empty;
    private ImmutableDictionary<(int, int), EventRecord> _eventEdits = ImmutableDictionary<(int, int), EventRecord>.Empty;
    private readonly ConcurrentDictionary<string, int> _addedIds = new(StringComparer.OrdinalIgnoreCase);
    private ImmutableList<EventRecord> _addedEvents = [];
    private ImmutableList<MarketRecord> _addedMarkets = [];
    private int _version;
    private int _baseEventRows;
    private int _baseMarketRows;

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
        _read = new bool[_markets.Length];
        CountRows(targetMarkets);
    }

    /// <summary>Events that can be listed, removed markets' events included.</summary>
    public int EventRows => _baseEventRows + _addedEvents.Count;

    /// <summary>Places of markets; a removed market's place is empty.</summary>
    public int MarketRows => _baseMarketRows + _addedMarkets.Count;

    public int BaseMarkets => _markets.Length;

    public int BaseEvents => _events.Length;

    /// <summary>Grows with each edit.</summary>
    public int Version => _version;

    public CutKind IdKind => _idKind;

    public CutKind TokenKind => _tokenKind;

    /// <summary>The event at a place of the listing.</summary>
    public EventRow Event(int row) => row >= _baseEventRows
        ? EventAt(_events.Length + row - _baseEventRows, 0)
        : EventAt(row % _events.Length, row / _events.Length);

    /// <summary>The market at a place of the listing; false when it was removed.</summary>
    public bool TryMarket(int row, out MarketRow market) => row >= _baseMarketRows
        ? TryMarketAt(_markets.Length + row - _baseMarketRows, 0, out market)
        : TryMarketAt(row % _markets.Length, row / _markets.Length, out market);

    /// <summary>The variant of the market at a place of the listing.</summary>
    public int VariantOf(int row) => row >= _baseMarketRows ? 0 : row / _markets.Length;

    /// <summary>The markets of an event, in the venue's order.</summary>
    public IEnumerable<MarketRow> MarketsOf(EventRow row)
    {
        var record = BaseEvent(row.Index);
        for (var m = record.First; m < record.First + record.Count; m++)
        {
            if (TryMarketAt(m, row.IndexVariant, out var market))
                yield return market;
        }
    }

    /// <summary>The same, for a client: records that they were read.</summary>
    public IEnumerable<MarketRow> ReadMarketsOf(EventRow row)
    {
        if (row.Index < _events.Length)
            _read.AsSpan(_events[row.Index].First, _events[row.Index].Count).Fill(true);
        return MarketsOf(row);
    }

    /// <summary>The catalog's initial markets, and whether a client has read their event since.</summary>
    public IEnumerable<(MarketRecord Market, bool Read)> Reading() => _markets.Select((m, i) => (m, _read[i]));

    /// <summary>The event that a market belongs to.</summary>
    public EventRow EventOf(MarketRow market, int variant) => EventAt(market.Record.Event, variant);

    public bool TryFindMarket(string id, out MarketRow market, out int variant)
    {
        market = default;
        return TryPlace(_ids, id, _idKind, m => BaseMarket(m).Facts.Id, out var m, out variant) && TryMarketAt(m, variant, out market);
    }

    public bool TryFindByCondition(string conditionId, out MarketRow market, out int variant)
    {
        market = default;
        var id = conditionId.ToLowerInvariant();
        return TryPlace(_conditions, id, CutKind.Hex, m => BaseMarket(m).Facts.ConditionId!, out var m, out variant)
            && TryMarketAt(m, variant, out market);
    }

    /// <summary>Finds the market of a token or mint; <paramref name="position"/> is its place in <see cref="MarketFacts.Tokens"/>.</summary>
    public bool TryFindByToken(string token, out MarketRow market, out int position, out int variant)
    {
        market = default;
        position = 0;
        if (!TryPlace(_tokens, token, _tokenKind, c => BaseMarket(c >> 3).Facts.Tokens[c & 7], out var code, out variant))
            return false;
        position = code & 7;
        return TryMarketAt(code >> 3, variant, out market);
    }

    public bool TryFindMarketBySlug(string slug, out MarketRow market, out int variant)
    {
        market = default;
        return TryPlace(_slugs, "m/" + slug, CutKind.Slug, m => "m/" + BaseMarket(m).Facts.Slug, out var m, out variant)
            && TryMarketAt(m, variant, out market);
    }

    public bool TryFindEventBySlug(string slug, out EventRow row)
    {
        row = default;
        if (!TryPlace(_slugs, "e/" + slug, CutKind.Slug, e => "e/" + BaseEvent(e).Facts.Slug, out var e, out var variant))
            return false;
        row = EventAt(e, variant);
        return true;
    }

    public bool TryFindEvent(string id, out EventRow row)
    {
        row = default;
        if (!TryPlace(_eventIds, id, _idKind, e => BaseEvent(e).Facts.Id, out var e, out var variant) || (e < _events.Length && variant * _events.Length + e >= _baseEventRows))
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
        var whole = edited with { First = BaseEvent(row.Index).First, Count = BaseEvent(row.Index).Count };
        ImmutableInterlocked.AddOrUpdate(ref _eventEdits, (row.Index, row.IndexVariant), whole, (_, _) => whole);
        Interlocked.Increment(ref _version);
    }

    /// <summary>Lists one more event at the end. False when one of its markets is there already.</summary>
    public bool Add(EventGroup group)
    {
        var first = _markets.Length + _addedMarkets.Count;
        var index = _events.Length + _addedEvents.Count;
        if (group.Markets.Any(m => TryPlace(_ids, m.Facts.Id, _idKind, i => BaseMarket(i).Facts.Id, out _, out _)))
            return false;
        _addedMarkets = _addedMarkets.AddRange(group.Markets.Select(m => m with { Event = index }));
        _addedEvents = _addedEvents.Add(group.Event with { First = first, Count = group.Markets.Count });
        _addedIds[Scope(_eventIds) + group.Event.Facts.Id] = index;
        if (group.Event.Facts.Slug is { } eventSlug)
            _addedIds[Scope(_slugs) + "e/" + eventSlug] = index;
        for (var i = 0; i < group.Markets.Count; i++)
        {
            var facts = group.Markets[i].Facts;
            _addedIds[Scope(_ids) + facts.Id] = first + i;
            if (facts.ConditionId is { Length: > 0 } condition)
                _addedIds[Scope(_conditions) + condition] = first + i;
            if (facts.Slug is { } slug)
                _addedIds[Scope(_slugs) + "m/" + slug] = first + i;
            for (var t = 0; t < facts.Tokens.Count && t < 8; t++)
                _addedIds[Scope(_tokens) + facts.Tokens[t]] = ((first + i) << 3) | t;
        }

        Interlocked.Increment(ref _version);
        return true;
    }

    /// <summary>Undoes every edit; added markets are kept.</summary>
    public void Reset()
    {
        _marketEdits = ImmutableDictionary<(int, int), MarketRecord?>.Empty;
        _eventEdits = ImmutableDictionary<(int, int), EventRecord>.Empty;
        Interlocked.Increment(ref _version);
    }

    private (int, int) Place(MarketRow market, int variant)
    {
        var owner = BaseEvent(market.Record.Event);
        for (var m = owner.First; m < owner.First + owner.Count; m++)
        {
            if (TryMarketAt(m, variant, out var at) && ReferenceEquals(at.Record, market.Record))
                return (m, variant);
        }

        throw new ArgumentException("The market is not in this catalog.", nameof(market));
    }

    private EventRow EventAt(int index, int variant) =>
        _eventEdits.TryGetValue((index, variant), out var edited)
            ? new EventRow(edited, 0, index, variant)
            : new EventRow(BaseEvent(index), variant, index, variant);

    private bool TryMarketAt(int index, int variant, out MarketRow market)
    {
        market = new MarketRow(BaseMarket(index), variant);
        if (index < _markets.Length && variant * _markets.Length + index >= _baseMarketRows)
            return false;
        if (_marketEdits.IsEmpty || !_marketEdits.TryGetValue((index, variant), out var edited))
            return true;
        if (edited is null)
            return false;
        market = new MarketRow(edited, 0);
        return true;
    }

    private EventRecord BaseEvent(int index) => index < _events.Length ? _events[index] : _addedEvents[index - _events.Length];

    private MarketRecord BaseMarket(int index) => index < _markets.Length ? _markets[index] : _addedMarkets[index - _markets.Length];

    private bool TryPlace(
        Dictionary<string, int> index, string id, CutKind kind, Func<int, string> baseId, out int place, out int variant)
    {
        variant = 0;
        if (!_addedIds.IsEmpty && _addedIds.TryGetValue(Scope(index) + id, out place))
            return true;
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

    /// <summary>Added ids are in one table, distinguished by the index that they complete.</summary>
    private string Scope(Dictionary<string, int> index) =>
        index == _ids ? "id/" : index == _tokens ? "token/" : index == _conditions ? "condition/" : index == _slugs ? "slug/" : "event/";

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

    /// <summary>Complete variants while they fit; the last one has as many complete events as are needed.</summary>
    private void CountRows(int target)
    {
        if (_markets.Length == 0 || target <= _markets.Length)
        {
            _baseEventRows = _events.Length;
            _baseMarketRows = _markets.Length;
            return;
        }

        var whole = Math.Min(target / _markets.Length, Variants.Max);
        var events = 0;
        while (events < _events.Length && whole * _markets.Length + _events[events].First < target)
            events++;
        _baseEventRows = whole * _events.Length + events;
        _baseMarketRows = target; // the last event may omit some of its markets
    }
}
