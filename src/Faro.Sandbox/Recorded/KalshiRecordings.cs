using System.Text;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Kalshi;
using Faro.Sandbox.Serving;

namespace Faro.Sandbox.Recorded;

/// <summary>Gathers Kalshi's and DFlow's recordings into events with markets.</summary>
internal sealed class KalshiRecordings(NestedRecords nested)
{
    private readonly Dictionary<string, EventRecord> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (MarketRecord Market, string Event)> _markets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _madeUp = new(StringComparer.Ordinal); // titles of events that were not recorded

    /// <summary>Recorded parlays, which belong to no listed event.</summary>
    public List<byte[]> Parlays { get; } = [];

    public string? TakeEvent(byte[] line, JsonElement record)
    {
        if (record.Id("event_ticker") is not { } ticker)
            return "without event_ticker";
        return _events.TryAdd(ticker, KalshiShape.Event(JsonEdit.Remove(line, "markets", out _))) ? null : "recorded twice";
    }

    public string? TakeMarket(byte[] line, JsonElement record)
    {
        if (record.Id("ticker") is not { } ticker || record.Id("event_ticker") is not { } owner)
            return "without ticker or event_ticker";
        if (record.Member("mve_collection_ticker") is not null || ticker.StartsWith("KXMVE", StringComparison.Ordinal))
        {
            Parlays.Add(line);
            return null;
        }

        if (_markets.ContainsKey(ticker))
            return "recorded twice";
        var market = KalshiShape.Market(line) with { File = nested.File };
        MakeUpEvent(record, owner);
        _markets[ticker] = (market, owner);
        return null;
    }

    /// <summary>A DFlow event with nested markets. Where Kalshi's own record is there it stays, and takes the recorded mints.</summary>
    public string? TakeDFlowEvent(byte[] line, JsonElement record)
    {
        if (record.Id("ticker") is not { } ticker || record.Member("markets") is not { ValueKind: JsonValueKind.Array } markets)
            return "without ticker or markets";
        if (!_events.ContainsKey(ticker))
            _events[ticker] = KalshiShape.Event(JsonText.Object(w => KalshiShape.V2Event(w, record)), JsonEdit.Remove(line, "markets", out _));
        foreach (var market in markets.EnumerateArray())
            nested.Take(() => TakeNested(market, ticker));
        return null;
    }

    private string? TakeNested(JsonElement market, string owner)
    {
        if (market.Id("ticker") is not { } id)
            return "without ticker";
        if (_markets.TryGetValue(id, out var known))
        {
            if (market.Member("accounts") is { ValueKind: JsonValueKind.Object } accounts)
                _markets[id] = known with
                {
                    Market = KalshiShape.Market(known.Market.Json.Json, Encoding.UTF8.GetBytes(accounts.GetRawText())) with { File = known.Market.File },
                };
            return null;
        }

        var v2 = JsonText.Object(w => KalshiShape.V2Market(w, market, owner));
        _markets[id] = (KalshiShape.Market(v2, recordedDFlow: WithoutOddAccounts(Encoding.UTF8.GetBytes(market.GetRawText()), market)) with { File = nested.File }, owner);
        return null;
    }

    /// <summary>A DFlow market alone: its event is made up from it.</summary>
    public string? TakeDFlowMarket(byte[] line, JsonElement record)
    {
        if (record.Id("ticker") is not { } ticker || record.Id("eventTicker") is not { } owner)
            return "without ticker or eventTicker";
        var market = KalshiShape.Market(JsonText.Object(w => KalshiShape.V2Market(w, record, owner)), recordedDFlow: WithoutOddAccounts(line, record));
        MakeUpEvent(record, owner);
        _markets[ticker] = (market, owner);
        return null;
    }

    /// <summary>Events by ticker, each with its markets by ticker. An event without any recorded market is served empty, as the venue does.</summary>
    public IReadOnlyList<EventGroup> Groups()
    {
        var byEvent = _markets.ToLookup(m => m.Value.Event, StringComparer.Ordinal);
        return
        [
            .. _events.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => new EventGroup(e.Value,
                [.. byEvent[e.Key].OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => m.Value.Market)])),
        ];
    }

    /// <summary>A market whose accounts are a list or a word is served without any, as one that has none yet.</summary>
    private static byte[] WithoutOddAccounts(byte[] json, JsonElement market) =>
        market.Member("accounts") is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) } ? JsonEdit.Remove(json, "accounts", out _) : json;

    /// <summary>The event of a market whose event was not recorded: its title is what its markets' titles have in common.</summary>
    private void MakeUpEvent(JsonElement market, string ticker)
    {
        var known = _madeUp.TryGetValue(ticker, out var title);
        if (!known && _events.ContainsKey(ticker))
            return;
        var own = market.Text("title") ?? ticker;
        var common = known ? CommonTitle(title!, own) : own;
        _madeUp[ticker] = common;
        if (common != title)
            _events[ticker] = OwnEvent(common, ticker);
    }

    /// <summary>"Will … win the cup?" of "Will Lakeview win the cup?" and "Will Hillside win the cup?"; the first where they share less than two words.</summary>
    internal static string CommonTitle(string first, string second)
    {
        if (first == second)
            return first;
        var (a, b) = (first.Split(' '), second.Split(' '));
        var most = Math.Min(a.Length, b.Length);
        var begin = a.Zip(b).TakeWhile(w => w.First == w.Second).Count();
        var end = a.Reverse().Zip(b.Reverse()).Take(most - begin).TakeWhile(w => w.First == w.Second).Count();
        return begin + end < 2 ? first : string.Join(' ', [.. a.Take(begin), "…", .. a.TakeLast(end)]);
    }

    private static EventRecord OwnEvent(string title, string ticker) => KalshiShape.Event(JsonText.Object(w =>
    {
        w.WriteString("event_ticker", ticker);
        w.WriteString("series_ticker", ticker.Split('-')[0]);
        w.WriteString("title", title);
        w.WriteString("sub_title", "");
        w.WriteString("category", "");
    }));
}
