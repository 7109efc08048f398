using System.Diagnostics;
using Faro.Orders;
using Faro.Orders.Routing;
using Faro.Signing;
using Faro.Testing;
using Faro.Venues;
using Faro.Venues.Foresight;
using Faro.Venues.Polymarket;
using Library = Secp256k1Net.Secp256k1;

namespace Faro.Bench;

/// <summary>Trading: planning a route, checking signed orders, quotes at several venues, prepare and submit.</summary>
internal static class TradeBench
{
    private const int Runs = 5;

    /// <summary><c>--part planner|signing|quotes|orders</c> runs one of its parts.</summary>
    public static async Task Run(BenchContext context)
    {
        var part = context.Option("--part");
        if (part is null or "planner") Planner(context);
        if (part is null or "signing") Signing(context);
        if (part is null or "quotes" or "orders")
        {
            await using var house = await TradeHouse.Start();
            if (part is null or "quotes") await TradeQuotes.Run(context, house);
            if (part is null or "orders") await TradeOrders.Run(context, house);
        }
    }

    /// <summary>Three venues of 100 levels, all of which the order walks; the ceiling is a bare merge of the same arrays.</summary>
    private static void Planner(BenchContext context)
    {
        foreach (var (name, strategy) in new[] { ("trade.planner_us", RouteStrategy.BestPrice), ("trade.planner_split_us", RouteStrategy.Split) })
        {
            var inputs = Enumerable.Range(0, 16).Select(seed => Inputs(seed, strategy)).ToArray();
            Timed(inputs, 20_000, i => RoutePlanner.Plan(i)); // compiles the hot path
            Timed(inputs, 20_000, i => BareMerge(i));
            List<double> plans = [], bare = [];
            for (var run = 0; run < Runs; run++)
            {
                bare.Add(Timed(inputs, 20_000, i => BareMerge(i)));
                plans.Add(Timed(inputs, 20_000, i => RoutePlanner.Plan(i)));
            }

            var levels = RoutePlanner.Plan(inputs[0]).Legs.Sum(l => l.Levels);
            context.Print(name, plans, "us", bare, "value <= 10",
                $"3 venues x 100 levels, {levels} walked, fees, limit, minimum and each venue alone; ceiling: a bare merge of the same levels into one total");
        }

        var one = Inputs(0, RouteStrategy.BestPrice);
        var plan = RoutePlanner.Plan(one);
        var planned = Allocated(() => RoutePlanner.Plan(one));
        var own = Allocated(() => Copy(plan));
        context.Print(new BenchLine(
            "trade.planner_garbage", planned - own, "bytes", own, null, "0", 1, $"allocated by a plan ({planned}) beyond what the plan itself holds (ceiling)"));
    }

    /// <summary>What a submission costs the processor: the order's struct hash and digest, then the signer. Against the library's recovery alone.</summary>
    private static void Signing(BenchContext context)
    {
        using var library = new Library();
        var customer = TestSigner.Named("bench");
        var plain = Enumerable.Range(0, 128).Select(i => Signed.Of(customer, Order(i, customer.Address, PolymarketWalletKind.Eoa))).ToArray();
        var deposit = Enumerable.Range(0, 128).Select(i => Signed.Of(customer, Order(i, customer.Address, PolymarketWalletKind.Deposit))).ToArray();
        var foresight = Enumerable.Range(0, 128).Select(i => Signed.Of(customer, ForesightOf(i, customer.Address))).ToArray();
        var bytes = Allocated(() => Check(plain[0], customer.Address));
        foreach (var (name, orders, what) in new[]
        {
            ("trade.eip712", plain, "Polymarket orders"), ("trade.eip712_deposit", deposit, "Polymarket orders in a deposit wallet's envelope"),
            ("trade.eip712_foresight", foresight, "Foresight orders, the domain hashed each time"),
        })
        {
            List<double> ours = [], bare = [];
            for (var run = 0; run <= Runs; run++)
            {
                var ceiling = PerSecond(orders, o => Recover(library, o));
                var value = PerSecond(orders, o => Check(o, customer.Address));
                if (run == 0) continue; // the first round compiles
                bare.Add(ceiling);
                ours.Add(value);
            }

            context.Print(name, ours, "orders/s", bare, "ratio >= 0.85",
                $"{what}: hash and recover on one core, {bytes} bytes allocated each; ceiling: bare Secp256k1.Net recovering a ready digest");
        }
    }

    private static RouteInputs Inputs(int seed, RouteStrategy strategy)
    {
        var random = new Random(seed);
        var venues = new VenueDepth[3];
        for (var v = 0; v < 3; v++)
        {
            var (prices, shares) = (new Price[100], new Shares[100]);
            for (var i = 0; i < 100; i++)
            {
                prices[i] = new Price(3_000 + (i * 50) + (v * 10));
                shares[i] = Shares.Floor(random.Next(10, 5_000));
            }

            venues[v] = new VenueDepth
            {
                Venue = (Venue)v,
                MarketId = "m",
                Prices = prices,
                Shares = shares,
                Tick = Price.Mill,
                MinimumShares = Shares.One,
                Fee = v == 1 ? FeeModel.Curve(0.07m, 1)!.Value : v == 2 ? FeeModel.Smaller(100) : FeeModel.Free,
                ObservedAt = DateTimeOffset.UnixEpoch,
            };
        }

        return new RouteInputs(new RouteRequest(Outcome.Yes, Side.Buy, Money.FromMicroUsd(10_000_000_000_000), new Price(9_000), TimeInForce.Ioc, strategy), venues, []);
    }

