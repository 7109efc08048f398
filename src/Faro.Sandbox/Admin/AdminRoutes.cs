using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Recorded;
using Faro.Sandbox.Serving;
using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Admin;

/// <summary>The sandbox's own controls; no venue has them, and only the sandbox's own listener serves them.</summary>
internal sealed class AdminRoutes : TwinService
{
    private readonly SandboxCatalog _catalog;
    private readonly SandboxTrading _trading;
    private readonly FaultBoard _faults;

    public AdminRoutes(SandboxCatalog catalog, SandboxTrading trading, FaultBoard faults, CatalogReport report)
    {
        _catalog = catalog;
        _trading = trading;
        _faults = faults;
        Routes = new RouteTable()
            .Get("/sandbox/catalog", (http, _) => Answer.Json(http, 200, w => WriteReport(w, report)))
            .Post("/sandbox/catalog/text", (http, _) => Edit(http, SetText))
            .Post("/sandbox/catalog/members", (http, _) => Edit(http, SetMembers))
            .Post("/sandbox/catalog/close", (http, _) => Edit(http, (venue, id, _) => _catalog.Close(venue, id)))
            .Post("/sandbox/catalog/resolve", (http, _) => Edit(http, (venue, id, o) => _catalog.Resolve(venue, id, o.Text("outcome") ?? "")))
            .Post("/sandbox/catalog/remove", (http, _) => Edit(http, (venue, id, _) => _catalog.Remove(venue, id)))
            .Post("/sandbox/catalog/add", (http, _) => Trade(http, Add))
            .Post("/sandbox/catalog/reset", Reset)
            .Post("/sandbox/foresight/session", ForesightSession)
            .Post("/sandbox/foresight/fund", ForesightFund)
            .Post("/sandbox/fund", (http, _) => Trade(http, Fund))
            .Post("/sandbox/books", (http, _) => Trade(http, SetBook))
            .Post("/sandbox/orders/fill", (http, _) => Trade(http, o => _trading.FillResting(o.Text("order_id") ?? "", o.Number("size_millionths") / Units.One.Count)))
            .Get("/sandbox/faults", (http, _) => ListFaults(http))
            .Post("/sandbox/faults", AddFault)
            .Delete("/sandbox/faults", (http, _) => Cleared(http, _faults.Clear(venue: http.Request.Query["venue"].ToString() is { Length: > 0 } v ? v : null)))
            .Delete("/sandbox/faults/{id}", (http, id) => Cleared(http, int.TryParse(id, out var n) ? _faults.Clear(n) : 0));
    }

    public override string Venue => "sandbox";

    public override string Name => "admin";

    public override RouteTable Routes { get; }

    public override Task Error(HttpContext http, int status, string code, string message) => Answer.Json(http, status, w =>
    {
        w.WriteStartObject();
        w.WriteString("error", code);
        w.WriteString("message", message);
        w.WriteEndObject();
    });

    private async Task Edit(HttpContext http, Func<string, string, JsonElement, bool> edit)
    {
        using var body = await Body(http);
        if (body?.RootElement is not { ValueKind: JsonValueKind.Object } o || o.Text("venue") is not { } venue || o.Text("id") is not { } id)
        {
            await Error(http, 400, "invalid_request", "The body is {\"venue\",\"id\",…}.");
            return;
        }

        bool done;
        try
        {
            done = edit(venue, id, o);
            if (done && venue == "foresight" && _trading.Foresight is not null)
                done = await MoveForesight(http, id, o);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            await Error(http, 400, "invalid_request", "The edit leaves no record of the venue's shape.");
            return;
        }

        if (done)
            await Answer.Raw(http, 200, "{\"ok\":true}"u8.ToArray());
        else
            await Error(http, 404, "not_found", "No such market at this venue, or no such outcome.");
    }

