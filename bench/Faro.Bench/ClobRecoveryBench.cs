using System.Diagnostics;
using Faro.Clob.Engine;
using Faro.Clob.Intake;
using Faro.Clob.Journal;
using Faro.Clob.Venue;
using Faro.Signing;
using Faro.Signing.TypedData;
using Npgsql;

namespace Faro.Bench;

/// <summary>How fast the venue comes back: a journal of orders that rest, trade and are cancelled, replayed from Postgres.</summary>
internal static class ClobRecoveryBench
{
    private const int Orders = 400_000;
    private const int PerBatch = 200;

    public static async Task Run(BenchContext context, string connectionString)
    {
        await using PostgresJournal journal = new(NpgsqlDataSource.Create(connectionString), "clob_recovery");
        await journal.CreateSchema(default);
        await journal.BecomeWriter(default);
        await Fill(journal);
        (List<double> speeds, Recovered whole) = await Measure(journal);
        context.Print("clob.recovery", speeds, "orders/s", goal: ">= 200000", note: $"{Orders} orders in {Orders / PerBatch} batches from Postgres, digests checked, read models built");

        long start = Stopwatch.GetTimestamp();
        VenueSnapshot snapshot = VenueSnapshot.Take(whole, await LastDigest(journal, whole.LastBatch));
        double written = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await journal.WriteSnapshot(snapshot, default);
        (List<double> quick, Recovered read) = await Measure(journal);
        if (read.FromSnapshot != whole.LastBatch) throw new InvalidOperationException("The snapshot was not used.");
        context.Print("clob.recovery.snapshot", quick, "orders/s", speeds, null,
            $"the same from a snapshot of {snapshot.Parts.Sum(p => (long)p.Length) >> 20} MiB, written down in {written:0} ms; ceiling: the whole journal");
    }

    private static async Task<(List<double> Speeds, Recovered Last)> Measure(PostgresJournal journal)
    {
        List<double> speeds = [];
        Recovered recovered = null!;
        for (int run = 0; run < 3; run++)
        {
            recovered = null!;
            GC.Collect();
            long start = Stopwatch.GetTimestamp();
            recovered = await Recovery.Run(journal, 0, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, default);
            speeds.Add(recovered.Orders / Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (recovered.Orders != Orders) throw new InvalidOperationException($"{recovered.Orders} orders came back, not {Orders}.");
        }

        return (speeds, recovered);
    }

    private static async Task<long> LastDigest(PostgresJournal journal, long batch)
    {
        await foreach (JournalBatch last in journal.Read(batch - 1, batch, default)) return last.Digest;
        throw new InvalidOperationException($"There is no batch {batch}.");
    }

    private static async Task Fill(PostgresJournal journal)
    {
        VenueCore core = new(maxOpenOrders: 0);
        Random random = new(1);
        EthAddress[] wallets = [.. Enumerable.Range(0, 200).Select(i => new EthAddress(Keccak256.Hash(BitConverter.GetBytes(i)).Bytes[12..]))];
        List<VenueCommand> start =
        [
            new VenueCommand.ListMarket(new MarketListing
            {
                ConditionId = Keccak256.Hash("bench"u8), ChainId = 31337, Question = "bench", YesToken = AbiWord.FromUint(1), NoToken = AbiWord.FromUint(2),
                CollateralToken = wallets[0], Exchange = wallets[1],
            }),
        ];
        foreach (EthAddress wallet in wallets)
            foreach (DepositAsset asset in Enum.GetValues<DepositAsset>())
                start.Add(new VenueCommand.Deposit(wallet, 0, asset, UInt128.Parse("1000000000000000000000000000", System.Globalization.CultureInfo.InvariantCulture)));
        await Append(journal, core, 1, start, 0);
        List<(EthAddress Wallet, Hash256 Hash)> placed = [];
        for (int batch = 0; batch < Orders / PerBatch; batch++)
        {
            List<VenueCommand> commands = [];
            for (int i = 0; i < PerBatch; i++)
            {
                EthAddress wallet = wallets[random.Next(wallets.Length)];
                Hash256 hash = Keccak256.Hash(BitConverter.GetBytes((batch * PerBatch) + i));
                commands.Add(new VenueCommand.PlaceOrders(wallet, [Item(wallet, hash, random)], null));
                placed.Add((wallet, hash));
                if (random.Next(3) != 0) continue;
                (EthAddress owner, Hash256 old) = placed[random.Next(Math.Max(0, placed.Count - 5_000), placed.Count)];
                commands.Add(new VenueCommand.CancelOrders(owner, [old]));
            }

            await Append(journal, core, batch + 2, commands, PerBatch);
        }
    }

    private static async Task Append(PostgresJournal journal, VenueCore core, long batch, List<VenueCommand> commands, int orders)
    {
        using MemoryStream payload = new();
        using BinaryWriter writer = new(payload);
        OutcomeDigest digest = default;
        int written = 0;
        foreach (VenueCommand command in commands)
        {
            VenueOutcome outcome = core.Apply(command, 1_000_000 + batch);
            if (!outcome.Changed && core.Events.Count == 0) continue;
            if (outcome is VenueOutcome.Placed placed && placed.Items[0].Refused is { } refused) throw new InvalidOperationException(refused.Code);
            CommandCodec.Write(writer, command, 1_000_000 + batch);
            digest.Add(core.Events);
            written++;
        }

        await journal.Append(batch, written, orders, digest.Value, payload.GetBuffer().AsMemory(0, (int)payload.Length), default);
    }

    private static OrderItem Item(EthAddress wallet, Hash256 hash, Random random)
    {
        bool buy = random.Next(2) == 0;
        byte tick = (byte)(buy ? random.Next(40, 52) : random.Next(49, 61));
        UInt128 size = (UInt128)random.Next(1, 100) * 1_000_000_000_000_000_000UL;
        SignedOrder order = new()
        {
            ConditionId = default,
            ChainId = 0,
            Yes = true,
            Side = buy ? OrderSide.Buy : OrderSide.Sell,
            OrderType = "LIMIT",
            Price = "",
            Size = "",
            Salt = hash,
            Signer = wallet,
            Taker = EthAddress.Zero,
            TokenId = AbiWord.FromUint(1),
            MakerAmount = default,
            TakerAmount = default,
            Expiration = default,
            Nonce = default,
            FeeRateBps = 0,
            Signature = new byte[Secp256k1.SignatureSize],
        };
        return new OrderItem { Valid = new ValidOrder(order, hash, tick, size, size / 100, TimeInForce.Gtc, 0) };
    }
}
