using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using EventLog = Faro.Log.EventLog;

namespace Faro.Bench;

/// <summary>
/// <c>http.event</c>: GET of an event by id, through key check, budget, binder and metrics, against an endpoint that does
/// nothing but read the same row with Npgsql, by a statement of its own. Calls a second, the same connections and the same process.
/// </summary>
internal static class HttpBench
{
    private const int Runs = 5;
    private const int Connections = 8;

    /// <summary><c>--calls N</c> in a run (4,000), <c>--part event|search</c>.</summary>
    public static async Task Run(BenchContext context)
    {
        await using var house = await TradeHouse.Start();
        if (context.Option("--part") is null or "event")
            await Event(context, house);
        if (context.Option("--part") is null or "search")
            await HttpSearchBench.Run(context, house);
    }

    private static async Task Event(BenchContext context, TradeHouse house)
    {
        var calls = int.Parse(context.Option("--calls") ?? "4000", CultureInfo.InvariantCulture);
        var id = house.Events[0].Id;
        await using var bare = await Bare(house.Services.GetRequiredService<EventLog>().Database);
        var api = Request($"/api/v1/events/{id}", house.Client.BaseAddress!, house.Client.DefaultRequestHeaders.Authorization!.ToString());
        var plain = Request($"/bare/{id}", new Uri(bare.Urls.First()), null);
        await Load(api, calls / 4);
        await Load(plain, calls / 4);
        var (rates, ceilings) = (new List<decimal>(), new List<decimal>());
        for (var run = 0; run < Runs; run++)
        {
            ceilings.Add(await Load(plain, calls));
            rates.Add(await Load(api, calls));
        }

        var (rate, ceiling) = (Median(rates), Median(ceilings));
        context.Print(new BenchLine("http.event", rate, "calls/s", ceiling, rate / ceiling, ">= 0.8", Runs, $"{Connections} connections, {calls} calls a run"));
    }

    /// <summary>The bare endpoint: route, query by key, bytes.</summary>
    private static async Task<WebApplication> Bare(NpgsqlDataSource database)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/bare/{id}", async (HttpContext http) =>
        {
            await using var command = database.CreateCommand("select data from faro.unified_event where id = $1");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = (string)http.Request.RouteValues["id"]! });
            var json = Array.Empty<byte>();
            await using (var reader = await command.ExecuteReaderAsync())
            {
                if (await reader.ReadAsync())
                    json = reader.GetFieldValue<byte[]>(0);
            }

            http.Response.ContentType = "application/json";
            http.Response.ContentLength = json.Length;
            await http.Response.BodyWriter.WriteAsync(json);
        });
        await app.StartAsync();
        return app;
    }

    private static (Uri Address, byte[] Bytes) Request(string path, Uri address, string? authorization) => (address, Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\n{(authorization is null ? "" : $"Authorization: {authorization}\r\n")}\r\n"));

    private static async Task<decimal> Load((Uri Address, byte[] Bytes) request, int calls)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => One(request, calls / Connections))));
        return calls / (decimal)Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task One((Uri Address, byte[] Bytes) request, int calls)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(request.Address.Host, request.Address.Port);
        var stream = client.GetStream();
        var buffer = new byte[64 * 1024];
        for (var i = 0; i < calls; i++)
        {
            await stream.WriteAsync(request.Bytes);
            var read = 0;
            var whole = -1;
            while (whole < 0 || read < whole)
            {
                read += await stream.ReadAsync(buffer.AsMemory(read));
                if (whole < 0)
                    whole = LengthOf(buffer.AsSpan(0, read));
            }
        }
    }

    /// <summary>The length of the whole answer, once its head has come; -1 before.</summary>
    private static int LengthOf(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return -1;
        if (!answer.StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException(Encoding.ASCII.GetString(answer[..end]));
        var at = answer.IndexOf("Content-Length: "u8) + "Content-Length: "u8.Length;
        var text = answer[at..];
        return end + 4 + int.Parse(text[..text.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
    }

    private static decimal Median(List<decimal> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
