using System.Diagnostics;
using Faro.Clob.Engine;

namespace Faro.Bench;

/// <summary>
/// The engine alone, one thread: balances, self-trade prevention, reservations, book batches and 64-bit external ids, over a
/// realistic depth. Commands are made beforehand.
/// </summary>
public static class EngineBench
{
    private const int Wallets = 2_000;
    private const int Resting = 180_000;

    /// <summary>One run's figures.</summary>
    public sealed record Result(
        double CommandsPerSecond, double NanosecondsEach, double BytesPerCommand, long Fills, int RestingAtEnd);

    /// <summary>Latency from the moment a command was due to the moment it was done, in nanoseconds.</summary>
    public sealed record Latency(double RatePerSecond, double P50, double P99, double P999, double P9999, double Worst);

    /// <summary>Closed loop: as many commands a second as one thread can do.</summary>
    public static Result Throughput(int commands = 4_000_000, int seed = 1)
    {
        (ClobEngine engine, Op[] ops) = Prepare(commands, seed);
        EventBuffer events = new(1 << 12);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ulong tradesBefore = engine.TradesOf(0);
        long start = Stopwatch.GetTimestamp();
        for (int i = Resting; i < ops.Length; i++) Execute(engine, ref ops[i], events);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)commands;
        return new Result(commands / seconds, seconds * 1e9 / commands, bytes, (long)(engine.TradesOf(0) - tradesBefore), engine.LiveOrders);
    }

    /// <summary>
    /// Open loop: commands become due at a fixed rate whether or not the engine keeps up, so a stall is charged to every
    /// command that waited behind it (no coordinated omission).
    /// </summary>
    public static Latency OpenLoop(double ratePerSecond = 1_000_000, int commands = 3_000_000, int seed = 2)
    {
        (ClobEngine engine, Op[] ops) = Prepare(commands, seed);
        EventBuffer events = new(1 << 12);
        long[] taken = new long[commands];
        double interval = Stopwatch.Frequency / ratePerSecond;
        long start = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 100);
        for (int i = 0; i < commands; i++)
        {
            long due = start + (long)(i * interval);
            while (Stopwatch.GetTimestamp() < due) { }
            Execute(engine, ref ops[Resting + i], events);
            taken[i] = Stopwatch.GetTimestamp() - due;
        }

        Array.Sort(taken);
        double nanoseconds = 1e9 / Stopwatch.Frequency;
        double At(double share) => taken[(int)Math.Min(commands - 1, share * commands)] * nanoseconds;
        return new Latency(ratePerSecond, At(0.5), At(0.99), At(0.999), At(0.9999), taken[^1] * nanoseconds);
    }

    private static void Execute(ClobEngine engine, ref Op op, EventBuffer events)
    {
        events.Clear();
        if (op.Cancels == 0) engine.Place(0, in op.Order, events);
        else engine.Cancel(0, op.Order.Wallet, new ReadOnlySpan<ulong>(in op.Cancels), events);
    }

    /// <summary>60 % limit orders (a third of them crossing, a tenth IOC), 40 % cancels of recent orders.</summary>
    private static (ClobEngine Engine, Op[] Ops) Prepare(int commands, int seed)
    {
        Random random = new(seed);
        ClobEngine engine = new(Resting * 2);
        engine.AddMarket(new MarketSpec());
        UInt128 plenty = UInt128.Parse("1000000000000000000000000000000");
        for (int w = 0; w < Wallets; w++)
        {
            engine.AddWallet();
            engine.DepositCollateral(w, 0, plenty);
            engine.DepositTokens(w, 0, yes: true, plenty);
            engine.DepositTokens(w, 0, yes: false, plenty);
        }

        Op[] ops = new Op[Resting + commands];
        ulong[] ids = new ulong[ops.Length];
        int[] owners = new int[ops.Length];
        int placed = 0;
        for (int i = 0; i < ops.Length; i++)
        {
            if (i >= Resting && random.Next(100) < 40)
            {
                // A recent order not cancelled before: most of them still rest, some have traded meanwhile.
                int victim = random.Next(Math.Max(0, placed - 20_000), placed);
                ops[i].Order = new NewOrder { Wallet = owners[victim] };
                ops[i].Cancels = ids[victim];
                placed--;
                (ids[victim], owners[victim]) = (ids[placed], owners[placed]);
                continue;
            }

            bool bid = random.Next(2) == 0;
            bool yes = random.Next(2) == 0;
            bool crossing = i >= Resting && random.Next(3) == 0;
            int away = crossing ? -random.Next(1, 12) : 1 + Math.Min(random.Next(25), random.Next(25));
            byte tick = (byte)(bid ? 50 - away : 51 + away);
            int wallet = random.Next(Wallets);
            ulong id = ((ulong)random.NextInt64() << 1) | 1;
            ops[i].Order = new NewOrder(
                id, wallet, 0, (UInt128)random.Next(1, crossing ? 9_000 : 2_000) * 10_000_000_000_000_000UL, tick,
                bid == yes ? OrderSide.Buy : OrderSide.Sell, yes,
                i >= Resting && random.Next(10) == 0 ? TimeInForce.Fak : TimeInForce.Gtc);
            ids[placed] = id;
            owners[placed++] = wallet;
        }

        EventBuffer events = new(1 << 12);
        for (int i = 0; i < Resting; i++) Execute(engine, ref ops[i], events);
        return (engine, ops);
    }

    private struct Op
    {
        public NewOrder Order;
        public ulong Cancels;
    }
}
