using Microsoft.Extensions.Logging;

namespace Faro.Venues.Kalshi;

/// <summary>What is known of Kalshi without calling it.</summary>
internal sealed class Dialect : VenueDialect
{
    public override Venue Venue => Venue.Kalshi;

    public override string Name => "kalshi";

    public override string SigningInstructions =>
        "Each Kalshi leg contains a base64 versioned Solana transaction in unsigned_payload.transaction_b64. Sign its message unchanged with "
        + "dflow_account within a minute, and submit signed_tx_b64; or send it yourself and submit rpc_signature.";

    public override string? NotCancellable =>
        "Kalshi swaps fill or fail at once: there is no resting order to cancel. Place an opposite trade instead.";

    public override string? PositionsNote =>
        "DFlow does not yet expose a positions endpoint — read SPL token balances on Solana for each outcome mint to derive positions.";

    public override string? BalancesNote =>
        "DFlow does not expose balances directly. Read the Solana wallet's USDC balance via the standard Solana RPC.";

    public override bool IsPublic => true; // the chain

    public override bool SubmissionOpensOrder => true;

    public override MaintenanceWindow? Maintenance(DateTimeOffset now) => KalshiMaintenance.Next(now);

    internal override VenueConnection? Connect(VenueSetName set, VenueSetOptions options, TimeProvider time, ILoggerFactory logs)
    {
        if (!options.Kalshi.Enabled) return null;
        var client = new KalshiClient(options.Kalshi, options.Http, time, logs.CreateLogger<KalshiClient>());
        return new VenueConnection(client, client, new Trading(client, options.Kalshi, this));
    }
}
