using Faro.Signing;
using Faro.Signing.TypedData;

namespace Faro.Venues.Polymarket;

/// <summary>One of Polymarket's exchange contracts: the domain that its orders are signed under.</summary>
/// <param name="Version">The exchange version: 2 or 3; 1 is retired and only read.</param>
/// <param name="ChainId">137 (Polygon) or 80002 (Amoy).</param>
/// <param name="Contract">The verifying contract.</param>
/// <param name="Separator">The hash of the domain.</param>
internal sealed record PolymarketExchange(int Version, long ChainId, EthAddress Contract, Hash256 Separator)
{
    public const string Name = "Polymarket CTF Exchange";
    public const long Polygon = 137;
    public const long Amoy = 80002;

    private static readonly Dictionary<(int, long, bool), PolymarketExchange> All = new[]
    {
        Known(1, Polygon, false, "0x4bFb41d5B3570DeFd03C39a9A4D8dE6Bd8B8982E"),
        Known(1, Polygon, true, "0xC5d563A36AE78145C45a50134d48A1215220f80a"),
        Known(2, Polygon, false, "0xE111180000d2663C0091e4f400237545B87B996B"),
        Known(2, Polygon, true, "0xe2222d279d744050d28e00520010520000310F59"),
        Known(3, Polygon, false, "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa"),
        Known(3, Polygon, true, "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa"),
        Known(2, Amoy, false, "0xE111180000d2663C0091e4f400237545B87B996B"),
        Known(2, Amoy, true, "0xe2222d279d744050d28e00520010520000310F59"),
        Known(3, Amoy, false, "0x9fE6e61422AdB6F610d8597F9684b16912D50C3D"),
        Known(3, Amoy, true, "0x9fE6e61422AdB6F610d8597F9684b16912D50C3D"),
    }.ToDictionary(e => e.Key, e => e.Exchange);

    /// <summary>The exchange of a version, chain and kind of market; null when there is none.</summary>
    public static PolymarketExchange? Find(int version, long chainId, bool negRisk) => All.GetValueOrDefault((version, chainId, negRisk));

    /// <summary>
    /// The exchange of a market by Gamma's <c>version</c>: <c>v1</c> or none is Exchange V2, <c>v2</c> is Exchange V3. Null for a
    /// unknown version: such a market is not traded.
    /// </summary>
    public static PolymarketExchange? ForMarket(string? protocolVersion, bool negRisk, long chainId = Polygon) => protocolVersion switch
    {
        null or "" or "v1" => Find(2, chainId, negRisk),
        "v2" => Find(3, chainId, negRisk),
        _ => null,
    };

    private static ((int, long, bool) Key, PolymarketExchange Exchange) Known(int version, long chainId, bool negRisk, string contract)
    {
        var address = EthAddress.Parse(contract);
        var domain = new Eip712Domain(Name, $"{version}", (ulong)chainId, address);
        return ((version, chainId, negRisk), new PolymarketExchange(version, chainId, address, domain.Separator()));
    }
}
