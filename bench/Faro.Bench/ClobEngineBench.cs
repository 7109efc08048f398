using System.Diagnostics;
using System.Runtime.InteropServices;
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
    private const int Warm = 300_000;
    private const double Rate = 1_000_000;

    /// <summary>One run's figures.</summary>
    public sealed record Result(
        double CommandsPerSecond, double CommandsPerCpuSecond, double NanosecondsEach, double BytesPerCommand, long Fills, int RestingAtEnd);

    /// <summary>Latency from the moment a command was due to the moment it was done, in nanoseconds.</summary>
    public sealed record Latency(double RatePerSecond, double P50, double P99, double P999, double P9999, double Worst);

    /// <summary>Closed loop: as many commands a second as one thread can do.</summary>
    public static Result Throughput(int commands = 4_000_000, int seed = 1)
    {
        (ClobEngine engine, Op[] ops) = Prepare(commands, seed);
        EventBuffer events = new(1 << 12);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ulong tradesBefore = engine.TradesOf(0);
        double cpu = ThreadSeconds();
        long start = Stopwatch.GetTimestamp();
        for (int i = Resting; i < ops.Length; i++) Execute(engine, ref ops[i], events);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        cpu = ThreadSeconds() - cpu;
        double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)commands;
        return new Result(commands / seconds, commands / cpu, seconds * 1e9 / commands, bytes, (long)(engine.TradesOf(0) - tradesBefore), engine.LiveOrders);
    }

    /// <summary>
    /// Open loop: commands become due at a fixed rate, a fifth of what one thread can do, whether or not the engine keeps up,
    /// so a stall is charged to every command that waited behind it (no coordinated omission). Before it the loop has run and
    /// been compiled, garbage is collected and nothing is allocated; the thread asks for the highest priority.
    /// </summary>
    public static Latency OpenLoop(int commands = 2_000_000, int seed = 2)
    {
        (ClobEngine engine, Op[] ops) = Prepare(commands + Warm, seed);
        return Timed(new Trading(engine, ops, new EventBuffer(1 << 12)), commands);
    }

    /// <summary>The same loop with nothing to do: what the machine, the clock and other programs cost at that moment.</summary>
    public static Latency NoiseFloor(int commands = 2_000_000) => Timed(default(Nothing), commands);

    private static Latency Timed<TStep>(TStep step, int commands)
        where TStep : struct, IStep
    {
        long[] taken = new long[Math.Max(commands, Warm)];
        Latency? latency = null;
        Thread thread = new(() =>
        {
            _ = SetPriority(0, 0, -20); // best effort: only root may
            Pace(ref step, 0, Warm, taken);
            Thread.Sleep(300); // the compiler's second look happens on another thread
            GC.Collect();
            int collections = GC.CollectionCount(0);
            Pace(ref step, Warm, commands, taken);
            if (GC.CollectionCount(0) != collections) throw new InvalidOperationException("Garbage was collected while latency was measured.");
            Array.Sort(taken, 0, commands);
            double nanoseconds = 1e9 / Stopwatch.Frequency;
            double At(double share) => taken[(int)Math.Min(commands - 1, share * commands)] * nanoseconds;
            latency = new Latency(Rate, At(0.5), At(0.99), At(0.999), At(0.9999), taken[commands - 1] * nanoseconds);
        });
        thread.Start();
        thread.Join();
        return latency ?? throw new InvalidOperationException("The measurement ended without a figure.");
    }

    private static void Pace<TStep>(ref TStep step, int first, int count, long[] taken)
        where TStep : struct, IStep
    {
        double interval = Stopwatch.Frequency / Rate;
        long start = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 100);
        for (int i = 0; i < count; i++)
        {
            long due = start + (long)(i * interval);
            while (Stopwatch.GetTimestamp() < due) { }
            step.Do(first + i);
            taken[i] = Stopwatch.GetTimestamp() - due;
        }
    }

    /// <summary>Processor time of this thread alone: on a shared machine the only clock that other programs do not stop.</summary>
    private static double ThreadSeconds()
    {
        const int ofThisThread = 3; // CLOCK_THREAD_CPUTIME_ID
        return ReadClock(ofThisThread, out Instant at) == 0 ? at.Seconds + (at.Nanoseconds / 1e9) : Environment.TickCount64 / 1e3;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ReadClock(int clock, out Instant at);

    private struct Instant
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int who, int priority);

    private interface IStep
    {
        void Do(int index);
    }

    private readonly struct Nothing : IStep
    {
        public void Do(int index)
        {
        }
    }

    private readonly struct Trading(ClobEngine engine, Op[] ops, EventBuffer events) : IStep
    {
        public void Do(int index) => Execute(engine, ref ops[Resting + index], events);
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