    /// <summary>The Clob server knows its markets' states itself; it can close and resolve them on request, but not change a text.</summary>
    private async Task<bool> MoveForesight(HttpContext http, string id, JsonElement o)
    {
        int? payout = o.Text("outcome") switch { "yes" => 100, "no" => 0, "split" => 50, _ => null };
        var closes = http.Request.Path.Value!.EndsWith("/close", StringComparison.Ordinal);
        return (closes || payout is not null)
            && await _trading.MoveForesight(id.Split(':')[0], closes ? "CLOSED" : "RESOLVED", closes ? null : payout, http.RequestAborted);
    }

    private bool SetText(string venue, string id, JsonElement o) =>
        (o.Text("title") is { } title && _catalog.SetTitle(venue, id, title)) | (o.Text("rules") is { } rules && _catalog.SetRules(venue, id, rules));

    private bool SetMembers(string venue, string id, JsonElement o) =>
        o.TryGetProperty("members", out var members) && members.ValueKind == JsonValueKind.Object
        && _catalog.SetMembers(venue, id, JsonNode.Parse(members.GetRawText())!.AsObject());

    private async Task Trade(HttpContext http, Func<JsonElement, bool> action)
    {
        using var body = await Body(http);
        if (body?.RootElement is { ValueKind: JsonValueKind.Object } o && action(o))
            await Answer.Raw(http, 200, "{\"ok\":true}"u8.ToArray());
        else
            await Error(http, 400, "invalid_request", "No such market, wallet or order, or a member is missing or out of bounds.");
    }

    private async Task ForesightSession(HttpContext http, string _)
    {
        using var body = await Body(http);
        var token = body?.RootElement is { ValueKind: JsonValueKind.Object } o ? _trading.ForesightToken(o.Text("wallet") ?? "") : null;
        if (token is null)
            await Error(http, 400, "invalid_request", "The body is {\"wallet\"}; Foresight must be the Clob server.");
        else
            await Answer.Json(http, 201, w =>
            {
                w.WriteStartObject();
                w.WriteString("token", token);
                w.WriteEndObject();
            });
    }

    private async Task ForesightFund(HttpContext http, string _)
    {
        using var body = await Body(http);
        var done = body?.RootElement is { ValueKind: JsonValueKind.Object } o && await _trading.FundForesight(
            o.Text("wallet") ?? "", o.Text("condition_id") ?? "", o.Text("asset") ?? "collateral", o.Number("amount") ?? 0, http.RequestAborted);
        await (done
            ? Answer.Raw(http, 200, "{\"ok\":true}"u8.ToArray())
            : Error(http, 400, "invalid_request", "The body is {\"wallet\",\"condition_id\",\"asset\",\"amount\"}; Foresight must be the Clob server."));
    }

    private bool Add(JsonElement o) => o.TryGetProperty("record", out var record) && record.ValueKind == JsonValueKind.Object
        && _catalog.Add(o.Text("venue") ?? "", Encoding.UTF8.GetBytes(record.GetRawText()));

    private bool Fund(JsonElement o) => o.Number("amount_millionths") is { } amount
        && _trading.Fund(o.Text("venue") ?? "", o.Text("wallet") ?? "", o.Text("asset") ?? "", amount / Units.One.Count);

    private bool SetBook(JsonElement o) =>
        Levels(o, "bids") is { } bids && Levels(o, "asks") is { } asks && _trading.SetBook(o.Text("venue") ?? "", o.Text("id") ?? "", bids, asks);

    /// <summary>Levels as <c>[["0.62","120.5"], …]</c>, YES prices in dollars and sizes in shares.</summary>
    private static List<SandboxLevel>? Levels(JsonElement o, string name)
    {
        if (!o.TryGetProperty(name, out var levels) || levels.ValueKind != JsonValueKind.Array || levels.GetArrayLength() > 1000)
            return null;
        var read = new List<SandboxLevel>();
        foreach (var level in levels.EnumerateArray())
        {
            if (level.ValueKind != JsonValueKind.Array || level.GetArrayLength() != 2
                || !decimal.TryParse(level[0].ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var price) || price is <= 0 or >= 1
                || !decimal.TryParse(level[1].ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var size) || size is <= 0 or > 1_000_000_000)
                return null;
            read.Add(new SandboxLevel(price, Math.Max(size, 0.01m)));
        }

        return read;
    }

