namespace Faro.Venues.Foresight;

/// <content>Asks what became of an order.</content>
internal sealed partial class Trading
{
    public bool CanAsk(LegCredentials? credentials) => credentials?.WellFormed<ForesightHeaders>() is not null;

    public async Task<Evidence> Ask(AskedLeg leg, LegCredentials? credentials, CancellationToken cancel)
    {
        var headers = credentials?.WellFormed<ForesightHeaders>() ?? throw new ArgumentException("No well-formed headers.", nameof(credentials));
        if (await client.GetOrder(leg.Id, headers, cancel).ConfigureAwait(false) is not { } found)
        {
            // Absence counts only once nothing can be on its way any more.
            return leg.IsInDoubt && leg.IsOverdue ? Evidence.Void.NeverArrived : new Evidence.NoNews();
        }

        var fills = found.FilledShares > 0 || leg.Fills.Count > 0
            ? await client.GetFills(leg.Id, headers, cancel).ConfigureAwait(false)
            : [];
        return new Evidence.Standing([.. fills.Select(Report)], LegEnds.Of(found.State), LegEnds.Reason(found));
    }

    private static ReportedFill Report(VenueFill fill) => new(
        fill.FillId, Shares.Floor(fill.Shares), Price.Nearest(fill.TokenPrice), Money.FloorDollars(fill.Shares * fill.TokenPrice),
        fill.State, fill.TransactionHash);
}
