using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Orders.Quotes;
using Faro.Venues;

namespace Faro.Orders;

/// <summary>Positions and values, read through at every call and kept nowhere.</summary>
public sealed class PortfolioService(QuoteService quotes)
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Positions per venue; a venue that cannot be read is an entry with an error unless the answer means nothing without it.</summary>
    public Task<OrderAnswer<JsonObject>> Positions(PortfolioRequest request, bool test, CancellationToken cancel) =>
        Read(test, d => d.PositionsNote, async venue => Node(await venue.GetPositions(request, cancel)));

    /// <summary>Values per venue.</summary>
    public Task<OrderAnswer<JsonObject>> Balances(PortfolioRequest request, bool test, CancellationToken cancel) =>
        Read(test, d => d.BalancesNote, async venue => Node(await venue.GetBalances(request, cancel)));

    private async Task<OrderAnswer<JsonObject>> Read(bool test, Func<VenueDialect, string?> note, Func<ITradingVenue, Task<JsonNode>> read)
    {
        if (quotes.Clients(test) is not { } clients) return new OrderRefusal(503, "unavailable", "There is no sandbox here for test keys.");
        var parts = await Task.WhenAll(VenueDialects.All.Select(d => Part(d, clients.Trading(d.Venue), note(d), read)));
        if (parts.FirstOrDefault(p => p.Refusal is not null && p.Venue.PortfolioIsRequired) is { Refusal: { } refusal }) return refusal;
        return new JsonObject(parts.Select(p => KeyValuePair.Create(p.Venue.Name, (JsonNode?)(p.Node ?? Error(p.Refusal!)))));
    }

    private static async Task<(VenueDialect Venue, JsonNode? Node, OrderRefusal? Refusal)> Part(
        VenueDialect dialect, ITradingVenue? venue, string? note, Func<ITradingVenue, Task<JsonNode>> read)
    {
        if (venue is null) return (dialect, note is null ? new JsonArray() : new JsonObject { ["note"] = note }, null); // switched off
        try
        {
            return (dialect, await read(venue), null);
        }
        catch (VenueException e)
        {
            return (dialect, null, new OrderRefusal(502, "upstream", e.Message) { Venue = dialect.Name, VenueCode = e.Code });
        }
    }

    private static JsonObject Error(OrderRefusal refusal) => new() { ["error"] = refusal.Message, ["error_code"] = refusal.VenueCode };

    private static JsonNode Node(VenuePositions found)
    {
        var positions = found.Positions is { } list ? new JsonArray([.. list.Select(p => (JsonNode)Position(p))]) : null;
        if (found.Note is not { } note) return positions ?? [];
        var entry = new JsonObject { ["note"] = note };
        if (positions is not null) entry["positions"] = positions;
        if (found.Usdc is { } usdc) entry["usdc"] = usdc;
        return entry;
    }

    private static JsonNode Node(VenueBalances found)
    {
        if (found.Collateral is { } collateral) return JsonSerializer.SerializeToNode(collateral, SnakeCase)!;
        var entry = new JsonObject();
        if (found.PortfolioValueUsd is { } value) entry["portfolio_value_usd"] = value;
        if (found.Note is { } note) entry["note"] = note;
        if (found.Usdc is { } usdc) entry["usdc"] = usdc;
        return entry;
    }

    private static JsonObject Position(VenuePosition position) => new()
    {
        ["market"] = position.Market?.MarketId ?? position.TokenId,
        ["size"] = position.Shares,
        ["avg_price"] = position.AveragePrice,
        ["token_id"] = position.TokenId,
        ["outcome"] = position.Outcome?.Word(),
        ["outcome_label"] = position.OutcomeLabel,
        ["title"] = position.Title,
        ["current_price"] = position.CurrentPrice,
        ["current_value_usd"] = position.CurrentValue,
        ["redeemable"] = position.Redeemable,
    };
}
