using Faro.Log;
using Faro.Orders.Preparing;
using Faro.Venues;
using Faro.Venues.Foresight;
using Faro.Venues.Kalshi;
using Faro.Venues.Polymarket;

namespace Faro.Orders.TrackingFills;

/// <summary>Asks venues what became of a leg and records it. Asking changes nothing at the venue; recording twice says nothing new.</summary>
public sealed class VenueEvidence(EventLog log, OrdersOptions options, OrdersTelemetry telemetry, TimeProvider clock)
{
    /// <summary>Foresight, with the customer's key.</summary>
    public async Task Foresight(OrderView order, LegView leg, ForesightClient client, ForesightHeaders headers, EventMetadata metadata, CancellationToken cancel)
    {
        var id = leg.VenueOrderId!.Value;
        if (await client.GetOrder(id, headers, cancel) is not { } found)
        {
            // Absence counts only once nothing can be on its way any more.
            if (IsInDoubt(leg) && IsOld(leg)) await NeverArrived(order, leg, metadata);
            return;
        }

        var fills = found.FilledShares > 0 || leg.Fills.Count > 0 ? await client.GetFills(id, headers, cancel) : [];
        await Record(order, leg, Progress.Foresight(leg.Prepared.LegId, found, fills), metadata);
    }

    /// <summary>Polymarket, with headers over the order's path and, for what is final, over the trades' path.</summary>
    public async Task Polymarket(
        OrderView order, LegView leg, PolymarketClient client, PolymarketHeaders headers, PolymarketHeaders? tradeHeaders, EventMetadata metadata,
        CancellationToken cancel)
    {
        var (id, shares) = (leg.VenueOrderId!.Value, leg.Prepared.Shares.Count);
        var found = await client.GetOrder(id, shares, headers, cancel);
        var trades = tradeHeaders is null ? null : await client.GetFills(id, leg.Prepared.MarketId, shares, tradeHeaders, cancel);
        if (found is null)
        {
            // The venue forgets ended orders: only an order without trades, asked for late enough, never arrived.
            if (trades is { Count: 0 } && IsInDoubt(leg) && IsOld(leg)) await NeverArrived(order, leg, metadata);
            else if (trades is { Count: > 0 })
            {
                var sum = trades.Where(t => t.State != FillState.Failed).Sum(t => t.Shares);
                found = new VenueOrder { VenueOrderId = id, State = VenueOrderState.PartiallyFilled, FilledShares = sum };
            }

            if (found is null) return;
        }

        await Record(order, leg, Progress.Polymarket(leg, found, trades), metadata);
    }

    /// <summary>Kalshi: the chain is public.</summary>
    public async Task Kalshi(OrderView order, LegView leg, KalshiClient client, EventMetadata metadata, CancellationToken cancel)
    {
        var id = leg.VenueOrderId!.Value;
        var status = (await client.Solana.GetStatuses([id.Text], IsOld(leg), cancel))[0];
        if (status is null)
        {
            await NotLanded(order, leg, client, metadata, cancel);
            return;
        }

        if (status.Confirmation == SolanaConfirmation.Processed) return; // may vanish
        if (status.Error is { } error)
        {
            await End(order, leg, new SubmitReply.Rejected(error.Code, $"The transaction failed on chain: {error.Detail}"), LegEnd.Failed, metadata);
            return;
        }

        if (await client.Solana.GetTransaction(id.Text, cancel) is not { } transaction) return;
        if (!IsTheOrder(transaction.TransactionBase64, leg))
        {
            await End(order, leg, new SubmitReply.Rejected("other_transaction", "The transaction is not the prepared one."), LegEnd.Failed, metadata);
            return;
        }

        var fill = leg.Prepared.IsAsync
            ? await Async(leg, client, cancel)
            : Fill(order, leg, transaction.Change(leg.Prepared.Signer, leg.Prepared.TokenId), transaction.Change(leg.Prepared.Signer, KalshiMints.Usdc));
        if (IsInDoubt(leg))
            await OrderLog.Decide(log, order.Id, new RecordReply(leg.Prepared.LegId, id, new SubmitReply.Accepted(id), "chain"), metadata, CancellationToken.None);
        if (fill is { } done) await Record(order, leg, done, metadata);
    }

    /// <summary>A balance change as the whole fill; no change means that nothing was traded.</summary>
    private static RecordProgress Fill(OrderView order, LegView leg, Int128 shares, Int128 money)
    {
        var (got, paid) = order.Terms.Side == Side.Buy ? (shares, -money) : (-shares, money);
        if (got <= 0) return new RecordProgress(leg.Prepared.LegId, [], LegEnd.Failed, "The transaction traded nothing.");
        paid = Int128.Max(paid, 0);
        var fill = new LegProgressFill(
            leg.VenueOrderId!.Value.Text, Shares.FromMicro((long)got), Price.FloorDiv(Money.FromMicroUsd((long)paid), Shares.FromMicro((long)got)),
            Money.FromMicroUsd((long)paid), FillState.Settled, leg.VenueOrderId.Value.Text);
        return new RecordProgress(leg.Prepared.LegId, [fill], LegEnd.Completed, "filled");
    }

