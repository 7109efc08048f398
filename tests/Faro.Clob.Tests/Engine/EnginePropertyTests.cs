using System.Numerics;
using System.Security.Cryptography;
using Faro.Clob.Engine;
using Xunit.Abstractions;

namespace Faro.Clob.Tests.Engine;

public sealed class EnginePropertyTests(ITestOutputHelper log)
{
    private const int Commands = 100_000;

    public static TheoryData<int, int, SelfTradeMode, bool> Cases() => new()
    {
        { 11, 0, SelfTradeMode.CancelResting, true },
        { 12, 100, SelfTradeMode.CancelIncoming, true },
        { 13, 250, SelfTradeMode.CancelResting, false },
        { 14, 37, SelfTradeMode.CancelBoth, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_reference_and_conserves_everything(int seed, int fee, SelfTradeMode selfTrade, bool autoSettle)
    {
        log.WriteLine($"seed {seed}");
        (ClobEngine engine, int market) = RandomStream.Start(fee, selfTrade, autoSettle);
        ReferenceBook reference = new(fee, selfTrade, autoSettle);
        for (int w = 0; w < RandomStream.Wallets; w++)
        {
            reference.Deposit(w, "collateral", (BigInteger)engine.CollateralOf(w).Available);
            reference.Deposit(w, "yes", (BigInteger)engine.TokensOf(w, market, yes: true).Available);
            reference.Deposit(w, "no", (BigInteger)engine.TokensOf(w, market, yes: false).Available);
        }

        (Int128 Yes, Int128 No) residue = engine.TokenResidue(market);
        EventBuffer events = new();
        ulong sequence = 0;
        int step = 0;
        Dictionary<(OrderSide, int), UInt128> displayed = [];
        foreach (Command c in RandomStream.Draw(seed, Commands, autoSettle))
        {
            events.Clear();
            reference.Log.Clear();
            ulong trade = RandomStream.TradeOf(engine, market, c);
            Refusal refusal = RandomStream.Apply(engine, market, c, events);
            Refer(reference, c, (int)trade, refusal);
            string at = $"seed {seed} step {step} {c.Kind}";
            Assert.Equal((at, string.Join('\n', reference.Log)), (at, Describe(events)));
            sequence = FollowBatch(events, sequence, displayed, at);
            if (++step % 400 == 0)
            {
                CheckWhole(engine, market, reference, displayed, at);
                Assert.Equal((at, residue), (at, engine.TokenResidue(market)));
                reference.Tidy();
            }
        }

        log.WriteLine($"{engine.TradesOf(market)} trades, {engine.LiveOrders} live at the end, {sequence} batches");
        Assert.True(engine.TradesOf(market) > 5_000, "the stream must trade");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Replay_equals_live_and_a_snapshot_plus_its_tail_does_too(int seed, int fee, SelfTradeMode selfTrade, bool autoSettle)
    {
        log.WriteLine($"seed {seed}");
        List<Command> commands = RandomStream.Draw(seed, Commands, autoSettle);
        Random random = new(seed);
        int[] cuts = [1, commands.Count, .. Enumerable.Range(1, 5).Select(_ => random.Next(commands.Count))];
        Dictionary<int, byte[]> saved = [];
        (ClobEngine live, int market) = RandomStream.Start(fee, selfTrade, autoSettle);
        byte[] liveEvents = Run(live, market, commands, 0, (step, engine) =>
        {
            if (cuts.Contains(step)) saved[step] = Save(engine);
        });

        (ClobEngine replayed, _) = RandomStream.Start(fee, selfTrade, autoSettle);
        Assert.Equal(liveEvents, Run(replayed, market, commands, 0, null));
        Assert.Equal(Save(live), Save(replayed));
        foreach ((int step, byte[] snapshot) in saved)
        {
            ClobEngine restored = ClobEngine.Load(new MemoryStream(snapshot));
            Assert.Equal(snapshot, Save(restored));
            Run(restored, market, commands, step, null);
            Assert.True(Save(live).AsSpan().SequenceEqual(Save(restored)), $"seed {seed}, cut at {step}");
            Assert.Empty(restored.Audit());
        }
    }

    [Fact]
    public void A_command_allocates_nothing_once_the_pools_have_grown()
    {
        (ClobEngine engine, int market) = RandomStream.Start(100, SelfTradeMode.CancelResting, autoSettle: false);
        List<Command> commands = RandomStream.Draw(99, 60_000, autoSettle: false);
        EventBuffer events = new(4096);
        ulong[] one = new ulong[1];
        void Run()
        {
            foreach (Command c in commands)
            {
                events.Clear();
                if (c.Kind == CommandKind.Cancel)
                {
                    one[0] = c.Id;
                    engine.Cancel(c.Now, c.Wallet, one, events);
                }
                else
                {
                    RandomStream.Apply(engine, market, c, events);
                }
            }
        }

        Run();
        for (int w = 0; w < RandomStream.Wallets; w++) engine.CancelAll(0, w, null, null, null, events);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Many_wallets_and_markets_outgrow_every_first_size()
    {
        ClobEngine engine = new(4);
        EventBuffer events = new(1);
        for (int m = 0; m < 20; m++) engine.AddMarket(new MarketSpec(Collateral: m));
        for (int w = 0; w < 3_000; w++)
        {
            engine.AddWallet();
            for (int m = w % 7; m < 20; m += 7)
            {
                Assert.Equal(Refusal.None, engine.DepositCollateral(w, m, (UInt128)1_000_000));
                Assert.Equal(Refusal.None, engine.Split(w, m, (UInt128)500_000));
                Assert.Equal(Refusal.None, engine.Place(0, new NewOrder((ulong)((w * 20) + m + 1), w, m, (UInt128)10,
                    (byte)(40 + (w % 20)), (OrderSide)(w % 2), w % 3 == 0, Expiration: 10 + (w % 50)), events));
            }
        }

        Assert.Empty(engine.Audit());
        engine.Advance(100, events);
        Assert.Equal((0, 0), (engine.Queue(0, OrderSide.Buy).Count, engine.Queue(0, OrderSide.Sell).Count));
        Assert.Empty(engine.Audit());
    }

    [Fact]
    public void Bytes_that_are_not_a_snapshot_are_refused() =>
        Assert.Throws<InvalidDataException>(() => ClobEngine.Load(new MemoryStream(new byte[64])));

    private static void Refer(ReferenceBook reference, Command c, int trade, Refusal refusal)
    {
        switch (c.Kind)
        {
            case CommandKind.Place: Assert.Equal(refusal, reference.Place(c.Now, c.Order)); break;
            case CommandKind.Cancel: reference.Cancel(c.Now, c.Wallet, c.Id); break;
            case CommandKind.CancelAll: reference.CancelAll(c.Now, c.Wallet, c.Side, c.Yes); break;
            case CommandKind.Advance: reference.Pass(c.Now); break;
            case CommandKind.Status: reference.SetStatus(c.Now, c.Status); break;
            case CommandKind.Settle: reference.Settle(c.Now, trade); break;
            case CommandKind.Fail: reference.Fail(c.Now, trade, c.Blame); break;
            case CommandKind.Split or CommandKind.Merge when refusal == Refusal.None:
                BigInteger pairs = (BigInteger)c.Order.Lots * (c.Kind == CommandKind.Split ? 1 : -1);
                reference.Deposit(c.Wallet, "collateral", -pairs);
                reference.Deposit(c.Wallet, "yes", pairs);
                reference.Deposit(c.Wallet, "no", pairs);
                break;
        }
    }

    private static string Describe(EventBuffer events)
    {
        List<string> lines = [];
        foreach (ref readonly EngineEvent e in events.Events)
        {
            if (e.Kind == EngineEventKind.Trade)
                lines.Add($"trade {e.Number} {e.Order} {e.Taker} {e.Lots} @{e.Tick} fee {e.Filled}");
            else if (e.Kind == EngineEventKind.OrderState)
                lines.Add($"order {e.Order} {e.Status} {e.Reason} filled {e.Filled} rest {e.Lots}");
        }

        return string.Join('\n', lines);
    }

    /// <summary>Applies the command's batch to a displayed book, as a client does; checks its order and its number.</summary>
    private static ulong FollowBatch(
        EventBuffer events, ulong sequence, Dictionary<(OrderSide, int), UInt128> displayed, string at)
    {
        int left = 0;
        (int Side, int Rank) last = (-1, int.MinValue);
        foreach (ref readonly EngineEvent e in events.Events)
        {
            if (e.Kind == EngineEventKind.BatchStart)
            {
                Assert.Equal((at, sequence + 1), (at, e.Number));
                sequence = e.Number;
                left = e.Other;
            }
            else if (e.Kind == EngineEventKind.BookLevel)
            {
                (int, int) rank = ((int)e.Side, e.Side == OrderSide.Buy ? -e.Tick : e.Tick);
                Assert.True(rank.CompareTo(last) > 0, at);
                last = rank;
                UInt128 before = displayed.GetValueOrDefault((e.Side, e.Tick));
                Assert.True(before != e.Lots, $"{at}: a level that did not change is in the batch");
                displayed[(e.Side, e.Tick)] = e.Lots;
                left--;
            }
        }

        Assert.Equal((at, 0), (at, left));
        return sequence;
    }

    private static void CheckWhole(
        ClobEngine engine, int market, ReferenceBook reference, Dictionary<(OrderSide, int), UInt128> displayed, string at)
    {
        Assert.Empty(engine.Audit());
        foreach (OrderSide side in new[] { OrderSide.Buy, OrderSide.Sell })
        {
            bool bids = side == OrderSide.Buy;
            Assert.Equal(reference.Queue(bids), engine.Queue(market, side));
            List<(int, BigInteger)> book = [.. engine.Book(market, side).Select(l => ((int)l.Tick, (BigInteger)l.Lots))];
            Assert.Equal(reference.Levels(bids), book);
            Assert.Equal(book.Order(), displayed.Where(p => p.Key.Item1 == side && p.Value != 0)
                .Select(p => (p.Key.Item2, (BigInteger)p.Value)).Order());
        }

        for (int w = 0; w < RandomStream.Wallets; w++)
        {
            Assert.Equal((at, reference.Available(w, "collateral")), (at, (BigInteger)engine.CollateralOf(w).Available));
            Assert.Equal((at, reference.Available(w, "yes")), (at, (BigInteger)engine.TokensOf(w, market, yes: true).Available));
            Assert.Equal((at, reference.Available(w, "no")), (at, (BigInteger)engine.TokensOf(w, market, yes: false).Available));
        }
    }

    private static byte[] Run(
        ClobEngine engine, int market, List<Command> commands, int from, Action<int, ClobEngine>? afterStep)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        EventBuffer events = new();
        for (int i = from; i < commands.Count; i++)
        {
            events.Clear();
            hash.AppendData([(byte)RandomStream.Apply(engine, market, commands[i], events)]);
            foreach (ref readonly EngineEvent e in events.Events) hash.AppendData(System.Text.Encoding.UTF8.GetBytes(e.ToString()));
            afterStep?.Invoke(i + 1, engine);
        }

        return hash.GetHashAndReset();
    }

    private static byte[] Save(ClobEngine engine)
    {
        using MemoryStream stream = new();
        engine.Save(stream);
        return stream.ToArray();
    }
}
