using Microsoft.Extensions.Logging;

namespace Faro.Venues.Foresight;

/// <summary>What is known of Foresight without calling it.</summary>
internal sealed class Dialect : VenueDialect
{
    public override Venue Venue => Venue.Foresight;

    public override string Name => "foresight";

    public override string SigningInstructions =>
        "Sign each Foresight leg's unsigned_payload as EIP-712 with foresight_address, compare the digest, and submit signature, owner and fs_headers.";

    public override bool SubmissionOpensOrder => true;

    public override bool MatchesAfterAnswer => true;

    public override string? PositionsNote => "Foresight shows holdings only to their owner: send fs-api-key and fs-api-secret as headers.";

    public override string? BalancesNote => PositionsNote;

    internal override VenueConnection? Connect(VenueSetName set, VenueSetOptions options, TimeProvider time, ILoggerFactory logs)
    {
        if (!options.Foresight.Enabled) return null;
        var client = new ForesightClient(options.Foresight, options.Http, time, logs.CreateLogger<ForesightClient>());
        var fillOrKill = options.Foresight.FillOrKill ?? set == VenueSetName.Sandbox;
        return new VenueConnection(client, client, new Trading(client, options.Foresight, fillOrKill, this));
    }
}
