using System.ComponentModel.DataAnnotations;
using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Orders;
using Faro.Http.Serving;
using Faro.Orders.Quotes;
using Wolverine.Http;

namespace Faro.Http.Events;

/// <summary><c>GET /api/v1/events/{id}/trades</c>: the latest trades, at venues that publish them.</summary>
[Tags("Events")]
public static class GetTradesEndpoint
{
    /// <summary>Trades</summary>
    /// <remarks>The latest public trades, newest first, in the event's own YES and NO. Read from Foresight; an event without a market there has no trades.</remarks>
    [WolverineGet("/api/v1/events/{id}/trades", OperationId = "getTrades"), Scope("read"), Returns<TradesAnswer>, Refuses(404, 502)]
    public static async Task<Answer> Get([AsParameters] TradesParameters asked, Caller caller, QuoteService quotes, CancellationToken stop) =>
        OrderResults.Of(await quotes.Trades(asked.Id, asked.Limit, caller.Test, stop));
}

/// <summary>Which trades.</summary>
[Asked]
public sealed record TradesParameters : ByIdParameters
{
    /// <summary>The number of trades to return, newest first.</summary>
    [Range(1, 100)]
    public int Limit { get; init; } = 50;
}

/// <summary>Public trades.</summary>
public sealed record TradesAnswer
{
    /// <summary>The unified event.</summary>
    public required Guid UnifiedEventId { get; init; }

    /// <summary>The trades, newest first.</summary>
    public required IReadOnlyList<TradeAnswer> Trades { get; init; }
}

/// <summary>A public trade.</summary>
public sealed record TradeAnswer
{
    /// <summary>The venue's id of the trade.</summary>
    public required string Id { get; init; }

    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>Whether the taker bought or sold.</summary>
    [OneOf("BUY", "SELL")]
    public required string Side { get; init; }

    /// <summary>The event's outcome that was traded.</summary>
    [OneOf("YES", "NO")]
    public required string Outcome { get; init; }

    /// <summary>The price of the event's YES.</summary>
    public required decimal YesPrice { get; init; }

    /// <summary>How many shares.</summary>
    public required decimal Shares { get; init; }

    /// <summary>When it traded, according to the venue.</summary>
    public required DateTimeOffset At { get; init; }
}
