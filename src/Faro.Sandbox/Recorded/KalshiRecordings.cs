using System.Text;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Kalshi;
using Faro.Sandbox.Serving;

namespace Faro.Sandbox.Recorded;

/// <summary>Gathers Kalshi's and DFlow's recordings into events with markets.</summary>
internal sealed class KalshiRecordings
{
    private readonly Dictionary<string, EventRecord> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (byte[] Json, string Event, byte[]? Accounts, byte[]? DFlow)> _markets = new(StringComparer.Ordinal);

    /// <summary>Recorded parlays, which belong to no listed event.</summary>
    public List<byte[]> Parlays { get; } = [];

    public string? TakeEvent(byte[] line, JsonElement record)
    {
        if (record.Text("event_ticker") is not { } ticker)
            return "without event_ticker";
        return _events.TryAdd(ticker, KalshiShape.Event(JsonEdit.Remove(line, "markets", out _))) ? null : "recorded twice";
    }

    public string? TakeMarket(byte[] line, JsonElement record)
    {
        if (record.Text("ticker") is not { } ticker || record.Text("event_ticker") is not { } owner)
            return "without ticker or event_ticker";
        if (record.TryGetProperty("mve_collection_ticker", out _) || ticker.StartsWith("KXMVE", StringComparison.Ordinal))
        {
            Parlays.Add(line);
            return null;
        }

        if (!_events.ContainsKey(owner))
            _events[owner] = KalshiShape.Event(JsonText.Object(w =>
            {
                w.WriteString("event_ticker", owner);
                w.WriteString("series_ticker", owner.Split('-')[0]);
                w.WriteString("title", record.Text("title") ?? owner);
                w.WriteString("sub_title", "");
                w.WriteString("category", "");
            }));
        return _markets.TryAdd(ticker, (line, owner, null, null)) ? null : "recorded twice";
    }

    /// <summary>A DFlow event with nested markets. Where Kalshi's own record is there it stays, and takes the recorded mints.</summary>
    public string? TakeDFlowEvent(byte[] line, JsonElement record)
    {
        if (record.Text("ticker") is not { } ticker || !record.TryGetProperty("markets", out var markets) || markets.ValueKind != JsonValueKind.Array)
            return "without ticker or markets";
        if (!_events.ContainsKey(ticker))
            _events[ticker] = KalshiShape.Event(JsonText.Object(w => KalshiShape.V2Event(w, record)), JsonEdit.Remove(line, "markets", out _));
        foreach (var market in markets.EnumerateArray())
        {
            if (market.Text("ticker") is not { } id)
                continue;
            if (_markets.TryGetValue(id, out var known))
            {
                var accounts = market.TryGetProperty("accounts", out var a) ? Encoding.UTF8.GetBytes(a.GetRawText()) : null;
                _markets[id] = known with { Accounts = accounts };
            }
            else
            {
                _markets[id] = (JsonText.Object(w => KalshiShape.V2Market(w, market)), ticker, null, Encoding.UTF8.GetBytes(market.GetRawText()));
            }
        }

        return null;
    }

    /// <summary>A DFlow market alone: its event is made up from it.</summary>
    public string? TakeDFlowMarket(byte[] line, JsonElement record)
    {
        if (record.Text("ticker") is not { } ticker || record.Text("eventTicker") is not { } owner)
            return "without ticker or eventTicker";
        _events[owner] = KalshiShape.Event(JsonText.Object(w =>
        {
            w.WriteString("event_ticker", owner);
            w.WriteString("series_ticker", owner.Split('-')[0]);
            w.WriteString("title", record.Text("title") ?? owner);
            w.WriteString("sub_title", "");
            w.WriteString("category", "");
        }));
        _markets[ticker] = (JsonText.Object(w => KalshiShape.V2Market(w, record)), owner, null, line);
        return null;
    }

    /// <summary>Events by ticker, each with its markets by ticker. An event without any recorded market is served empty, as the venue does.</summary>
    public IReadOnlyList<EventGroup> Groups()
    {
        var byEvent = _markets.ToLookup(m => m.Value.Event, StringComparer.Ordinal);
        return
        [
            .. _events.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => new EventGroup(e.Value,
                [.. byEvent[e.Key].OrderBy(m => m.Key, StringComparer.Ordinal)
                    .Select(m => KalshiShape.Market(m.Value.Json, m.Value.Accounts, m.Value.DFlow))])),
        ];
    }
}
