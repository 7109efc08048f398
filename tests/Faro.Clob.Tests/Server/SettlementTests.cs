using System.Collections.Concurrent;
using Faro.Clob.Engine;
using Faro.Clob.Settlement;
using Faro.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Clob.Tests.Server;

public sealed class SettlementTests : IAsyncLifetime
{
    private readonly ScriptedPort _port = new();
    private readonly ClobServer _server;

    public SettlementTests() => _server = new ClobServer { Configure = b => b.Services.AddSingleton<ISettlementPort>(_port) };

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Trouble_on_the_way_is_retried_and_a_revert_returns_the_innocent()
    {
        TestMarket market = await _server.ListMarket(new { auto_settle = false });
        Trader ann = await _server.NewTrader("port-ann", market, yes: "100");
        Trader bob = await _server.NewTrader("port-bob", market);
        _port.Script = attempt => attempt switch
        {
            1 => throw new HttpRequestException("no route to the node"),
            2 => new SettlementReport.Unknown("nonce gap"),
            _ => new SettlementReport.Settled("0xfeed"),
        };
        string sell = (await ann.Place(ann.Order(market, "SELL", 1, "0.40", "10")))[0];
        string buy = (await bob.Place(bob.Order(market, "BUY", 1, "0.45", "10")))[0];
        await Eventually.Is(async () => await bob.StatusOf(buy) == "FILLED 10 of 10");
        Assert.Equal("FILLED 10 of 10", await ann.StatusOf(sell));
        SettlingTrade trade = _port.Seen.First();
        Assert.Equal(("10", "4.5"), (OrderText.FormatUnits(trade.Maker.FillAmount, 18), OrderText.FormatUnits(trade.Taker.FillAmount, 18)));
        Assert.Single(_port.Seen.Select(t => t.TradeId).Distinct());
        Assert.Equal(3, _port.Seen.Count);
        Assert.Equal("0xfeed", (await bob.Get("/v1/fills")).GetProperty("data")[0].GetProperty("tx_hash").GetString());

        _port.Script = _ => new SettlementReport.Reverted(Blame.Taker);
        string again = (await ann.Place(ann.Order(market, "SELL", 1, "0.40", "10")))[0];
        string poor = (await bob.Place(bob.Order(market, "BUY", 1, "0.45", "4")))[0];
        await Eventually.Is(async () => await bob.StatusOf(poor) == "MATCH_FAILED/SETTLEMENT_FAILED 0 of 4");
        Assert.Equal("OPEN 0 of 10", await ann.StatusOf(again));
        Assert.Contains("\"wrong\":[]", await _server.Audit(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_pending_at_a_restart_is_settled_after_it()
    {
        TestMarket market = await _server.ListMarket(new { auto_settle = false });
        Trader ann = await _server.NewTrader("pending-ann", market, yes: "100");
        Trader bob = await _server.NewTrader("pending-bob", market);
        _port.Script = _ => new SettlementReport.Unknown("the chain sleeps");
        await ann.Place(ann.Order(market, "SELL", 1, "0.40", "10"));
        string buy = (await bob.Place(bob.Order(market, "BUY", 1, "0.40", "10")))[0];
        await Eventually.Is(() => Task.FromResult(!_port.Seen.IsEmpty));
        Assert.Equal("MATCHED 10 of 10", await bob.StatusOf(buy));
        _port.Script = _ => new SettlementReport.Settled("0x1");
        await _server.Restart();
        await Eventually.Is(async () => await bob.StatusOf(buy) == "FILLED 10 of 10");
    }

    private sealed class ScriptedPort : ISettlementPort
    {
        private int _attempts;

        public ConcurrentQueue<SettlingTrade> Seen { get; } = [];

        public Func<int, SettlementReport> Script { get; set; } = _ => new SettlementReport.Settled("0x0");

        public Task<SettlementReport> Settle(SettlingTrade trade, CancellationToken cancel)
        {
            Seen.Enqueue(trade);
            return Task.FromResult(Script(Interlocked.Increment(ref _attempts)));
        }
    }
}
