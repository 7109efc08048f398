using System.Diagnostics;
using Faro.Clob;
using Faro.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faro.Bench;

/// <summary>The order book: the engine alone, the durable venue over HTTP with real signatures, and recovery.</summary>
internal static class ClobBench
{
    private const int Runs = 5;

    public static async Task Run(BenchContext context)
    {
        string? part = context.Option("--part");
        if (part is null or "engine") Engine(context);
        if (part is null or "accepted")
        {
            await using var postgres = await BenchContext.StartPostgres();
            await Accepted(context, postgres.ConnectionString("postgres"));
        }

        if (part is null or "recovery")
        {
            await using var postgres = await BenchContext.StartPostgres();
            await ClobRecoveryBench.Run(context, postgres.ConnectionString("postgres"));
        }
    }

    private static void Engine(BenchContext context)
    {
        EngineBench.Throughput(500_000, seed: 0); // compiles the hot path
        List<EngineBench.Result> results = [.. Enumerable.Range(1, Runs).Select(seed => EngineBench.Throughput(seed: seed))];
        EngineBench.Result last = results[^1];
        context.Print("clob.engine", [.. results.Select(r => r.CommandsPerSecond)], "commands/s", goal: ">= 5000000",
            note: $"one thread, {last.RestingAtEnd} resting, {last.Fills} fills");
        context.Print("clob.engine.cpu", [.. results.Select(r => r.CommandsPerCpuSecond)], "commands/s",
            note: "a second of the thread's own processor time: what the engine costs when other programs share the cores");
        context.Print("clob.engine.bytes", [.. results.Select(r => r.BytesPerCommand)], "bytes/command", goal: "0");
        List<EngineBench.Latency> open = [], floor = [];
        for (int run = 0; run < 3; run++)
        {
            floor.Add(EngineBench.NoiseFloor());
            open.Add(EngineBench.OpenLoop(seed: run + 1));
        }

        const string paced = "open loop at 1,000,000/s; ceiling: the same loop with nothing to do";
        void Latency(string name, string? goal, Func<EngineBench.Latency, double> of) =>
            context.Print(name, [.. open.Select(l => of(l) / 1e3)], "us", [.. floor.Select(l => of(l) / 1e3)], goal, paced);
        Latency("clob.engine.p50_us", null, l => l.P50);
        Latency("clob.engine.p99_us", "< 2", l => l.P99);
        Latency("clob.engine.p9999_us", "< 100", l => l.P9999);
    }

    private static async Task Accepted(BenchContext context, string connectionString)
    {
        const int connections = 64;
        int posts = int.Parse(context.Option("--posts") ?? "320", System.Globalization.CultureInfo.InvariantCulture);
        ClobOptions options = new() { ConnectionString = connectionString, Sandbox = true, AdminSecret = "bench", RateLimits = false, MaxOpenOrders = 0 };
        await using WebApplication app = ClobHost.Build(options, "http://127.0.0.1:0", b => b.Logging.ClearProviders());
        await app.StartAsync();
        await app.UntilReady();
        Uri address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await using ClobLoad load = await ClobLoad.Create(address, app, connections);

        List<double> bare = [], batched = [], single = [];
        await load.Run(load.Prepare(32, 15)); // warm
        for (int run = 0; run < 3; run++)
        {
            byte[][] fifteen = load.Prepare(posts, 15);
            byte[][] ones = load.Prepare(posts * 4, 1);
            bare.Add(BareRecovery());
            batched.Add(await load.Run(fifteen));
            single.Add(await load.Run(ones));
        }

        string note = $"{connections} connections, venue, client and Postgres on {Environment.ProcessorCount} cores, {"libsecp256k1"}";
        context.Print("clob.accepted", batched, "orders/s", bare, "ratio >= 0.3", $"15 orders a request; {note}; ceiling: bare recovery on one core");
        context.Print("clob.accepted.single", single, "orders/s", bare, null, $"one order a request; {note}");

        List<double> p99 = [];
        List<double> p50 = [];
        for (int run = 0; run < 3; run++)
        {
            List<double> delays = await load.Deltas(load.Prepare(200, 1), pauseMs: 10);
            delays.Sort();
            p50.Add(delays[delays.Count / 2]);
            p99.Add(delays[(int)(delays.Count * 0.99)]);
        }

        context.Print("clob.delta_ms", p99, "ms", goal: "< 20", note: $"p99 from the decision before the commit to the delta at the client; p50 {BenchContext.Median(p50)} ms");
    }

    /// <summary>Recoveries a second of one thread, without anything around them.</summary>
    private static double BareRecovery()
    {
        Testing.TestSigner signer = Testing.TestSigner.Named("bare");
        (Hash256 Digest, byte[] Signature)[] signed = [.. Enumerable.Range(0, 64).Select(i =>
        {
            Hash256 digest = Keccak256.Hash(BitConverter.GetBytes(i));
            return (digest, signer.Sign(digest));
        })];
        int done = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 1_000)
        {
            foreach ((Hash256 digest, byte[] signature) in signed)
                if (Secp256k1.RecoverAddress(digest, signature, out EthAddress address) == SignatureFault.None && address == signer.Address) done++;
        }

        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
