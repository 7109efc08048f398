using System.Globalization;
using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Orders.Preparing;

/// <summary>
/// Whether the seller seems to hold what a plan sells: as the venue reports it for the given address, or, if the venue reports
/// it to nobody or does not answer, as the account's own orders have it. A warning and no refusal: shares may have come another way.
/// </summary>
public sealed class SaleWarnings(OrderQueries orders)
{
    /// <summary>Positions are an extra to the plan: nobody waits longer for them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The warnings of the legs of a sale, in their order.</summary>
    public async Task<IReadOnlyList<PlanWarning>> Of(IReadOnlyList<PreparedLeg> legs, VenueClients clients, OrderOwner owner, CancellationToken cancel)
    {
        var found = await Task.WhenAll(legs.Select(leg => Of(leg, clients, owner, cancel)));
        return [.. found.OfType<PlanWarning>()];
    }

    private async Task<PlanWarning?> Of(PreparedLeg leg, VenueClients clients, OrderOwner owner, CancellationToken cancel)
    {
        var holder = leg.Maker ?? leg.Signer;
        var (positions, why) = await Positions(leg, holder, clients.Trading(leg.Venue)!, cancel);
        if (positions is null)
            return Unknown(leg, why!, await orders.NetShares(owner, leg.Venue, leg.TokenId, cancel));
        return Held(leg, holder, positions.Where(p => p.TokenId == leg.TokenId).Sum(p => p.Shares));
    }

    /// <summary>The holder's positions; null with the reason if they cannot be read.</summary>
    private static async Task<(IReadOnlyList<VenuePosition>? Positions, string? Why)> Positions(PreparedLeg leg, string holder, ITradingVenue venue, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            // A Solana account signs for itself; it is the same address under the other name.
            var request = new PortfolioRequest(holder, leg.TransactionBase64 is null ? null : holder, LegCredentials.None);
            var answer = await venue.GetPositions(request, patience.Token);
            return answer.Positions is { } positions ? (positions, null) : (null, "The venue shows positions only to their owner.");
        }
        catch (VenueException e)
        {
            return (null, $"The venue's positions cannot be read ({e.Code}).");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, "The venue did not return the position in time.");
        }
    }

    /// <summary>What the venue's figure means for a sale; null where there is enough.</summary>
    internal static PlanWarning? Held(PreparedLeg leg, string holder, decimal held) =>
        held >= leg.Shares.Count ? null
        : held <= 0 ? new PlanWarning("no_position", string.Create(CultureInfo.InvariantCulture, $"{leg.Venue.Name()} shows no such shares at {holder}: a sale of {leg.Shares.Count:0.######} would be refused or fail there."))
        : new PlanWarning("position_short", string.Create(CultureInfo.InvariantCulture, $"{leg.Venue.Name()} shows {held:0.######} of the {leg.Shares.Count:0.######} shares at {holder}: the rest cannot be sold there."));

    /// <summary>What the account's own orders mean for a sale; null where they bought enough.</summary>
    internal static PlanWarning? Unknown(PreparedLeg leg, string why, decimal net) => net >= leg.Shares.Count ? null
        : new PlanWarning("position_unknown", string.Create(CultureInfo.InvariantCulture, $"{leg.Venue.Name()}: {why} By this account's orders {(net <= 0 ? "it holds no such shares" : string.Create(CultureInfo.InvariantCulture, $"it holds {net:0.######} of the {leg.Shares.Count:0.######} shares"))}: check that you have them before signing."));
}
