using System.Text.Json.Nodes;
using Faro.Orders.Preparing;
using Faro.Orders.Quotes;
using Faro.Venues;
using Faro.Venues.Foresight;

namespace Faro.Orders;

/// <summary>Positions and values, read through at every call and kept nowhere.</summary>
public sealed class PortfolioService(QuoteService quotes)
{
    /// <summary>The documented note on Kalshi's positions.</summary>
    public const string PositionsNote =
        "DFlow does not yet expose a positions endpoint — read SPL token balances on Solana for each outcome mint to derive positions.";

    /// <summary>The documented note on Kalshi's balance.</summary>
    public const string BalancesNote =
        "DFlow does not expose balances directly. Read the Solana wallet's USDC balance via the standard Solana RPC.";

    private const string ForesightNote = "Foresight tells holdings only to their owner: send fs-api-key and fs-api-secret as headers.";

    /// <summary>Positions per venue; a venue that cannot be read is an entry with an error unless it is the only one asked for.</summary>
    public async Task<OrderAnswer<JsonObject>> Positions(
        string wallet, string? dflowAccount, ForesightHeaders? foresight, bool test, CancellationToken cancel)
    {
        if (quotes.Clients(test) is not { } clients) return NoSandbox;
        var polymarket = Try<JsonArray>(Venue.Polymarket, clients.Polymarket is { } p
            ? async () => new JsonArray([.. (await p.GetPositions(wallet, cancel)).Select(x => (JsonNode)Position(x))])
            : null);
        var kalshi = dflowAccount is null || clients.Kalshi is not { } k
            ? Task.FromResult<(JsonNode?, OrderRefusal?)>((new JsonObject { ["note"] = PositionsNote }, null))
            : Try(Venue.Kalshi, async () => new JsonObject
            {
                ["note"] = PositionsNote,
                ["positions"] = new JsonArray([.. (await k.GetPositions(dflowAccount, cancel)).Select(x => (JsonNode)Position(x))]),
                ["usdc"] = await k.GetUsdc(dflowAccount, cancel),
            });
        var fore = foresight is null || clients.Foresight is not { } f
            ? Task.FromResult<(JsonNode?, OrderRefusal?)>((new JsonObject { ["note"] = ForesightNote }, null))
            : Try(Venue.Foresight, async () => new JsonArray([.. (await f.GetPositions(foresight, cancel)).Select(x => (JsonNode)Position(x))]));
        var (first, refusal) = await polymarket;
        if (refusal is not null) return refusal; // the documented part of the answer is not there
        return new JsonObject { ["polymarket"] = first, ["kalshi"] = Entry(await kalshi), ["foresight"] = Entry(await fore) };
    }

    /// <summary>Values per venue.</summary>
    public async Task<OrderAnswer<JsonObject>> Balances(
        string wallet, string? dflowAccount, ForesightHeaders? foresight, bool test, CancellationToken cancel)
    {
        if (quotes.Clients(test) is not { } clients) return NoSandbox;
        var polymarket = Try<JsonObject>(Venue.Polymarket, clients.Polymarket is { } p
            ? async () => new JsonObject { ["portfolio_value_usd"] = await p.GetPositionsValue(wallet, cancel) }
            : null);
        var kalshi = dflowAccount is null || clients.Kalshi is not { } k
            ? Task.FromResult<(JsonNode?, OrderRefusal?)>((new JsonObject { ["note"] = BalancesNote }, null))
            : Try(Venue.Kalshi, async () => new JsonObject { ["note"] = BalancesNote, ["usdc"] = await k.GetUsdc(dflowAccount, cancel) });
        var fore = foresight is null || clients.Foresight is not { } f
            ? Task.FromResult<(JsonNode?, OrderRefusal?)>((new JsonObject { ["note"] = ForesightNote }, null))
            : Try(Venue.Foresight, async () => Collateral(await f.GetBalances(foresight, cancel)));
        var (first, refusal) = await polymarket;
        if (refusal is not null) return refusal;
        return new JsonObject { ["polymarket"] = first, ["kalshi"] = Entry(await kalshi), ["foresight"] = Entry(await fore) };
    }

    private static OrderRefusal NoSandbox { get; } = new(503, "unavailable", "There is no sandbox here for test keys.");

    private static async Task<(JsonNode? Node, OrderRefusal? Refusal)> Try<T>(Venue venue, Func<Task<T>>? read)
        where T : JsonNode
    {
        if (read is null) return (new JsonArray(), null);
        try
        {
            return (await read(), null);
        }
        catch (VenueException e)
        {
            return (null, new OrderRefusal(502, "upstream", e.Message) { Venue = venue.Name(), VenueCode = e.Code });
        }
    }

    private static JsonNode Entry((JsonNode? Node, OrderRefusal? Refusal) part) =>
        part.Node ?? new JsonObject { ["error"] = part.Refusal!.Message, ["error_code"] = part.Refusal.VenueCode };

    private static JsonNode Collateral(IReadOnlyList<ForesightBalance>? balances) => balances is null
        ? new JsonObject { ["note"] = "This server has no route for balances." }
        : System.Text.Json.JsonSerializer.SerializeToNode(balances, SnakeCase)!;

    private static readonly System.Text.Json.JsonSerializerOptions SnakeCase =
        new() { PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower };

    private static JsonObject Position(VenuePosition position) => new()
    {
        ["market"] = position.Market?.MarketId ?? position.TokenId,
        ["size"] = position.Shares,
        ["avg_price"] = position.AveragePrice,
        ["token_id"] = position.TokenId,
        ["outcome"] = position.Outcome switch { Outcome.Yes => "YES", Outcome.No => "NO", _ => null },
        ["outcome_label"] = position.OutcomeLabel,
        ["title"] = position.Title,
        ["current_price"] = position.CurrentPrice,
        ["current_value_usd"] = position.CurrentValue,
        ["redeemable"] = position.Redeemable,
    };
}