    /// <summary>An asynchronous order: confirmation only opened it; the fills or the refund come later.</summary>
    private static async Task<RecordProgress?> Async(LegView leg, KalshiClient client, CancellationToken cancel)
    {
        var found = await client.DFlowSwaps.GetOrder(leg.VenueOrderId!.Value.Text, leg.Prepared.LastValidBlockHeight ?? 0, cancel);
        var id = leg.Prepared.LegId;
        return found switch
        {
            { State: DFlowOrderState.Closed, OutAmount: 0 } => new RecordProgress(id, [], LegEnd.Failed, "The order was refunded: not filled."),
            { State: DFlowOrderState.Closed } done => new RecordProgress(id, [AsyncFill(leg, done)], LegEnd.Completed, "filled"),
            { State: DFlowOrderState.Expired } => new RecordProgress(id, [], LegEnd.Expired, "The order never landed."),
            { State: DFlowOrderState.Failed } => new RecordProgress(id, [], LegEnd.Failed, "The order failed on chain."),
            _ => null,
        };
    }

    private static LegProgressFill AsyncFill(LegView leg, DFlowOrder done)
    {
        // A BUY gives USDC and gets contracts; which of both is which follows from the price being at most one.
        var (more, less) = done.OutAmount >= done.InAmount ? (done.OutAmount, done.InAmount) : (done.InAmount, done.OutAmount);
        var (shares, money) = (Shares.FromMicro((long)more), Money.FromMicroUsd((long)less));
        return new LegProgressFill(
            leg.VenueOrderId!.Value.Text, shares, Price.FloorDiv(money, shares), money, FillState.Settled, done.FillSignatures.Count > 0 ? done.FillSignatures[0] : null);
    }

    private async Task NotLanded(OrderView order, LegView leg, KalshiClient client, EventMetadata metadata, CancellationToken cancel)
    {
        if (leg.Prepared.LastValidBlockHeight is not { } last || !IsOld(leg)) return;
        var height = await client.Solana.GetBlockHeight(cancel);
        if (height <= last + (ulong)options.SolanaSafetyBlocks) return;
        // Dead for certain: asked once more with the whole history, in case it landed meanwhile.
        if ((await client.Solana.GetStatuses([leg.VenueOrderId!.Value.Text], true, cancel))[0] is not null) return;
        await End(order, leg, new SubmitReply.Rejected("expired", "The transaction never landed and its blockhash is dead."), LegEnd.Expired, metadata);
    }

    private async Task End(OrderView order, LegView leg, SubmitReply.Rejected why, LegEnd end, EventMetadata metadata)
    {
        OrderCommand command = IsInDoubt(leg)
            ? new RecordReply(leg.Prepared.LegId, leg.VenueOrderId!.Value, why, "chain")
            : new RecordProgress(leg.Prepared.LegId, [], end, why.Reason);
        if (await OrderLog.Decide(log, order.Id, command, metadata, CancellationToken.None) is OrderVerdict.Go)
            telemetry.Leg(leg.Prepared.Venue, order.Id, leg.Prepared.LegId, why.Code);
    }

    private async Task NeverArrived(OrderView order, LegView leg, EventMetadata metadata)
    {
        var reply = new SubmitReply.Rejected("never_arrived", "The venue does not have the order.");
        if (await OrderLog.Decide(log, order.Id, new RecordReply(leg.Prepared.LegId, leg.VenueOrderId!.Value, reply, "lookup"), metadata, CancellationToken.None)
            is OrderVerdict.Go)
            telemetry.Leg(leg.Prepared.Venue, order.Id, leg.Prepared.LegId, "never_arrived");
    }

    private async Task Record(OrderView order, LegView leg, RecordProgress progress, EventMetadata metadata)
    {
        if (await OrderLog.Decide(log, order.Id, progress, metadata, CancellationToken.None) is OrderVerdict.Go)
            telemetry.Leg(leg.Prepared.Venue, order.Id, leg.Prepared.LegId, progress.End?.ToString().ToLowerInvariant() ?? "progress");
    }

    /// <summary>The chain's transaction is the prepared one, or (sent by the customer) at least one that his account paid for.</summary>
    private static bool IsTheOrder(string base64, LegView leg) =>
        SolanaPacket.TryRead(base64, out var packet, out _) == PacketVerdict.Valid && packet!.FeePayer == leg.Prepared.Signer
        && (leg.SentByCustomer || packet.MessageHash == leg.Prepared.Digest);

    private static bool IsInDoubt(LegView leg) => leg.Status is LegStatus.Submitting or LegStatus.Unknown;

    private bool IsOld(LegView leg) => leg.SubmittedAt is { } at && clock.GetUtcNow() - at > options.SubmitGrace;
}
