using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Orders.Cancelling;
using Faro.Venues;
using Faro.Venues.Foresight;
using Faro.Venues.Polymarket;

namespace Faro.Http.Orders;

/// <summary><c>POST /api/v1/orders/{id}/cancel</c> and <c>DELETE /api/v1/orders/{id}</c>: cancels, passed through.</summary>
internal static class CancelOrder
{
    public static ApiRoute[] Create(CancelService service)
    {
        var post = ApiRoute.Post("/api/v1/orders/{id}/cancel", Access.Trade, call => Handle(call, service)) with
        {
            Parameters = [GetOrder.Id],
            Docs = new RouteDocs("cancelOrder", "Orders", "Cancel order", "CancelledOrder")
            {
                Description = "Passes cancels through with the caller's headers per leg: Polymarket's cover DELETE /order with the body that prepare told. "
                    + "Kalshi legs say why they cannot be cancelled.",
                Body = "CancelRequest",
                Also = [404, 503],
            },
        };
        var delete = post with
        {
            Methods = ["DELETE"],
            Pattern = "/api/v1/orders/{id}",
            Docs = post.Docs! with { OperationId = "deleteOrder" },
        };
        return [post, delete];
    }

    private static async Task<Answer> Handle(Call call, CancelService service)
    {
        var (headers, refused) = await OrderHeaders.Read(call, trades: false);
        return refused is not null
            ? refused
            : OrderAnswers.Of(await service.Cancel(
                call.Get(GetOrder.Id), headers!, call.Caller.KeyId!.Value, call.Caller.Test, call.Metadata, call.Cancel));
    }
}

/// <summary><c>POST /api/v1/orders/{id}/refresh</c>: asks the venues with the caller's headers what became of the legs.</summary>
internal static class RefreshOrder
{
    public static ApiRoute Create(CancelService service) =>
        ApiRoute.Post("/api/v1/orders/{id}/refresh", Access.Trade, call => Handle(call, service)) with
        {
            Parameters = [GetOrder.Id],
            Docs = new RouteDocs("refreshOrder", "Orders", "Refresh order", "CancelledOrder")
            {
                Description = "Polymarket and Foresight tell orders only to their customers: with fresh headers per leg (Polymarket: over "
                    + "GET /data/order/{venue_order_id}, and in l2_trade_headers_by_leg over GET /data/trades) Faro asks and records what it learns.",
                Body = "CancelRequest",
                Also = [404, 503],
            },
        };

    private static async Task<Answer> Handle(Call call, CancelService service)
    {
        var (headers, refused) = await OrderHeaders.Read(call, trades: true);
        return refused is not null
            ? refused
            : OrderAnswers.Of(await service.Refresh(
                call.Get(GetOrder.Id), headers!, call.Caller.KeyId!.Value, call.Caller.Test, call.Metadata, call.Cancel));
    }
}

/// <summary>Headers per leg, out of a body.</summary>
internal static class OrderHeaders
{
    public static async Task<(Dictionary<Guid, LegCredentials>? Headers, ApiError? Refused)> Read(Call call, bool trades)
    {
        var (document, refused) = await call.ReadBody();
        if (refused is not null)
            return (null, refused);
        using (document)
        {
            var fields = new JsonFields(document!.RootElement);
            var l2 = TradeFields.ByLeg<PolymarketHeaders>(fields, "l2_headers_by_leg", TradeFields.PolymarketHeaders);
            var more = trades ? TradeFields.ByLeg<PolymarketHeaders>(fields, "l2_trade_headers_by_leg", TradeFields.PolymarketHeaders) : [];
            var fs = TradeFields.ByLeg<ForesightHeaders>(fields, "fs_headers_by_leg", TradeFields.ForesightHeaders);
            if (fields.Refused() is { } invalid)
                return (null, invalid);
            return (l2.Keys.Concat(more.Keys).Concat(fs.Keys).Distinct().ToDictionary(
                id => id,
                id => new LegCredentials(
                    l2.GetValueOrDefault(id), more.TryGetValue(id, out var over) ? new PolymarketTradeHeaders(over) : null, fs.GetValueOrDefault(id))), null);
        }
    }
}
