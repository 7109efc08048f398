using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Foresight;
using Faro.Sandbox.Kalshi;
using Faro.Sandbox.Polymarket;
using Faro.Sandbox.Recorded;
using Faro.Sandbox.Serving;

namespace Faro.Sandbox;

/// <summary>Edits of the catalogs while they are served: text, close, resolve, remove. Ids are the venue's own:
/// Gamma id or condition id, Kalshi ticker, Foresight condition id.</summary>
public sealed class SandboxCatalog
{
    private readonly Lock _gate = new();

    private SandboxCatalog(VenueCatalog polymarket, VenueCatalog kalshi, VenueCatalog foresight) =>
        (Polymarket, Kalshi, Foresight) = (polymarket, kalshi, foresight);

    internal VenueCatalog Polymarket { get; }

    internal VenueCatalog Kalshi { get; }

    internal VenueCatalog Foresight { get; }

    internal static SandboxCatalog From(CatalogContent content, int multiplyTo)
    {
        int[] counts = [Count(content.Polymarket), Count(content.Kalshi), Count(content.Foresight)];
        var total = Math.Max(counts.Sum(), 1);
        var polymarket = (int)((long)multiplyTo * counts[0] / total);
        var kalshi = (int)((long)multiplyTo * counts[1] / total);
        return new SandboxCatalog(
            new VenueCatalog(content.Polymarket, CutKind.Number, CutKind.Token, polymarket),
            new VenueCatalog(content.Kalshi, CutKind.Ticker, CutKind.Mint, kalshi),
            new VenueCatalog(content.Foresight, CutKind.Hex, CutKind.Token, multiplyTo - polymarket - kalshi));
    }

    /// <summary>Changes a market's question; false when there is no such market.</summary>
    public bool SetTitle(string venue, string id, string title) => Change(venue, id, o =>
        o[venue switch { "kalshi" => "title", _ => "question" }] = title);

    /// <summary>Changes a market's resolution rules; false when there is no such market.</summary>
    public bool SetRules(string venue, string id, string rules) => Change(venue, id, o =>
        o[venue switch { "polymarket" => "description", "kalshi" => "rules_primary", _ => "rules" }] = rules);

    /// <summary>Sets any top-level members of a market's record (Kalshi: of its v2 record); false when there is no such market.</summary>
    public bool SetMembers(string venue, string id, JsonObject members)
    {
        ArgumentNullException.ThrowIfNull(members);
        return Change(venue, id, o =>
        {
            foreach (var (name, value) in members)
                o[name] = value?.DeepClone();
        });
    }

    /// <summary>Ends trading; false when there is no such market.</summary>
    public bool Close(string venue, string id) => Change(venue, id, o =>
    {
        switch (venue)
        {
            case "polymarket":
                o["closed"] = true;
                o["acceptingOrders"] = false;
                break;
            case "kalshi":
                o["status"] = "closed";
                break;
            default:
                o["status"] = "CLOSED";
                break;
        }
    });

    /// <summary>Settles a market: <c>yes</c>, <c>no</c> or <c>split</c>; false when there is no such market or outcome.</summary>
    public bool Resolve(string venue, string id, string outcome) => outcome is "yes" or "no" or "split" && Change(venue, id, o =>
    {
        switch (venue)
        {
            case "polymarket":
                o["closed"] = true;
                o["acceptingOrders"] = false;
                o["umaResolutionStatus"] = "resolved";
                o["outcomePrices"] = outcome switch { "yes" => "[\"1\", \"0\"]", "no" => "[\"0\", \"1\"]", _ => "[\"0.5\", \"0.5\"]" };
                break;
            case "kalshi":
                o["status"] = "finalized";
                o["result"] = outcome == "split" ? "scalar" : outcome;
                o["settlement_value_dollars"] = outcome switch { "yes" => "1.0000", "no" => "0.0000", _ => "0.5000" };
                break;
            default:
                o["status"] = "RESOLVED";
                o["payout_yes"] = outcome switch { "yes" => 100, "no" => 0, _ => 50 };
                break;
        }
    });

    /// <summary>Removes a market from every listing; false when there is no such market.</summary>
    public bool Remove(string venue, string id)
    {
        lock (_gate)
        {
            if (!TryFind(venue, id, out var catalog, out var row, out var variant))
                return false;
            catalog.Edit(row, variant, null);
            return true;
        }
    }

