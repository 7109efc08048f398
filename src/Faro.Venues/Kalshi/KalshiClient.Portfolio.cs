using System.Text.Json;
using Faro.Venues.Http;
using Faro.Venues.Kalshi.Solana;

namespace Faro.Venues.Kalshi;

/// <content>Holdings: token balances on chain, identified by DFlow's lists of outcome mints.</content>
public sealed partial class KalshiClient
{
    private const int MintsPerFilter = 200;
    private const int MintsPerBatch = 100;

    /// <summary>What a Solana wallet holds of Kalshi outcome tokens, under every settlement mint.</summary>
    /// <exception cref="VenueException">Chain or metadata could not be read.</exception>
    public async Task<IReadOnlyList<VenuePosition>> GetPositions(string wallet, CancellationToken cancel)
    {
        if (!KalshiMints.IsAddress(wallet))
            throw new ArgumentException("A Solana wallet is 32 bytes in base58.", nameof(wallet));
        var held = (await Solana.GetHoldings(wallet, cancel).ConfigureAwait(false)).Where(h => h.Atoms > 0).ToDictionary(h => h.Mint);
        var outcomes = new List<string>();
        foreach (var some in held.Keys.Order(StringComparer.Ordinal).Chunk(MintsPerFilter))
        {
            var body = await Ask("api/v1/filter_outcome_mints", "addresses", some, cancel).ConfigureAwait(false);
            var known = KalshiPositions.Filtered(body) ?? throw dflow.BadAnswer("The list of outcome mints cannot be read.");
            outcomes.AddRange(some.Where(known.Contains));
        }
        var positions = new List<VenuePosition>();
        foreach (var some in outcomes.Chunk(MintsPerBatch))
        {
            var body = await Ask("api/v1/markets/batch", "mints", some, cancel).ConfigureAwait(false);
            var markets = KalshiPositions.Markets(body) ?? throw dflow.BadAnswer("The batch of markets cannot be read.");
            foreach (var mint in some)
                positions.Add(Position(held[mint], markets.GetValueOrDefault(mint)));
        }
        return positions;
    }

    /// <summary>A Solana wallet's USDC, in dollars.</summary>
    /// <exception cref="VenueException">The chain could not be read.</exception>
    public Task<decimal> GetUsdc(string wallet, CancellationToken cancel) => Solana.GetBalance(wallet, KalshiMints.Usdc, cancel);

    // Unknown ids are silently missing from a batch: the holding stays listed, without its market.
    private static VenuePosition Position(SolanaHolding held, OutcomeMint? mint) => new()
    {
        Market = mint is null ? null : new MarketRef(Venue.Kalshi, mint.Ticker),
        TokenId = held.Mint,
        Outcome = mint?.Outcome,
        OutcomeLabel = mint?.OutcomeLabel,
        Title = mint?.Title,
        Shares = held.Units,
        CurrentPrice = mint?.Price,
        CurrentValue = mint?.Price * held.Units,
        Redeemable = mint?.Redeemable,
        SettlementMint = mint?.SettlementMint,
    };

    private async Task<byte[]> Ask(string path, string member, string[] mints, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string[]> { [member] = mints });
        var answer = await dflow.Read(
            () => dflow.Request(HttpMethod.Post, path, VenueHttp.JsonContent(body), DFlowHeaders), ReadKind.Quote, cancel).ConfigureAwait(false);
        return answer.IsSuccess ? answer.Body : throw dflow.Failure(answer);
    }
}
