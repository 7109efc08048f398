using Faro.Venues.Kalshi.Solana;
using Faro.Venues.Kalshi.Swaps;

namespace Faro.Venues.Kalshi;

/// <content>Reads the state of an order: the chain is public.</content>
internal sealed partial class Trading
{
    public bool CanAsk(LegCredentials? credentials) => true;

    public async Task<Evidence> Ask(AskedLeg leg, LegCredentials? credentials, CancellationToken cancel)
    {
        var status = (await client.Solana.GetStatuses([leg.Id.Text], leg.IsOverdue, cancel).ConfigureAwait(false))[0];
        if (status is null) return await NotLanded(leg, cancel).ConfigureAwait(false);
        if (status.Confirmation == SolanaConfirmation.Processed) return new Evidence.NoNews(); // may vanish
        if (status.Error is { } error) return Failed(error.Code, $"The transaction failed on chain: {error.Detail}");
        if (await client.Solana.GetTransaction(leg.Id.Text, cancel).ConfigureAwait(false) is not { } transaction) return new Evidence.NoNews();
        if (!IsTheOrder(transaction.TransactionBase64, leg)) return Failed("other_transaction", "The transaction is not the prepared one.");
        return leg.Prepared.IsAsync ? await Later(leg, cancel).ConfigureAwait(false) : Filled(leg, transaction);
    }

    /// <summary>A balance change as the whole fill; no change means that nothing was traded.</summary>
    private static Evidence.Standing Filled(AskedLeg leg, SolanaTransaction transaction)
    {
        var shares = transaction.Change(leg.Prepared.Signer, leg.Prepared.TokenId);
        var money = transaction.Change(leg.Prepared.Signer, KalshiMints.Usdc);
        var (got, paid) = leg.Side == Side.Buy ? (shares, -money) : (-shares, money);
        if (got <= 0) return OnChain([], LegEnd.Failed, "The transaction traded nothing.");
        return OnChain([Fill(leg, Shares.FromMicro((long)got), Money.FromMicroUsd((long)Int128.Max(paid, 0)), leg.Id.Text)], LegEnd.Completed, "filled");
    }

    /// <summary>An asynchronous order: confirmation only opened it; the fills or the refund come later.</summary>
    private async Task<Evidence.Standing> Later(AskedLeg leg, CancellationToken cancel)
    {
        var found = await client.DFlowSwaps.GetOrder(leg.Id.Text, leg.Prepared.LastValidBlockHeight ?? 0, cancel).ConfigureAwait(false);
        return found switch
        {
            { State: DFlowOrderState.Closed, OutAmount: 0 } => OnChain([], LegEnd.Failed, "The order was refunded: not filled."),
            { State: DFlowOrderState.Closed } done => OnChain([LateFill(leg, done)], LegEnd.Completed, "filled"),
            { State: DFlowOrderState.Expired } => OnChain([], LegEnd.Expired, "The order never landed."),
            { State: DFlowOrderState.Failed } => OnChain([], LegEnd.Failed, "The order failed on chain."),
            _ => OnChain([], null, "open"),
        };
    }

    private static ReportedFill LateFill(AskedLeg leg, DFlowOrder done)
    {
        // A BUY gives USDC and gets contracts; which is which follows from the price being at most one.
        var (shares, money) = done.OutAmount >= done.InAmount ? (done.OutAmount, done.InAmount) : (done.InAmount, done.OutAmount);
        return Fill(
            leg, Shares.FromMicro((long)shares), Money.FromMicroUsd((long)money), done.FillSignatures.Count > 0 ? done.FillSignatures[0] : null);
    }

    private async Task<Evidence> NotLanded(AskedLeg leg, CancellationToken cancel)
    {
        if (leg.Prepared.LastValidBlockHeight is not { } last || !leg.IsOverdue) return new Evidence.NoNews();
        var height = await client.Solana.GetBlockHeight(cancel).ConfigureAwait(false);
        if (height <= last + (ulong)options.SafetyBlocks) return new Evidence.NoNews();
        // Certainly expired: checked once more with the whole history, in case it landed meanwhile.
        return (await client.Solana.GetStatuses([leg.Id.Text], true, cancel).ConfigureAwait(false))[0] is null
            ? new Evidence.Void("expired", "The transaction never landed and its blockhash is dead.", LegEnd.Expired) { OnChain = true }
            : new Evidence.NoNews();
    }

    /// <summary>The chain's transaction is the prepared one, or (sent by the caller) at least one that its account paid for.</summary>
    private static bool IsTheOrder(string base64, AskedLeg leg) =>
        SolanaPacket.TryRead(base64, out var packet, out _) == PacketVerdict.Valid && packet!.FeePayer == leg.Prepared.Signer
        && (leg.SentByCaller || packet.MessageHash == leg.Prepared.Digest);

    private static ReportedFill Fill(AskedLeg leg, Shares shares, Money money, string? transaction) =>
        new(leg.Id.Text, shares, Price.FloorDiv(money, shares), money, FillState.Settled, transaction);

    private static Evidence.Standing OnChain(IReadOnlyList<ReportedFill> fills, LegEnd? end, string reason) => new(fills, end, reason) { OnChain = true };

    private static Evidence.Void Failed(string code, string reason) => new(code, reason, LegEnd.Failed) { OnChain = true };
}
