using System.Text.Json.Nodes;
using Faro.Http.Input;
using Faro.Http.Orders;
using Faro.Http.Serving;
using Faro.Orders;
using Faro.Signing;
using Faro.Venues;
using Faro.Venues.Foresight;

namespace Faro.Http.Portfolio;

/// <summary>What both routes take.</summary>
internal static class PortfolioInput
{
    public static readonly Parameter<string?> Wallet = new(
        "wallet", "Polygon address used to read Polymarket.", new JsonObject { ["type"] = "string", ["maxLength"] = 42 },
        text => EthAddress.TryParse(text, out var address) ? (address.ToString(), null) : (null, "Must be 0x and 40 hexadecimal digits."),
        null)
    {
        Required = true,
        Example = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
    };

    public static readonly Parameter<string?> Account = new(
        "dflow_account", "Solana address; with it Kalshi is read from the wallet's tokens.", new JsonObject { ["type"] = "string", ["maxLength"] = 44 },
        text => Base58.IsAddress(text) ? (text, null) : (null, "Must be a Solana address: base58 of 32 bytes."),
        null)
    {
        Example = "D4Q8zzpsWiwvH7C45nGmfgNf2PiW65XybYL8fhf6MR74",
    };

    public static PortfolioRequest Request(Call call) =>
        new(call.Get(Wallet)!, call.Get(Account), new LegCredentials(Foresight(call)));

    /// <summary>Foresight's key from the request's own headers; null without both.</summary>
    private static ForesightHeaders? Foresight(Call call)
    {
        var (key, secret) = (call.Http.Request.Headers["fs-api-key"].ToString(), call.Http.Request.Headers["fs-api-secret"].ToString());
        if (key.Length == 0 || secret.Length == 0) return null;
        var headers = new ForesightHeaders(new Secret(key), new Secret(secret));
        return headers.IsWellFormed ? headers : null;
    }
}

/// <summary><c>GET /api/v1/positions</c>: live positions per venue, kept nowhere.</summary>
internal static class GetPositions
{
    public static ApiRoute Create(PortfolioService portfolio) =>
        ApiRoute.Get("/api/v1/positions", Access.Read, call => Handle(call, portfolio)) with
        {
            Parameters = [PortfolioInput.Wallet, PortfolioInput.Account],
            Docs = new RouteDocs("getPositions", "Portfolio", "Positions", "Positions")
            {
                Description = "Live read-through of positions per venue. Foresight's come when fs-api-key and fs-api-secret are sent as headers.",
                Also = [502, 503],
            },
        };

    private static async Task<Answer> Handle(Call call, PortfolioService portfolio) => OrderAnswers.Of(await portfolio.Positions(
        PortfolioInput.Request(call), call.Caller.Test, call.Cancel));
}

/// <summary><c>GET /api/v1/balances</c>: live portfolio value per venue.</summary>
internal static class GetBalances
{
    public static ApiRoute Create(PortfolioService portfolio) =>
        ApiRoute.Get("/api/v1/balances", Access.Read, call => Handle(call, portfolio)) with
        {
            Parameters = [PortfolioInput.Wallet, PortfolioInput.Account],
            Docs = new RouteDocs("getBalances", "Portfolio", "Balances", "Balances")
            {
                Description = "Live portfolio value per venue, never cached.",
                Also = [502, 503],
            },
        };

    private static async Task<Answer> Handle(Call call, PortfolioService portfolio) => OrderAnswers.Of(await portfolio.Balances(
        PortfolioInput.Request(call), call.Caller.Test, call.Cancel));
}