    private Task Reset(HttpContext http, string _)
    {
        _catalog.Reset();
        return Answer.Raw(http, 200, "{\"ok\":true}"u8.ToArray());
    }

    private Task ListFaults(HttpContext http) => Answer.Json(http, 200, w =>
    {
        w.WriteStartObject();
        w.WriteStartArray("faults");
        foreach (var fault in _faults.List())
            WriteFault(w, fault);
        w.WriteEndArray();
        w.WriteStartArray("names");
        foreach (var name in FaultNames.All)
            w.WriteStringValue(name);
        w.WriteEndArray();
        w.WriteEndObject();
    });

    private async Task AddFault(HttpContext http, string _)
    {
        using var body = await Body(http);
        if (body?.RootElement is not { ValueKind: JsonValueKind.Object } o || o.Text("venue") is not { } venue || o.Text("fault") is not { } name)
        {
            await Error(http, 400, "invalid_request", "The body is {\"venue\",\"fault\",\"count\"|\"until\",\"path\",\"delay_ms\"}.");
            return;
        }

        var count = o.Number("count");
        var until = o.Time("until");
        var delay = o.Number("delay_ms") ?? 2000;
        if (count is < 1 or > 1_000_000 || delay is < 0 or > 600_000)
        {
            await Error(http, 400, "invalid_request", "count is 1 to 1000000, delay_ms 0 to 600000.");
            return;
        }

        var added = _faults.Add(new Fault
        {
            Venue = venue,
            Name = name,
            Path = o.Text("path"),
            Count = (int?)count,
            Until = until is { } s ? DateTimeOffset.FromUnixTimeSeconds(s) : null,
            DelayMs = (int)delay,
        });
        if (added is null)
            await Error(http, 400, "invalid_request", "No such venue or fault; GET /sandbox/faults lists the names.");
        else
            await Answer.Json(http, 201, w => WriteFault(w, added));
    }

    private static Task Cleared(HttpContext http, int count) => Answer.Json(http, 200, w =>
    {
        w.WriteStartObject();
        w.WriteNumber("removed", count);
        w.WriteEndObject();
    });

    private static void WriteFault(Utf8JsonWriter w, Fault fault)
    {
        w.WriteStartObject();
        w.WriteNumber("id", fault.Id);
        w.WriteString("venue", fault.Venue);
        w.WriteString("fault", fault.Name);
        w.WriteString("path", fault.Path);
        if (fault.Count is { } count)
            w.WriteNumber("count", count);
        if (fault.Until is { } until)
            w.WriteString("until", until);
        w.WriteNumber("delay_ms", fault.DelayMs);
        w.WriteEndObject();
    }

    private static void WriteReport(Utf8JsonWriter w, CatalogReport report)
    {
        w.WriteStartObject();
        w.WriteNumber("polymarket", report.PolymarketMarkets);
        w.WriteNumber("kalshi", report.KalshiMarkets);
        w.WriteNumber("parlays", report.KalshiParlays);
        w.WriteNumber("foresight", report.ForesightMarkets);
        w.WriteStartArray("files");
        foreach (var file in report.Files)
        {
            w.WriteStartObject();
            w.WriteString("file", file.File);
            w.WriteNumber("used", file.Used);
            w.WriteNumber("not_used", file.NotUsed);
            w.WriteString("note", file.Note);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartArray("notes");
        foreach (var note in report.Notes)
            w.WriteStringValue(note);
        w.WriteEndArray();
        w.WriteEndObject();
    }
}
