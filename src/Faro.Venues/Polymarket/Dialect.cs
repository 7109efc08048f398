using Microsoft.Extensions.Logging;

namespace Faro.Venues.Polymarket;

/// <summary>What is known about Polymarket without calling it.</summary>
internal sealed class Dialect : VenueDialect
{
    public override Venue Venue => Venue.Polymarket;

    public override string Name => "polymarket";

    public override string SigningInstructions =>
        "Sign each Polymarket leg's unsigned_payload as EIP-712 (eth_signTypedData_v4) with wallet_address, and compare the digest. "
        + "Then put the signature and your POLY_API_KEY into relay.body_template's placeholders, compute the L2 headers over exactly that text "
        + "(POST /order), and submit signature, owner and l2_headers.";

    public override bool PortfolioIsRequired => true; // the documented part of the answer

    public override FieldFault? Fault(TraderAccounts accounts) =>
        accounts is { PolymarketMaker: { } maker, PolymarketSignatureType: null } && PolymarketWallets.KindOf(accounts.Wallet, maker) is null
            ? new FieldFault("polymarket_maker_address", "Not one of wallet_address's known wallets: give polymarket_signature_type.")
            : null;

    internal override VenueConnection? Connect(VenueSetName set, VenueSetOptions options, TimeProvider time, ILoggerFactory logs)
    {
        if (!options.Polymarket.Enabled) return null;
        var client = new PolymarketClient(options.Polymarket, options.Http, time, logs.CreateLogger<PolymarketClient>());
        return new VenueConnection(client, client, new Trading(client, options.Polymarket, this));
    }
}
