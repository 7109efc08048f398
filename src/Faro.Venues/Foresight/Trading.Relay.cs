using System.Text;

namespace Faro.Venues.Foresight;

/// <content>Submits and cancels.</content>
internal sealed partial class Trading
{
    public Task<SubmitReply> Submit(CheckedLeg leg, PreparedLeg prepared, Side side, CancellationToken cancel) => client.Submit(
        Encoding.UTF8.GetBytes(leg.Body!), prepared.LegId.ToString(), leg.Credentials.Of<ForesightHeaders>()!, cancel);

    public string? CannotCancel(LegCredentials? credentials) =>
        credentials?.WellFormed<ForesightHeaders>() is null ? "fs_headers_by_leg has no well-formed headers for this leg." : null;

    public Task<CancelReply> Cancel(VenueOrderId order, LegCredentials credentials, CancellationToken cancel) =>
        client.Cancel(order, credentials.Of<ForesightHeaders>()!, cancel);

    public LegCredentials? ForAskingAfterCancel(LegCredentials credentials) => CanAsk(credentials) ? credentials : null;
}
