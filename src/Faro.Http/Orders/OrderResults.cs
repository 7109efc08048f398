using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Http.Events;
using Faro.Http.Portfolio;
using Faro.Http.Serving;
using Faro.Orders;
using Faro.Orders.Cancelling;
using Faro.Orders.Preparing;
using Faro.Orders.Quotes;
using Faro.Orders.Submitting;
using Faro.Venues;

namespace Faro.Http.Orders;

/// <summary>Converts the results of Orders to the API's answers. The only place where a refusal of Orders gets a status.</summary>
internal static class OrderResults
{
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Answer Of(OrderResult<PreparedOrder> result) => result.Refusal is { } no ? Of(no) : Answer.Json(result.Value!.Answer);

    public static Answer Of(OrderResult<SubmittedOrder> result) => Of(result, OrderJson.Of);

    public static Answer Of(OrderResult<CancelledOrder> result) => Of(result, OrderJson.Of);

    public static Answer Of(OrderResult<EventQuotes> result) => Of(result, QuoteJson.Of);

    public static Answer Of(OrderResult<EventBook> result) => Of(result, QuoteJson.Of);

    public static Answer Of(OrderResult<EventTrades> result) => Of(result, QuoteJson.Of);

    public static Answer Of(OrderResult<Portfolio<VenuePositions>> result) => Of(result, PortfolioJson.Of);

    public static Answer Of(OrderResult<Portfolio<VenueBalances>> result) => Of(result, PortfolioJson.Of);

    public static Answer OrNoOrder(JsonObject? json) => json is null ? ApiErrors.NotFound("No such order.") : Of(json);

    public static Answer Of(JsonObject json) => Answer.Json(JsonSerializer.SerializeToUtf8Bytes(json, Written));

    private static Answer Of<T>(OrderResult<T> result, Func<T, JsonObject> write)
        where T : class => result.Refusal is { } no ? Of(no) : Of(write(result.Value!));

    private static ApiError Of(OrderRefusal refusal) => refusal switch
    {
        OrderRefusal.NotFound => ApiErrors.NotFound(refusal.Message),
        OrderRefusal.Conflict => ApiErrors.Conflict(refusal.Message),
        OrderRefusal.Unavailable => ApiErrors.Unavailable(refusal.Message),
        OrderRefusal.Impossible no => ApiErrors.BadRequest(no.Message) with { Issues = no.Fault is { } f ? Issues.Of(f.Field, f.Text) : null },
        OrderRefusal.VenueFailed no => ApiErrors.Upstream(no.Venue.Name(), no.Message, retryable: true, no.Code),
        _ => throw new InvalidOperationException($"An unknown kind of refusal: {refusal.GetType().Name}."),
    };
}
