using System.Text.Json.Nodes;
using Faro.Orders;
using Faro.Venues;

namespace Faro.Http.Portfolio;

/// <summary>Writes positions and balances in the API's JSON: one member per venue.</summary>
internal static class PortfolioJson
{
    public static JsonObject Of(Portfolio<VenuePositions> portfolio) => Of(portfolio, Part);

    public static JsonObject Of(Portfolio<VenueBalances> portfolio) => Of(portfolio, Part);

    private static JsonObject Of<T>(Portfolio<T> portfolio, Func<T, JsonNode> write)
        where T : class => new(portfolio.Parts.Select(p => KeyValuePair.Create(p.Venue.Name(), (JsonNode?)(p.Value is { } value
            ? write(value)
            : new JsonObject { ["error"] = p.Failure?.Message, ["error_code"] = p.Failure?.Code }))));

    private static JsonNode Part(VenuePositions found)
    {
        var positions = found.Positions is { } list ? new JsonArray([.. list.Select(p => (JsonNode)Position(p))]) : null;
        if (found.Note is not { } note) return positions ?? [];
        var json = new JsonObject { ["note"] = note };
        if (positions is not null) json["positions"] = positions;
        if (found.Usdc is { } usdc) json["usdc"] = usdc;
        return json;
    }

    private static JsonNode Part(VenueBalances found)
    {
        if (found.Collateral is { } collateral)
        {
            return new JsonArray([.. collateral.Select(c => (JsonNode)new JsonObject
            {
                ["chain_id"] = c.ChainId, ["collateral_token"] = c.CollateralToken, ["total"] = c.Total, ["available"] = c.Available,
            })]);
        }

        var json = new JsonObject();
        if (found.PortfolioValueUsd is { } value) json["portfolio_value_usd"] = value;
        if (found.Note is { } note) json["note"] = note;
        if (found.Usdc is { } usdc) json["usdc"] = usdc;
        return json;
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
