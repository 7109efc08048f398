using Faro.Clob.Engine;
using Faro.Clob.Journal;
using Faro.Clob.Venue;

namespace Faro.Clob.Settlement;

/// <summary>
/// Takes pending trades to the settlement port and its reports back to the writer. Trouble on the way is retried with
/// growing pauses while the trade stays pending; only a revert fails it. Without a port it does nothing.
/// </summary>
internal sealed partial class SettlementWorker(
    IEnumerable<ISettlementPort> ports, VenueWriter writer, TimeProvider clock, ILogger<SettlementWorker> logger) : BackgroundService
{
    private const int MaxInFlight = 32;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly Dictionary<(int Market, ulong Trade), Task> _inFlight = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (ports.FirstOrDefault() is not { } port) return;
        await writer.Ready.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach ((int, ulong) done in _inFlight.Where(p => p.Value.IsCompleted).Select(p => p.Key).ToList()) _inFlight.Remove(done);
            try
            {
                foreach ((int Market, ulong Trade) pending in await writer.Read(core => core.Engine.PendingTrades()))
                {
                    if (_inFlight.Count >= MaxInFlight) break;
                    if (!_inFlight.ContainsKey(pending)) _inFlight.Add(pending, Carry(port, pending.Market, pending.Trade, stoppingToken));
                }
            }
            catch (VenueUnavailableException e)
            {
                Waiting(logger, e.Message);
            }

            await Task.Delay(Look, clock, stoppingToken);
        }
    }

    private async Task Carry(ISettlementPort port, int market, ulong number, CancellationToken cancel)
    {
        TimeSpan pause = Look;
        while (!cancel.IsCancellationRequested)
        {
            SettlementReport report;
            try
            {
                report = await port.Settle(Describe(market, number), cancel);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException)
            {
                report = new SettlementReport.Unknown(e.Message);
            }

            try
            {
                switch (report)
                {
                    case SettlementReport.Settled settled:
                        await writer.Execute(new VenueCommand.SettleTrade(market, number, settled.TransactionHash));
                        return;
                    case SettlementReport.Reverted reverted:
                        await writer.Execute(new VenueCommand.FailTrade(market, number, reverted.Blame));
                        return;
                    case SettlementReport.Unknown unknown:
                        Undecided(logger, number, unknown.Cause);
                        break;
                }
            }
            catch (VenueUnavailableException e)
            {
                Waiting(logger, e.Message); // asked again: the port knows the trade, and the writer whether it is pending
            }

            await Task.Delay(pause, clock, cancel);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private SettlingTrade Describe(int market, ulong number)
    {
        VenueViews views = writer.Views;
        lock (views.Gate)
        {
            MarketRecord record = views.Markets[market];
            TradeRecord trade = record.Trades[(int)number - 1];
            MarketListing m = record.Market.Listing;
            return new SettlingTrade(
                trade.TradeId, m.ChainId, m.Exchange, trade.Match, trade.Lots, trade.Tick,
                Side(trade.Maker, trade, trade.Tick), Side(trade.Taker, trade, trade.Taker.Tick));
        }
    }

    /// <summary>The taker fills at its own limit: the contract refunds what it did not have to pay, and keeps count in shares.</summary>
    private static SettlingOrder Side(OrderRecord order, TradeRecord trade, byte fillTick)
    {
        (UInt128 maker, UInt128 taker) = OrderText.SignedAmounts(order.Side, order.Yes ? order.Tick : 100u - order.Tick, order.SizeUnits);
        uint factor = order.Side == OrderSide.Sell ? Lots.BaseUnits : order.Yes ? fillTick : 100u - fillTick;
        return new SettlingOrder(order.Hash, order.Signed!, maker, taker, Lots.Times(trade.Lots, factor));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "settlement of trade {Number} is undecided: {Cause}")]
    private static partial void Undecided(ILogger logger, ulong number, string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "settlement waits: {Cause}")]
    private static partial void Waiting(ILogger logger, string cause);
}
