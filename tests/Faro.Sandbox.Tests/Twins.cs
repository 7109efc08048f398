using System.Text.Json;
using Faro.Sandbox.BuiltIn;

namespace Faro.Sandbox.Tests;

/// <summary>Twins over real sockets, started once for the tests that only read.</summary>
public sealed class Twins : IAsyncLifetime
{
    public SandboxHost Host { get; private set; } = null!;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.All });

    public async Task InitializeAsync() => Host = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 2_500 });

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }

    public Task<JsonElement> Get(Uri host, string path) => Read(Http, host, path);

    public static async Task<JsonElement> Read(HttpClient http, Uri host, string path)
    {
        using var answer = await http.GetAsync(new Uri(host, path));
        answer.EnsureSuccessStatusCode();
        using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return document.RootElement.Clone();
    }

    /// <summary>Gamma's keyset walk: until the cursor is gone.</summary>
    public static async Task<List<JsonElement>> WalkGamma(HttpClient http, Uri gamma, string list, string query)
    {
        var rows = new List<JsonElement>();
        var cursor = "";
        do
        {
            var page = await Read(http, gamma, $"/{list}/keyset?{query}{(cursor.Length > 0 ? "&after_cursor=" + Uri.EscapeDataString(cursor) : "")}");
            rows.AddRange(page.GetProperty(list).EnumerateArray());
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString()! : "";
        }
        while (cursor.Length > 0);
        return rows;
    }

    /// <summary>DFlow's walk: until the integer cursor is null.</summary>
    public static async Task<List<JsonElement>> WalkDFlow(HttpClient http, Uri dflow, string list, string query)
    {
        var rows = new List<JsonElement>();
        long? cursor = 0;
        while (cursor is { } at)
        {
            var page = await Read(http, dflow, $"/api/v1/{list}?{query}&cursor={at}");
            rows.AddRange(page.GetProperty(list).EnumerateArray());
            cursor = page.GetProperty("cursor").ValueKind == JsonValueKind.Number ? page.GetProperty("cursor").GetInt64() : null;
            Assert.True(cursor is null || cursor == rows.Count);
        }

        return rows;
    }

    /// <summary>Kalshi's walk: until the cursor is empty.</summary>
    public static async Task<List<JsonElement>> WalkKalshi(HttpClient http, Uri kalshi, string list, string query)
    {
        var rows = new List<JsonElement>();
        var cursor = "";
        do
        {
            var page = await Read(http, kalshi, $"/trade-api/v2/{list}?{query}&cursor={Uri.EscapeDataString(cursor)}");
            rows.AddRange(page.GetProperty(list).EnumerateArray());
            cursor = page.GetProperty("cursor").GetString()!;
        }
        while (cursor.Length > 0);
        return rows;
    }

    public static async Task<List<JsonElement>> WalkForesight(HttpClient http, Uri foresight, string query)
    {
        var rows = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await Read(http, foresight, $"/v1/markets?{query}{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}");
            rows.AddRange(page.GetProperty("data").EnumerateArray());
            cursor = page.GetProperty("next_cursor").GetString();
            Assert.Equal(cursor is not null, page.GetProperty("has_more").GetBoolean());
        }
        while (cursor is not null);
        return rows;
    }
}