    /// <summary>The least that any plan does: take the cheapest level of three until they are spent.</summary>
    private static long BareMerge(RouteInputs inputs)
    {
        var venues = inputs.Venues;
        Span<int> at = stackalloc int[3];
        var total = 0L;
        while (true)
        {
            var (best, price) = (-1, int.MaxValue);
            for (var v = 0; v < 3; v++)
            {
                var prices = venues[v].Prices;
                if (at[v] < prices.Length && prices[at[v]].TenThousandths < price) (best, price) = (v, prices[at[v]].TenThousandths);
            }

            if (best < 0) return total;
            total += venues[best].Shares[at[best]++].Micro * price;
        }
    }

    private static RoutePlan Copy(RoutePlan plan) => new()
    {
        Legs = Copies(plan.Legs, l => l with { }),
        Skipped = plan.Skipped,
        Alternatives = Copies(plan.Alternatives, a => a with { }),
        Refusal = plan.Refusal,
        Depth = plan.Depth,
    };

    private static T[] Copies<T>(IReadOnlyList<T> list, Func<T, T> copy)
    {
        var all = new T[list.Count];
        for (var i = 0; i < all.Length; i++) all[i] = copy(list[i]);
        return all;
    }

    private static PolymarketOrder Order(int i, EthAddress signer, PolymarketWalletKind wallet) => new()
    {
        Exchange = PolymarketExchange.ForMarket("v1", false, 137)!,
        Salt = 1_000_000_007L * (i + 1),
        Maker = signer,
        Signer = signer,
        TokenId = Keccak256.Hash(BitConverter.GetBytes(i)),
        Amounts = new PolymarketAmounts(10_520_000 + i, 21_040_000),
        Side = Side.Buy,
        Wallet = wallet,
        TimestampMs = 1_795_000_061_237 + i,
    };

    private static ForesightOrder ForesightOf(int i, EthAddress signer) => new()
    {
        ConditionId = "0x" + new string('1', 64),
        ChainId = 56,
        Exchange = EthAddress.Parse("0xD284A2BBbdbE3BA4A4C48c4a9F8b6852EbCC4C44"),
        Salt = (UInt128)(i + 1) * 1_000_000_007,
        Signer = signer,
        TokenId = Keccak256.Hash(BitConverter.GetBytes(i)),
        Outcome = Outcome.Yes,
        Side = Side.Buy,
        TokenTick = 55,
        Size = (UInt128)100 * 1_000_000_000_000_000_000,
        Decimals = 18,
        FeeRateBps = 100,
    };

    private static bool Check(Signed signed, EthAddress expected) =>
        Secp256k1.RecoverAddress(signed.Hash(), signed.Signature, out var address) == SignatureFault.None && address == expected;

    private static bool Recover(Library library, Signed signed)
    {
        Span<byte> parsed = stackalloc byte[Library.UNSERIALIZED_SIGNATURE_SIZE];
        Span<byte> key = stackalloc byte[Library.UNSERIALIZED_PUBKEY_LENGTH];
        return library.EcdsaRecoverableSignatureParseCompact(parsed, signed.Signature.AsSpan(0, 64), signed.Signature[64] - 27)
            && library.EcdsaRecover(key, parsed, signed.Digest.Bytes);
    }

    private static double PerSecond(Signed[] orders, Func<Signed, bool> check)
    {
        var (done, start) = (0, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 400)
        {
            foreach (var order in orders)
                if (check(order)) done++;
                else throw new InvalidOperationException("A good signature was refused.");
        }

        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Microseconds each.</summary>
    private static double Timed<T>(RouteInputs[] inputs, int count, Func<RouteInputs, T> action)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++) action(inputs[i & 15]);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / count;
    }

    /// <summary>Bytes that a call allocates, once everything is compiled.</summary>
    private static long Allocated<T>(Func<T> action)
    {
        for (var i = 0; i < 200; i++) action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
    }

    /// <summary>An order, its ready digest and a signature over it.</summary>
    private sealed record Signed(Func<Hash256> Hash, Hash256 Digest, byte[] Signature)
    {
        public static Signed Of(TestSigner signer, PolymarketOrder order) => Of(signer, order.SignDigest);

        public static Signed Of(TestSigner signer, ForesightOrder order) => Of(signer, order.Hash);

        private static Signed Of(TestSigner signer, Func<Hash256> hash) => new(hash, hash(), signer.Sign(hash()));
    }
}
