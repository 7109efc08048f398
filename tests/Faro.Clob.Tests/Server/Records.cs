using Faro.Clob.Venue;
using Faro.Signing;

namespace Faro.Clob.Tests.Server;

/// <summary>Records for tests that need one without a server.</summary>
internal static class Records
{
    public static MarketRecord Market() => new(new VenueMarket
    {
        Index = 0,
        Collateral = 0,
        CreatedAtMs = 0,
        DomainSeparator = default,
        Listing = new MarketListing
        {
            ConditionId = Keccak256.Hash("condition"u8),
            ChainId = 31337,
            Question = "?",
            YesToken = default,
            NoToken = default,
            CollateralToken = default,
            Exchange = default,
        },
    });
}
