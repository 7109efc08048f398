using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Http.Serving;
using Faro.Orders;

namespace Faro.Http.Orders;

/// <summary>Turns what trading answers into the API's answers.</summary>
internal static class OrderResults
{
    private static readonly JsonSerializerOptions Written =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Answer Of(OrderAnswer<JsonObject> answer) => answer.Refusal is { } refusal ? Of(refusal) : Of(answer.Value!);

    public static Answer Of(OrderAnswer<byte[]> answer) => answer.Refusal is { } refusal ? Of(refusal) : Answer.Json(answer.Value);

    public static Answer Of(JsonObject json) => Answer.Json(JsonSerializer.SerializeToUtf8Bytes(json, Written));

    public static Answer OrNoOrder(JsonObject? json) => json is null ? ApiErrors.NotFound("No such order.") : Of(json);

    private static Answer Of(OrderRefusal refusal) => new ApiError(refusal.Status, refusal.Code, refusal.Message)
    {
        Issues = refusal.Field is { } field ? Issues.Of(field, refusal.FieldText!) : null,
        Venue = refusal.Venue,
        VenueCode = refusal.VenueCode,
        Retryable = refusal.Status == 502 ? true : null,
    };
}
