using System.Runtime.CompilerServices;
using Faro.Clob.Engine;
using Faro.Clob.Intake;
using Faro.Clob.Journal;
using Faro.Clob.Venue;
using Faro.Signing;
using Faro.Signing.TypedData;
using Xunit.Abstractions;

namespace Faro.Clob.Tests.Server;

/// <summary>The journal without Postgres: commands as bytes, batches, and recovery from every cut.</summary>
public sealed class JournalTests(ITestOutputHelper log)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_journal_cut_after_any_batch_recovers_the_venue_of_that_moment(int seed)
    {
        log.WriteLine($"seed {seed}");
        Random random = new(seed);
        VenueCore live = new(maxOpenOrders: 20);
        List<JournalBatch> journal = [];
        List<byte[]> moments = [];
        List<long> times = [];
        List<VenueCommand> commands = [Listing(autoSettle: seed != 2)];
        EthAddress[] wallets = [.. Enumerable.Range(0, 8).Select(i => new EthAddress(Keccak256.Hash(BitConverter.GetBytes(i)).Bytes[12..]))];
        foreach (EthAddress wallet in wallets)
            foreach (DepositAsset asset in Enum.GetValues<DepositAsset>())
                commands.Add(new VenueCommand.Deposit(wallet, 0, asset, (UInt128)100_000));
        long atMs = 1_000_000;
        int number = 0;
        for (int batch = 1; batch <= 120; batch++)
        {
            atMs += random.Next(1, 3_000);
            journal.Add(Commit(live, batch, commands, atMs));
            moments.Add(Save(live, atMs));
            times.Add(atMs);
            commands = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Draw(random, wallets, live, atMs, ref number))];
        }

        for (int cut = 0; cut < journal.Count; cut += 1 + random.Next(6))
        {
            Recovered recovered = await Recovery.Run(Take(journal, cut + 1), 20, default);
            Assert.True(moments[cut].AsSpan().SequenceEqual(Save(recovered.Core, times[cut])), $"seed {seed}, cut after batch {cut + 1}");
            Assert.Equal((cut + 1, journal.Take(cut + 1).Sum(b => b.Orders)), (recovered.LastBatch, recovered.Orders));
            Assert.Equal((long)recovered.Core.OrderCount, recovered.Views.OrderCount);
            Assert.Empty(recovered.Core.Engine.Audit());
        }

        Assert.True(live.Engine.TradesOf(0) > 20, "the stream must trade");
    }

    [Fact]
    public async Task A_gap_a_changed_outcome_and_strange_bytes_are_refused()
    {
        VenueCore live = new();
        EthAddress wallet = new(Keccak256.Hash("w"u8).Bytes[12..]);
        JournalBatch first = Commit(live, 1, [Listing(true), new VenueCommand.Deposit(wallet, 0, DepositAsset.Collateral, (UInt128)1_000)], 1_000);
        int number = 0;
        JournalBatch second = Commit(live, 2, [Place(wallet, ++number, OrderSide.Buy, 40, 5)], 2_000);
        await Assert.ThrowsAsync<InvalidDataException>(() => Run(second));
        await Assert.ThrowsAsync<InvalidDataException>(() => Run(first, second with { Digest = second.Digest + 1 }));
        await Assert.ThrowsAsync<InvalidDataException>(() => Run(first, second with { Payload = [0xFF, .. second.Payload[1..]] }));
        await Assert.ThrowsAsync<InvalidDataException>(() => Run(first, second with { Payload = second.Payload[..^7] }));

        // An order that the replaying rules would refuse: here because its money never came.
        JournalBatch poor = Commit(new VenueCore(), 1, [Listing(true)], 1_000);
        await Assert.ThrowsAsync<InvalidDataException>(() => Run(poor, second));
        Assert.Equal(1UL, (await Run(first, second)).Core.OrderCount);
    }

    [Fact]
    public void Every_command_survives_being_written()
    {
        VenueCommand[] commands = Samples();
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        foreach (VenueCommand command in commands) CommandCodec.Write(writer, command, 42);
        using BinaryReader reader = CommandCodec.Reader(stream.ToArray());
        foreach (VenueCommand command in commands) Assert.Equal((command, 42L), CommandCodec.Read(reader));
    }

    /// <summary>Journals of any age replay: the bytes of every kind of command, one line each, never edited.</summary>
    [Fact]
    public void Every_kind_of_command_has_the_bytes_of_its_golden_line()
    {
        EthAddress wallet = new(Keccak256.Hash("w"u8).Bytes[12..]);
        VenueCommand.PlaceOrders place = (VenueCommand.PlaceOrders)Place(wallet, 7, OrderSide.Sell, 40, 5);
        VenueCommand[] commands =
        [
            .. Samples(), new VenueCommand.CancelOrders(wallet, [Keccak256.Hash("h"u8)]), place,
            place with
            {
                Items = [.. place.Items, new OrderItem { Refused = new OrderRefusal("BAD_TICK", "Off the grid.") }],
                Idempotency = new Idempotency("leg-1", Keccak256.Hash("f"u8)),
            },
        ];
        List<string> lines = [];
        foreach (VenueCommand command in commands)
        {
            using MemoryStream stream = new();
            using (BinaryWriter writer = new(stream)) CommandCodec.Write(writer, command, 42);
            lines.Add($"{command.GetType().Name} {Convert.ToHexStringLower(stream.ToArray())}");
        }

        Assert.Empty(typeof(VenueCommand).GetNestedTypes().Select(t => t.Name).Except(commands.Select(c => c.GetType().Name)));
        string file = Path.Combine(AppContext.BaseDirectory, "Golden", "commands.txt");
        string[] golden = File.Exists(file) ? File.ReadAllLines(file) : [];
        if (!golden.SequenceEqual(lines))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllLines(file + ".received", lines);
        }

        Assert.Equal(golden, lines);
        foreach (string line in golden)
        {
            using BinaryReader reader = CommandCodec.Reader(Convert.FromHexString(line.Split(' ')[1]));
            (VenueCommand command, long atMs) = CommandCodec.Read(reader);
            Assert.Equal((line.Split(' ')[0], 42L), (command.GetType().Name, atMs));
        }
    }

    private static VenueCommand[] Samples()
    {
        EthAddress wallet = new(Keccak256.Hash("w"u8).Bytes[12..]);
        Hash256 hash = Keccak256.Hash("h"u8);
        return
        [
            new VenueCommand.MoveMarket(3, MarketStatus.Resolved, 50), new VenueCommand.MoveMarket(3, MarketStatus.Paused, null),
            new VenueCommand.Deposit(wallet, 1, DepositAsset.No, UInt128.MaxValue), new VenueCommand.Convert(wallet, 1, Conversion.Redeem, (UInt128)7),
            new VenueCommand.CancelMatching(wallet, null, null, null), new VenueCommand.CancelMatching(wallet, 0, false, OrderSide.Sell),
            new VenueCommand.CancelMatching(wallet, 2, true, OrderSide.Buy), new VenueCommand.BurnOrder(wallet, hash),
            new VenueCommand.RaiseNonce(wallet, hash), new VenueCommand.SettleTrade(1, 9, "0xabc"), new VenueCommand.SettleTrade(1, 9, null),
            new VenueCommand.FailTrade(1, 9, Blame.Both), new VenueCommand.PassTime(),
            new VenueCommand.IssueKey(wallet, "fs_key_x", hash, KeyPermissions.Read | KeyPermissions.Trade),
            new VenueCommand.RegenerateKey(wallet, "fs_key_x", hash), new VenueCommand.RevokeKey(wallet, "fs_key_x"), Listing(false),
        ];
    }

    private static Task<Recovered> Run(params JournalBatch[] batches) => Recovery.Run(Take([.. batches], batches.Length), 500, default);

    internal static async IAsyncEnumerable<JournalBatch> Take(
        List<JournalBatch> journal, int count, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await Task.Yield();
        foreach (JournalBatch batch in journal.Take(count))
        {
            cancel.ThrowIfCancellationRequested();
            yield return batch;
        }
    }

    /// <summary>What the writer does with a batch, without the database.</summary>
    internal static JournalBatch Commit(VenueCore core, int batch, List<VenueCommand> commands, long atMs)
    {
        using MemoryStream payload = new();
        using BinaryWriter writer = new(payload);
        OutcomeDigest digest = default;
        int written = 0;
        int orders = 0;
        if (core.IsDue(atMs)) commands.Insert(0, new VenueCommand.PassTime());
        foreach (VenueCommand command in commands)
        {
            VenueOutcome outcome = core.Apply(command, atMs);
            if (!outcome.Changed && core.Events.Count == 0) continue;
            CommandCodec.Write(writer, command, atMs);
            digest.Add(core.Events);
            written++;
            if (outcome is VenueOutcome.Placed placed) orders += placed.Items.Count(i => i.Refused is null);
        }

        return new JournalBatch(batch, written, orders, payload.ToArray(), digest.Value);
    }

    internal static VenueCommand Draw(Random random, EthAddress[] wallets, VenueCore core, long atMs, ref int number)
    {
        EthAddress wallet = wallets[random.Next(wallets.Length)];
        ulong trade = (ulong)random.NextInt64(1, (long)core.Engine.TradesOf(0) + 2);
        return random.Next(20) switch
        {
            0 => new VenueCommand.CancelMatching(wallet, null, random.Next(2) == 0, null),
            1 => new VenueCommand.CancelOrders(wallet, [.. Enumerable.Range(Math.Max(1, number - 5), 6).Select(n => HashOf(n))]),
            2 => new VenueCommand.SettleTrade(0, trade, null),
            3 => new VenueCommand.FailTrade(0, trade, (Blame)random.Next(1, 4)),
            4 => new VenueCommand.Convert(wallet, 0, (Conversion)random.Next(2), (UInt128)random.Next(1, 500)),
            5 when random.Next(20) == 0 => new VenueCommand.RaiseNonce(wallet, AbiWord.FromUint((ulong)random.Next(1, 50))),
            6 when random.Next(10) == 0 => new VenueCommand.MoveMarket(0, random.Next(2) == 0 ? MarketStatus.Paused : MarketStatus.Open, null),
            _ => Place(wallet, ++number, (OrderSide)random.Next(2), (byte)random.Next(44, 57), random.Next(1, 40), core.NonceOf(wallet),
                random.Next(3) == 0 ? (atMs / 1000) + random.Next(1, 60) : 0, random.Next(4) == 0 ? $"key {random.Next(6)}" : null),
        };
    }

    private static Hash256 HashOf(int number) => Keccak256.Hash(BitConverter.GetBytes(number));

    private static VenueCommand.PlaceOrders Place(
        EthAddress wallet, int number, OrderSide side, byte tick, int lots, Hash256 nonce = default, long expiration = 0, string? key = null)
    {
        SignedOrder order = new()
        {
            ConditionId = default,
            ChainId = 0,
            Yes = number % 2 == 0,
            Side = side,
            OrderType = expiration == 0 ? "LIMIT" : "GTD",
            Price = "",
            Size = "",
            Salt = HashOf(number),
            Signer = wallet,
            Taker = EthAddress.Zero,
            TokenId = AbiWord.FromUint((ulong)number % 2),
            MakerAmount = default,
            TakerAmount = default,
            Expiration = AbiWord.FromUint((ulong)expiration),
            Nonce = nonce,
            FeeRateBps = 100,
            Signature = new byte[Secp256k1.SignatureSize],
            PostOnly = number % 7 == 0,
        };
        UInt128 size = (UInt128)(lots * 100);
        return new VenueCommand.PlaceOrders(
            wallet, [new OrderItem { Valid = new ValidOrder(order, HashOf(number), tick, size, (UInt128)lots, TimeInForce.Gtc, expiration) }],
            key is null ? null : new Idempotency(key, HashOf(number)));
    }

    internal static VenueCommand.ListMarket Listing(bool autoSettle) => new(new MarketListing
    {
        ConditionId = Keccak256.Hash("c"u8),
        ChainId = 31337,
        Question = "Will it replay?",
        Rules = "By the page.",
        YesToken = AbiWord.FromUint(1),
        NoToken = AbiWord.FromUint(0),
        CollateralToken = default,
        Exchange = default,
        FeeRateBps = 100,
        AutoSettle = autoSettle,
        EndsAtMs = 9_000_000_000,
        SelfTrade = SelfTradeMode.CancelBoth,
    });

    /// <summary>The engine's state at a time: refused commands are not journaled, so only the clock may lag after a replay.</summary>
    private static byte[] Save(VenueCore core, long atMs)
    {
        core.Engine.Advance(atMs / 1000, core.Events);
        using MemoryStream stream = new();
        core.Engine.Save(stream);
        return stream.ToArray();
    }
}
