namespace Faro.Venues.Kalshi;

/// <content>Submits. There is nothing to cancel: a swap fills or fails at once.</content>
internal sealed partial class Trading
{
    public Task<SubmitReply> Submit(CheckedLeg leg, PreparedLeg prepared, Side side, CancellationToken cancel) => client.Solana.Send(leg.Body!, cancel);

    public string? CannotCancel(LegCredentials? credentials) => dialect.NotCancellable;

    public Task<CancelReply> Cancel(VenueOrderId order, LegCredentials credentials, CancellationToken cancel) =>
        Task.FromResult<CancelReply>(new CancelReply.Refused("not_cancellable", dialect.NotCancellable!));
}
