using System.Text.Json;
using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Orders;
using Faro.Orders.Preparing;
using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Http.Orders;

/// <summary><c>POST /api/v1/orders/prepare</c>: a plan, and what has to be signed for it.</summary>
internal static class PrepareOrder
{
    public static ApiRoute Create(PrepareService service) =>
        ApiRoute.Post("/api/v1/orders/prepare", Access.Trade, call => Handle(call, service)) with
        {
            Docs = new RouteDocs("prepareOrder", "Orders", "Prepare order", "PreparedOrder")
            {
                Description = "Builds a route plan over live books and returns per-leg unsigned payloads with their previews. With client_ref the "
                    + "same request gives the stored answer again, byte for byte; another request under the same client_ref is 409.",
                Body = "PrepareRequest",
                Also = [404, 409, 503],
            },
        };

    private static async Task<Answer> Handle(Call call, PrepareService service)
    {
        var (document, refused) = await call.ReadBody();
        if (refused is not null)
            return refused;
        using (document)
        {
            var (request, invalid) = Read(new JsonFields(document!.RootElement));
            if (invalid is not null)
                return invalid;
            return OrderAnswers.Of(await service.Prepare(request!, call.Caller.KeyId!.Value, call.Caller.Test, call.Metadata, call.Cancel));
        }
    }

    internal static (PrepareRequest? Request, ApiError? Refused) Read(JsonFields fields)
    {
        var eventId = fields.Id("event_id", required: true);
        var outcome = fields.OneOf("outcome", ["YES", "NO"], required: true);
        var side = fields.OneOf("side", ["BUY", "SELL"], required: true);
        var size = fields.Number("size_usd", 0, 10_000_000, "Must be a positive number, at most 10000000.", required: true);
        var maxPrice = fields.Number("max_price", 0, 0.9999m, "Must be above 0 and below 1.");
        var time = fields.OneOf("time_in_force", ["GTC", "IOC", "FOK"]) ?? "GTC";
        var strategy = fields.OneOf("route_strategy", ["best_price", "split"]) ?? "best_price";
        var wallet = fields.Address("wallet_address", required: true);
        var account = fields.SolanaAddress("dflow_account");
        var maker = fields.Address("polymarket_maker_address");
        var signatureType = fields.Integer("polymarket_signature_type", 0, 3);
        var foresight = fields.Address("foresight_address");
        var venues = fields.SomeOf("venues", [.. VenueNames.All.Select(v => v.Name())]);
        var divergence = fields.Words("accept_divergence");
        var reference = fields.Text("client_ref", 1, 64);
        if (size is { } usd && Money.FloorDollars(usd) == Money.None)
            fields.Issues.Add("size_usd", "Must be at least a millionth of a dollar.");
        if (maxPrice is { } price && Price.Floor(price).IsZero)
            fields.Issues.Add("max_price", "Must be at least 0.0001.");
        if (fields.Refused() is { } invalid)
            return (null, invalid);
        return (new PrepareRequest
        {
            EventId = eventId!.Value,
            Outcome = outcome == "YES" ? Outcome.Yes : Outcome.No,
            Side = side == "BUY" ? Side.Buy : Side.Sell,
            SizeUsd = size!.Value,
            MaxPrice = maxPrice,
            Time = time switch { "GTC" => TimeInForce.Gtc, "IOC" => TimeInForce.Ioc, _ => TimeInForce.Fok },
            Strategy = strategy == "split" ? RouteStrategy.Split : RouteStrategy.BestPrice,
            Wallet = wallet!.Value,
            DFlowAccount = account,
            PolymarketMaker = maker,
            PolymarketSignatureType = signatureType,
            ForesightAddress = foresight,
            Venues = venues is null ? null : [.. VenueNames.All.Where(v => venues.Contains(v.Name()))],
            AcceptDivergence = divergence,
            ClientRef = reference,
        }, null);
    }
}
