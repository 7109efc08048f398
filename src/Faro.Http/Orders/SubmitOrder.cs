using System.Text.Json;
using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Orders.Submitting;
using Faro.Venues;

namespace Faro.Http.Orders;

/// <summary><c>POST /api/v1/orders/submit</c>: relays signed legs. Signatures and headers pass through memory only.</summary>
internal static class SubmitOrder
{
    private const int MostLegs = 8;

    public static ApiRoute Create(SubmitService service) =>
        ApiRoute.Post("/api/v1/orders/submit", Access.Trade, call => Handle(call, service)) with
        {
            Docs = new RouteDocs("submitOrder", "Orders", "Submit order", "SubmittedOrder")
            {
                Description = "Checks each signed leg, records the intent, and relays it once. A leg whose answer is lost is unknown until the venue's "
                    + "evidence ends that; submitting the same leg again never sends it twice.",
                Body = "SubmitRequest",
                Also = [404, 503],
            },
        };

    private static async Task<Answer> Handle(Call call, SubmitService service)
    {
        var (document, refused) = await call.ReadBody();
        if (refused is not null)
            return refused;
        using (document)
        {
            var fields = new JsonFields(document!.RootElement);
            var id = fields.Id("order_id", required: true);
            var legs = Legs(fields);
            if (fields.Refused() is { } invalid)
                return invalid;
            return OrderAnswers.Of(await service.Submit(id!.Value, legs, call.Caller.KeyId!.Value, call.Caller.Test, call.Metadata, call.Cancel));
        }
    }

    private static List<SignedLeg> Legs(JsonFields fields)
    {
        var legs = new List<SignedLeg>();
        if (fields.Element("legs", required: true) is not { } list) return legs;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MostLegs)
        {
            fields.Issues.Add("legs", $"Must be an array of 1 to {MostLegs} legs.");
            return legs;
        }

        var number = 0;
        foreach (var one in list.EnumerateArray())
        {
            var at = $"legs[{number++}]";
            if (one.ValueKind != JsonValueKind.Object)
            {
                fields.Issues.Add(at, "Must be an object.");
                continue;
            }

            var leg = new JsonFields(one);
            if (Leg(leg) is { } signed)
            {
                if (legs.Exists(l => l.LegId == signed.LegId)) fields.Issues.Add(at, "The leg is named twice.");
                legs.Add(signed);
            }

            leg.Refused();
            foreach (var text in leg.Issues.Form) fields.Issues.Add(at, text);
            foreach (var (name, texts) in leg.Issues.Fields)
                foreach (var text in texts) fields.Issues.Add($"{at}.{name}", text);
        }

        return legs;
    }

    private static SignedLeg? Leg(JsonFields fields)
    {
        var id = fields.Id("leg_id", required: true);
        var venueName = fields.OneOf("venue", [.. VenueNames.All.Select(v => v.Name())], required: true);
        if (id is null || !VenueNames.TryParse(venueName, out var venue)) return null;
        return venue switch
        {
            Venue.Polymarket => new SignedLeg
            {
                LegId = id.Value,
                Venue = venue,
                Signature = fields.Text("signature", 3, 2_000, required: true),
                Owner = fields.Text("owner", 42, 42, required: true),
                OrderType = fields.OneOf("order_type", ["GTC", "GTD", "FOK", "FAK"]),
                Credentials = new LegCredentials(
                    fields.Element("l2_headers", required: true) is { } l2 ? TradeFields.PolymarketHeaders(l2, "l2_headers", fields.Issues) : null),
            },
            Venue.Foresight => new SignedLeg
            {
                LegId = id.Value,
                Venue = venue,
                Signature = fields.Text("signature", 3, 2_000, required: true),
                Owner = fields.Text("owner", 42, 42, required: true),
                Credentials = new LegCredentials(
                    fields.Element("fs_headers", required: true) is { } fs ? TradeFields.ForesightHeaders(fs, "fs_headers", fields.Issues) : null),
            },
            _ => Kalshi(fields, id.Value),
        };
    }

    private static SignedLeg Kalshi(JsonFields fields, Guid id)
    {
        var (transaction, signature) = (fields.Text("signed_tx_b64", 1, 8_000), fields.Text("rpc_signature", 1, 100));
        if (transaction is null == signature is null)
            fields.Issues.Add("signed_tx_b64", "Exactly one of signed_tx_b64 and rpc_signature.");
        return new SignedLeg { LegId = id, Venue = Venue.Kalshi, SignedTransaction = transaction, RpcSignature = signature };
    }
}