    /// <summary>Lists one more market at the end, from a record in the venue's form: a Gamma market (with or without its event),
    /// a Kalshi v2 or DFlow market, a Foresight market. False when it is there already or the record is none.</summary>
    public bool Add(string venue, ReadOnlyMemory<byte> record)
    {
        lock (_gate)
        {
            try
            {
                var bytes = record.ToArray();
                using var document = JsonDocument.Parse(bytes);
                if (document.RootElement.ValueKind != JsonValueKind.Object)
                    return false;
                return venue switch
                {
                    "polymarket" => AddGamma(bytes, document.RootElement),
                    "kalshi" => AddKalshi(bytes, document.RootElement),
                    "foresight" => Foresight.Add(ForesightShape.Group(ForesightShape.Market(bytes))),
                    _ => false,
                };
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                return false; // not in the venue's form
            }
        }
    }

    /// <summary>Undoes every edit; added markets are kept.</summary>
    public void Reset()
    {
        Polymarket.Reset();
        Kalshi.Reset();
        Foresight.Reset();
    }

    private bool AddGamma(byte[] record, JsonElement parsed)
    {
        var recordings = new GammaRecordings(new NestedRecords());
        return recordings.TakeMarket(record, parsed) is null && Polymarket.Add(recordings.Groups()[0]);
    }

    private bool AddKalshi(byte[] record, JsonElement parsed)
    {
        var recordings = new KalshiRecordings(new NestedRecords());
        var taken = parsed.TryGetProperty("eventTicker", out _) ? recordings.TakeDFlowMarket(record, parsed) : recordings.TakeMarket(record, parsed);
        return taken is null && recordings.Groups() is [{ Markets.Count: > 0 } group] && Kalshi.Add(group);
    }

    private static int Count(IReadOnlyList<EventGroup> groups) => groups.Sum(g => g.Markets.Count);

    private bool Change(string venue, string id, Action<JsonObject> change)
    {
        lock (_gate)
        {
            if (!TryFind(venue, id, out var catalog, out var row, out var variant))
                return false;
            var record = JsonNode.Parse(row.Record.Json.Materialise(row.Variant))!.AsObject();
            change(record);
            var json = Encoding.UTF8.GetBytes(record.ToJsonString(new JsonSerializerOptions { Encoder = JsonText.Encoder }));
            catalog.Edit(row, variant, venue switch
            {
                "polymarket" => GammaShape.Market(json),
                "kalshi" => KalshiShape.Market(json, Accounts(row)),
                _ => ForesightShape.Market(json),
            });
            if (venue == "polymarket")
                CloseEmptyEvent(catalog.EventOf(row, variant));
            return true;
        }
    }

    /// <summary>An event is closed when all of its markets are.</summary>
    private void CloseEmptyEvent(EventRow row)
    {
        if (row.Record.Facts.Closed || Polymarket.MarketsOf(row).Any(m => !m.Record.Facts.Closed))
            return;
        var head = JsonNode.Parse(row.Record.Head.Materialise(row.Variant))!.AsObject();
        head["closed"] = true;
        Polymarket.Edit(row, GammaShape.Event(Encoding.UTF8.GetBytes(head.ToJsonString(new JsonSerializerOptions { Encoder = JsonText.Encoder }))));
    }

    private static byte[]? Accounts(MarketRow row)
    {
        using var translated = JsonDocument.Parse(row.Record.Translated!.Materialise(row.Variant));
        return translated.RootElement.Member("accounts") is { } accounts ? Encoding.UTF8.GetBytes(accounts.GetRawText()) : null;
    }

    private bool TryFind(string venue, string id, out VenueCatalog catalog, out MarketRow row, out int variant)
    {
        row = default;
        variant = 0;
        switch (venue)
        {
            case "polymarket":
                catalog = Polymarket;
                return catalog.TryFindMarket(id, out row, out variant) || catalog.TryFindByCondition(id, out row, out variant);
            case "kalshi":
                catalog = Kalshi;
                return catalog.TryFindMarket(id, out row, out variant);
            case "foresight":
                catalog = Foresight;
                return catalog.TryFindMarket(id.Split(':')[0].ToLowerInvariant(), out row, out variant);
            default:
                catalog = Polymarket;
                return false;
        }
    }
}
