using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Faro.Clob.Intake;
using Faro.Clob.Journal;
using Faro.Clob.Venue;
using Faro.Signing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit.Abstractions;

namespace Faro.Clob.Tests.Server;

/// <summary>A snapshot is a short cut and nothing else: with it, without it or with a broken one, the venue comes back the same.</summary>
public sealed class SnapshotTests(ITestOutputHelper log)
{
    private const int MaxOpenOrders = 20;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task From_a_snapshot_and_its_tail_every_byte_is_that_of_a_full_replay(int seed)
    {
        log.WriteLine($"seed {seed}");
        List<JournalBatch> journal = Draw(seed, 150);
        Recovered whole = await Recovery.Run(JournalTests.Take(journal, journal.Count), MaxOpenOrders, default);
        byte[] expected = VenueSnapshot.Take(whole, 0).Checksum;
        Assert.True(whole.Views.Markets[0].Trades.Count > 20, "the stream must trade");
        Random random = new(seed);
        for (int cut = 1; cut < journal.Count; cut += 1 + random.Next(20))
        {
            Recovered begun = await Recovery.Run(JournalTests.Take(journal, cut), MaxOpenOrders, default);
            VenueSnapshot snapshot = VenueSnapshot.Take(begun, journal[cut - 1].Digest);
            Recovered read = snapshot.Read(MaxOpenOrders);
            Assert.Equal(snapshot.Checksum, VenueSnapshot.Take(read, 0).Checksum);
            Assert.Equal((begun.LastBatch, begun.LastAtMs, begun.Commands, begun.Orders), (read.LastBatch, read.LastAtMs, read.Commands, read.Orders));

            Recovered continued = await Recovery.Run(JournalTests.Take(journal[cut..], journal.Count - cut), MaxOpenOrders, default, read);
            Assert.True(expected.AsSpan().SequenceEqual(VenueSnapshot.Take(continued, 0).Checksum), $"seed {seed}, cut after batch {cut}");
            Assert.Empty(continued.Core.Engine.Audit());
            Assert.Equal(Records(whole), Records(continued));
        }
    }

