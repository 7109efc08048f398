using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Faro.Cli.Talking;

namespace Faro.Cli.Running;

/// <summary>What a running instance still needs before <c>up</c> reports it ready: the first sync, the first matches, a key.</summary>
internal static class FirstSteps
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ViewsPatience = TimeSpan.FromMinutes(1);

    /// <summary>Runs them, and fills in the lines to print.</summary>
    public static async Task Take(UpRun run, FaroClient faro, CancellationToken ct)
    {
        run.Key = (await TestKey.FindOrIssue(run.Settings.DataFolder, faro, ct)).Key;
        run.Lines.Add(new("api", $"{run.BaseUrl}api/v1"));
        run.Lines.Add(new("key", run.Key));
        run.Lines.Add(new("console", $"{run.BaseUrl}console"));
        if (run.Settings.Live)
        {
            // Real venues may be unavailable: the worker syncs by itself, and the run's record has the result.
            run.Lines.Add(new("sync", "running in the background"));
            return;
        }

        // The twins answer at once, so the first sync completes before we report ready.
        var before = await Linked(run, ct);
        var sync = await Run("Syncing the catalogs", "/api/v1/cron/sync-events");
        NoteRefused(sync, run.Terminal);
        run.Lines.Add(new("sync", $"{(string?)sync["status"]}: {Venues(sync)}"));
        var match = await Run("Matching markets", "/api/v1/cron/match-markets");
        await run.Terminal.Waiting("Writing the views", () => CaughtUp(faro, ct), _ => Task.FromResult<string?>(null), ct);
        run.Lines.Add(new("match", Pairs(match["pairs"], before, await Linked(run, ct))));

        Task<JsonObject> Run(string title, string path) =>
            run.Terminal.Waiting(title, () => RunToItsEnd(faro, path, ct), new RunProgress(faro).Look, ct);
    }

    /// <summary>The record of our own run: a worker's run may be under way, which the answer does not describe.</summary>
    private static async Task<JsonObject> RunToItsEnd(FaroClient faro, string path, CancellationToken ct)
    {
        while (true)
        {
            var answer = await faro.Call(HttpMethod.Post, path, FaroClient.By.Cron, ct);
            if ((string?)answer["status"] != "already_running") return answer;
            await Task.Delay(BetweenLooks, ct);
        }
    }

    /// <summary>Whether the views show what has been recorded; they follow quickly, but on a busy machine not at once.</summary>
    private static async Task<bool> CaughtUp(FaroClient faro, CancellationToken ct)
    {
        for (var begun = Stopwatch.StartNew(); begun.Elapsed < ViewsPatience;)
        {
            var (status, answer) = await faro.Try(HttpMethod.Get, "/api/v1/admin/projections", FaroClient.By.Admin, ct);
            if (status == 200 && (answer["projections"] as JsonArray ?? []).All(v => (long?)v!["lag_events"] is null or 0)) return true;
            await Task.Delay(BetweenLooks, ct);
        }

        return false;
    }

    /// <summary>Which records could not be read, the first few of each venue: they are in no view.</summary>
    private static void NoteRefused(JsonObject sync, Terminal terminal)
    {
        foreach (var venue in sync["venues"] as JsonArray ?? [])
        {
            foreach (var sample in (venue!["rejected_samples"] as JsonArray ?? []).Take(3))
                terminal.Note($"Left out of {venue["venue"]}: {sample!["record_id"]} ({sample["code"]}: {((string?)sample["detail"])?.TrimEnd('.')})");
            if ((long?)venue["rejected"] is > 3 and var all)
                terminal.Note(string.Create(CultureInfo.InvariantCulture, $"Left out of {venue["venue"]}: {all:N0} records in all"));
        }
    }

    private static string Venues(JsonObject sync) => string.Join("; ", (sync["venues"] as JsonArray ?? []).Select(v =>
    {
        if (v!["error"] is { } error) return $"{v["venue"]} failed ({(error as JsonObject)?["code"]})";
        var refused = v["rejected_by_code"] is JsonObject { Count: > 0 } codes ? $" ({string.Join(", ", codes.Select(c => $"{c.Value} not taken: {c.Key}"))})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{v["venue"]} {(long?)v["seen"]:N0} markets{refused}");
    }));

    /// <summary>All linked pairs, and what this start changed: "nothing new" must not read as "no links".</summary>
    private static string Pairs(JsonNode? pairs, long before, long now)
    {
        var change = now >= before ? $"{now - before:N0} new" : $"{before - now:N0} fewer";
        return string.Create(CultureInfo.InvariantCulture, $"{now:N0} pairs linked, {change}{((long?)pairs?["considered"] is > 0 and var considered ? $" ({considered:N0} considered)" : "")}");
    }

    private static async Task<long> Linked(UpRun run, CancellationToken ct)
    {
        using var faro = FaroClient.At(run.BaseUrl!, run.Settings.Secrets, run.Key);
        return (long?)(await faro.Call(HttpMethod.Get, "/api/v1/matches?state=linked&limit=1", FaroClient.By.Key, ct))["total"] ?? 0;
    }
}
