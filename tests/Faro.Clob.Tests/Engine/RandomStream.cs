using Faro.Clob.Engine;

namespace Faro.Clob.Tests.Engine;

internal enum CommandKind
{
    Place,
    Cancel,
    CancelAll,
    Advance,
    Status,
    Settle,
    Fail,
    Split,
    Merge,
}

internal sealed record Command(
    CommandKind Kind, long Now, NewOrder Order, int Wallet, ulong Id, OrderSide? Side, bool? Yes, MarketStatus Status, Blame Blame);

/// <summary>A market with wallets, and commands drawn from a seed.</summary>
internal static class RandomStream
{
    public const int Wallets = 12;

    public static (ClobEngine Engine, int Market) Start(int feeBps, SelfTradeMode selfTrade, bool autoSettle)
    {
        ClobEngine engine = new(64);
        int market = engine.AddMarket(new MarketSpec(feeBps, selfTrade, autoSettle));
        for (int w = 0; w < Wallets; w++)
        {
            engine.AddWallet();
            engine.DepositCollateral(w, 0, (UInt128)200_000 + (UInt128)(w * 7));
            engine.DepositTokens(w, market, yes: true, (UInt128)300_000);
            engine.DepositTokens(w, market, yes: false, (UInt128)300_000);
        }

        return (engine, market);
    }

    public static List<Command> Draw(int seed, int count, bool autoSettle)
    {
        Random random = new(seed);
        List<Command> commands = new(count);
        long now = 1_000;
        ulong lastId = 0;
        ulong trades = 1;
        for (int i = 0; i < count; i++)
        {
            int dice = random.Next(1000);
            CommandKind kind = dice switch
            {
                < 620 => CommandKind.Place,
                < 800 => CommandKind.Cancel,
                < 810 => CommandKind.CancelAll,
                < 840 => CommandKind.Advance,
                < 844 => CommandKind.Status,
                < 850 => CommandKind.Split,
                < 856 => CommandKind.Merge,
                _ => autoSettle ? CommandKind.Place : dice < 960 ? CommandKind.Settle : CommandKind.Fail,
            };
            if (kind == CommandKind.Advance) now += random.Next(1, 8);
            bool yes = random.Next(2) == 0;
            TimeInForce tif = random.Next(10) switch { 0 => TimeInForce.Fak, 1 => TimeInForce.Fok, _ => TimeInForce.Gtc };
            byte tick = (byte)Math.Clamp(50 + random.Next(-6, 7) + (random.Next(40) == 0 ? random.Next(-50, 51) : 0), 1, yes ? 100 : 99);
            if (kind == CommandKind.Place && random.Next(50) != 0) lastId++;
            if (random.Next(3) == 0) trades++;
            commands.Add(new Command(
                kind, now,
                new NewOrder(Math.Max(1, lastId), random.Next(Wallets), 0, (UInt128)random.Next(1, 60), tick,
                    (OrderSide)random.Next(2), yes, tif, tif == TimeInForce.Gtc && random.Next(12) == 0,
                    random.Next(5) == 0 ? now + random.Next(-1, 40) : 0),
                random.Next(Wallets),
                kind is CommandKind.Settle or CommandKind.Fail
                    ? (ulong)random.NextInt64(Math.Max(1, (long)trades - 60), (long)trades + 2)
                    : (ulong)random.NextInt64(Math.Max(1, (long)lastId - 200), (long)lastId + 2),
                random.Next(3) == 0 ? (OrderSide)random.Next(2) : null,
                random.Next(3) == 0 ? random.Next(2) == 0 : null,
                random.Next(6) switch { 0 => MarketStatus.Paused, 1 => MarketStatus.Closed, _ => MarketStatus.Open },
                (Blame)random.Next(1, 4)));
        }

        return commands;
    }

    public static Refusal Apply(ClobEngine engine, int market, Command c, EventBuffer output)
    {
        switch (c.Kind)
        {
            case CommandKind.Place: return engine.Place(c.Now, c.Order, output);
            case CommandKind.Cancel: engine.Cancel(c.Now, c.Wallet, [c.Id], output); return Refusal.None;
            case CommandKind.CancelAll: engine.CancelAll(c.Now, c.Wallet, market, c.Yes, c.Side, output); return Refusal.None;
            case CommandKind.Advance: engine.Advance(c.Now, output); return Refusal.None;
            case CommandKind.Status: return engine.SetStatus(c.Now, market, c.Status, null, output);
            case CommandKind.Settle: return engine.Settle(c.Now, market, TradeOf(engine, market, c), output);
            case CommandKind.Fail: return engine.Fail(c.Now, market, TradeOf(engine, market, c), c.Blame, output);
            case CommandKind.Split: return engine.Split(c.Wallet, market, c.Order.Lots);
            case CommandKind.Merge: return engine.Merge(c.Wallet, market, c.Order.Lots);
            default: throw new InvalidOperationException();
        }
    }

    /// <summary>One of the last sixty trades, counted from what the engine has really done.</summary>
    public static ulong TradeOf(ClobEngine engine, int market, Command c) =>
        engine.TradesOf(market) is var made and > 0 ? made - Math.Min(made - 1, c.Id % 60) : 0;
}