    [Fact]
    public async Task Whatever_is_cut_or_changed_is_noticed()
    {
        const int seed = 7;
        List<JournalBatch> journal = Draw(seed, 60);
        Recovered state = await Recovery.Run(JournalTests.Take(journal, journal.Count), MaxOpenOrders, default);
        VenueSnapshot good = VenueSnapshot.Take(state, 0);
        byte[] bytes = good.Parts[0];
        Random random = new(seed);
        for (int round = 0; round < 300; round++)
        {
            byte[] spoiled = [.. bytes];
            spoiled[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Throws<InvalidDataException>(() => (good with { Parts = [spoiled] }).Read(MaxOpenOrders));
            Assert.Throws<InvalidDataException>(() => (good with { Parts = [bytes[..random.Next(bytes.Length)]] }).Read(MaxOpenOrders));
        }

        Assert.Throws<InvalidDataException>(() => (good with { Parts = [] }).Read(MaxOpenOrders));
        Assert.Throws<InvalidDataException>(() => (good with { Batch = good.Batch - 1 }).Read(MaxOpenOrders));
        Assert.Throws<InvalidDataException>(() => good.Read(MaxOpenOrders + 1));
        Assert.Equal(state.Orders, good.Read(MaxOpenOrders).Orders);
    }

    [Fact]
    public async Task Over_Postgres_a_restart_uses_it_and_survives_its_damage()
    {
        ConcurrentQueue<string> lines = [];
        await using Lines provider = new(lines);
        ClobServer server = new() { Configure = b => b.Logging.AddProvider(provider) };
        await server.InitializeAsync();
        try
        {
            TestMarket market = await server.ListMarket(new { auto_settle = false });
            Trader ann = await server.NewTrader("snapshot-ann", market, yes: "100");
            Trader bob = await server.NewTrader("snapshot-bob", market);
            string sell = (await ann.Place(ann.Order(market, "SELL", 1, "0.40", "10")))[0];
            string buy = (await bob.Place(bob.Order(market, "BUY", 1, "0.45", "4")))[0];
            object body = new { orders = new[] { bob.Order(market, "BUY", 0, "0.70", "3") } };
            string replayable = (await bob.Send(HttpMethod.Post, "/v1/orders", body, "key one")).Body.GetProperty("results").GetRawText();
            Assert.NotNull(await Snapshot(server));
            Assert.Null(await Snapshot(server)); // nothing new
            string late = (await ann.Place(ann.Order(market, "SELL", 1, "0.60", "5")))[0];
            string before = await State(server, market, ann, bob);

            await server.Restart();
            Assert.Equal(before, await State(server, market, ann, bob));
            Assert.Contains(lines, l => l.Contains("journal replayed", StringComparison.Ordinal) && !l.Contains("snapshot of batch 0", StringComparison.Ordinal));
            (_, JsonElement again) = await bob.Send(HttpMethod.Post, "/v1/orders", body, "key one");
            Assert.True(again.GetProperty("_idempotent_replayed").GetBoolean());
            Assert.Equal(replayable, again.GetProperty("results").GetRawText());
            Assert.Equal("MATCHED 4 of 4", await bob.StatusOf(buy));
            Assert.Equal("PARTIALLY_FILLED 4 of 10", await ann.StatusOf(sell));

            // A second one on top of the first; then both are damaged: one byte of one, the end of the other.
            Assert.NotNull(await Snapshot(server));
            Assert.Equal(2L, await Scalar(server, "select count(*) from clob.snapshot"));
            await Scalar(server, "update clob.snapshot_part set bytes = set_byte(bytes, 100, get_byte(bytes, 100) # 1) where batch = (select max(batch) from clob.snapshot)");
            await Scalar(server, "update clob.snapshot_part set bytes = substring(bytes from 1 for 500) where batch = (select min(batch) from clob.snapshot)");
            lines.Clear();
            await server.Restart();
            Assert.Equal(2, lines.Count(l => l.Contains("is ignored: Its checksum is wrong.", StringComparison.Ordinal)));
            Assert.Contains(lines, l => l.Contains("journal replayed", StringComparison.Ordinal) && l.Contains("(snapshot of batch 0)", StringComparison.Ordinal));
            Assert.Equal(before, await State(server, market, ann, bob));

            // One of another journal: its batch has another digest there.
            await Scalar(server, "update clob.snapshot set journal_digest = journal_digest + 1");
            lines.Clear();
            await server.Restart();
            Assert.DoesNotContain(lines, l => l.Contains("is ignored", StringComparison.Ordinal));
            Assert.Equal("OPEN 0 of 5", await ann.StatusOf(late));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task It_is_taken_every_so_many_batches_while_orders_come_in()
    {
        ClobServer server = new() { SnapshotEvery = 5 };
        await server.InitializeAsync();
        try
        {
            TestMarket market = await server.ListMarket();
            Trader ann = await server.NewTrader("snapshot-often", market, "100000");
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
            int placed = 0;
            while ((long)(await Scalar(server, "select count(*) from clob.snapshot"))! < 2)
            {
                patience.Token.ThrowIfCancellationRequested();
                await ann.Place(ann.Order(market, "BUY", 1, "0.40", "1", tif: "FAK"));
                placed++;
            }

            await server.Restart();
            Assert.Equal(placed, server.App.LastRecovery().Orders);
            Assert.Contains("\"wrong\":[]", await server.Audit(), StringComparison.Ordinal);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static Task<long?> Snapshot(ClobServer server) => server.App.Services.GetRequiredService<SnapshotWorker>().Take(default);

    private static async Task<object?> Scalar(ClobServer server, string sql)
    {
        await using NpgsqlCommand command = server.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Everything that the API says about the market and two wallets, apart from the time of asking.</summary>
    private static async Task<string> State(ClobServer server, TestMarket market, params Trader[] traders)
    {
        List<string> parts = [];
        foreach (string path in new[] { $"{market.Path}?{market.Query}", $"{market.Path}/book?{market.Query}", $"{market.Path}/trades?{market.Query}" })
            parts.Add(Timeless(await server.Get(path)));
        foreach (Trader trader in traders)
            foreach (string path in new[] { "/v1/orders?status=all", "/v1/fills", "/v1/positions", "/v1/balances" }) parts.Add(Timeless(await trader.Get(path)));
        return string.Join('\n', parts);
    }

    private static string Timeless(JsonElement answer)
    {
        System.Text.Json.Nodes.JsonNode node = System.Text.Json.Nodes.JsonNode.Parse(answer.GetRawText())!;
        if (!node.AsObject().ContainsKey("data")) node.AsObject().Remove("timestamp");
        return node.ToJsonString();
    }

    /// <summary>What readers see, in words.</summary>
    private static List<string> Records(Recovered state)
    {
        List<string> lines = [];
        foreach (MarketRecord m in state.Views.Markets)
        {
            lines.Add($"{m.Terms} {m.PayoutYes} {m.Sequence} {m.LastTick} {m.BookAtMs} {string.Join(',', m.Bids)} {string.Join(',', m.Asks)} {m.Ticker()}");
            foreach (TradeRecord t in m.Trades)
                lines.Add($"{t.TradeId} {t.Maker.Hash} {t.Taker.Hash} {t.Lots} {t.Fee} {t.Tick} {t.Match} {t.AtMs} {t.Status} {t.SettledAtMs} {t.TransactionHash}");
        }

        foreach (EthAddress wallet in state.Core.Wallets)
        {
            if (state.Views.Wallet(wallet) is not { } w) continue;
            lines.Add($"{wallet} {w.UserSequence} {string.Join(',', w.Bought.OrderBy(b => b.Key))} {string.Join(',', w.Fills.Select(f => f.FillId))}");
            foreach (OrderRecord o in w.Orders)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{o.Number} {o.Hash} {o.Tick} {o.Yes} {o.Side} {o.OrderType} {o.TimeInForce} {o.PostOnly} ")
                    + $"{o.Expiration} {o.SizeUnits} {o.CreatedAtMs} {o.Remaining} {o.Filled} {o.Status} {o.Reason} {o.UpdatedAtMs} {o.BookAddedAtMs} "
                    + (o.Signed is { } s ? $"{s.Salt} {s.Nonce} {s.TokenId} {s.FeeRateBps} {s.Signer} {s.TimeInForce} {s.Expiration} {Hex.Encode(s.Signature)}" : "-"));
            }

            lines.Add($"nonce {state.Views.NonceOf(wallet)} {state.Core.NonceOf(wallet)}");
        }

        lines.AddRange(state.Views.Keys.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => k.Value.ToString()));
        return lines;
    }

    /// <summary>A journal with orders of every kind, keys and nonces.</summary>
    private static List<JournalBatch> Draw(int seed, int batches)
    {
        Random random = new(seed);
        VenueCore live = new(MaxOpenOrders);
        List<JournalBatch> journal = [];
        EthAddress[] wallets = [.. Enumerable.Range(0, 8).Select(i => new EthAddress(Keccak256.Hash(BitConverter.GetBytes(i)).Bytes[12..]))];
        List<VenueCommand> commands = [JournalTests.Listing(autoSettle: seed != 2)];
        foreach (EthAddress wallet in wallets)
            foreach (DepositAsset asset in Enum.GetValues<DepositAsset>())
                commands.Add(new VenueCommand.Deposit(wallet, 0, asset, (UInt128)100_000));
        long atMs = 1_000_000;
        int number = 0;
        for (int batch = 1; batch <= batches; batch++)
        {
            atMs += random.Next(1, 3_000);
            journal.Add(JournalTests.Commit(live, batch, commands, atMs));
            commands = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => JournalTests.Draw(random, wallets, live, atMs, ref number))];
            string key = $"fs_key_{batch}";
            if (batch % 9 == 0) commands.Add(new VenueCommand.IssueKey(wallets[batch % 8], key, Keccak256.Hash("s"u8), KeyPermissions.Read));
            if (batch % 18 == 1 && batch > 10) commands.Add(new VenueCommand.RevokeKey(wallets[(batch - 1) % 8], $"fs_key_{batch - 1}"));
        }

        return journal;
    }

    private sealed class Lines(ConcurrentQueue<string> into) : ILoggerProvider, ILogger, IAsyncDisposable
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            into.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
