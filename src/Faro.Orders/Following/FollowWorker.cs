using Faro.Log;
using Faro.Orders.Quotes;
using Faro.Venues;
using Microsoft.Extensions.Hosting;

namespace Faro.Orders.Following;

/// <summary>Follows what needs no caller: legs at venues that anybody may ask, and submissions that never got an answer. Any number of nodes may run it.</summary>
public sealed class FollowWorker(
    OrderQueries orders, QuoteService quotes, AskVenue ask, LeaveInDoubt doubts, OrdersOptions options, OrdersTelemetry telemetry, TimeProvider clock)
    : BackgroundService
{
    private const int MostOrders = 500;

    private static readonly EventMetadata Metadata = new(null, null, "orders");

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.FollowInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException or AppendFailedException or IOException)
            {
                telemetry.RoundFailed(e); // the database is away: the next round goes on
            }
        }
    }

    /// <summary>Follows every open order once.</summary>
    public async Task Round(CancellationToken cancel)
    {
        foreach (var stream in await orders.Open(MostOrders, cancel))
        {
            if (await orders.LoadStream(stream, cancel) is not { } order || quotes.Clients(order.Test) is not { } clients) continue;
            foreach (var leg in order.Legs.Where(l => l.IsOpen))
            {
                try
                {
                    if (await doubts.Handle(order, leg, Metadata)) continue;
                    if (clients.Trading(leg.Prepared.Venue) is { Dialect.IsPublic: true } venue)
                        await ask.Handle(order, leg, venue, null, Metadata, cancel);
                }
                catch (VenueException e)
                {
                    telemetry.FollowFailed(leg.Prepared.Venue, order.Id, e.Code);
                }
            }
        }
    }
}
