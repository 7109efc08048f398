using System.Globalization;
using System.Text.Json.Nodes;
using Faro.Cli.Talking;

namespace Faro.Cli.Running;

/// <summary>What a running instance still needs before <c>up</c> says that it is ready: the first sync, the first matches, a key.</summary>
internal static class FirstSteps
{
    /// <summary>Takes them, and fills in the lines to print.</summary>
    public static async Task Take(UpRun run, FaroClient faro, CancellationToken ct)
    {
        // The twins answer at once, so the first sync is done before we say that we are ready. Real venues may be away:
        // there the worker syncs on its own, and the run's record says what became of it.
        var sync = run.Settings.Live ? null : await Run("Syncing the catalogs", "/api/v1/cron/sync-events");
        if (sync is not null) NoteRefused(sync, run.Terminal);
        var match = run.Settings.Live ? null : await Run("Matching markets", "/api/v1/cron/match-markets");
        run.Key = (await TestKey.FindOrIssue(run.Settings.DataFolder, faro, ct)).Key;

        run.Lines.Add(new("api", $"{run.BaseUrl}api/v1"));
        run.Lines.Add(new("key", run.Key));
        run.Lines.Add(new("console", run.BaseUrl!.ToString()));
        run.Lines.Add(new("sync", sync is null ? "running in the background" : $"{(string?)sync["status"]}: {Venues(sync)}"));
        if (match?["pairs"] is { } pairs) run.Lines.Add(new("match", Pairs(pairs, await Linked(run, ct))));

        Task<JsonObject> Run(string title, string path) =>
            run.Terminal.Waiting(title, () => faro.Call(HttpMethod.Post, path, FaroClient.By.Cron, ct), new RunProgress(faro).Look, ct);
    }

    /// <summary>Which records could not be read, the first few of each venue: they are in no view.</summary>
    private static void NoteRefused(JsonObject sync, Terminal terminal)
    {
        foreach (var venue in sync["venues"] as JsonArray ?? [])
        {
            foreach (var sample in (venue!["rejected_samples"] as JsonArray ?? []).Take(3))
                terminal.Note($"Not taken of {venue["venue"]}: {sample!["record_id"]} ({sample["code"]}: {((string?)sample["detail"])?.TrimEnd('.')})");
            if ((long?)venue["rejected"] is > 3 and var all)
                terminal.Note(string.Create(CultureInfo.InvariantCulture, $"Not taken of {venue["venue"]}: {all:N0} records in all"));
        }
    }

    private static string Venues(JsonObject sync) => string.Join("; ", (sync["venues"] as JsonArray ?? []).Select(v =>
    {
        if (v!["error"] is { } error) return $"{v["venue"]} failed ({(error as JsonObject)?["code"]})";
        var refused = v["rejected_by_code"] is JsonObject { Count: > 0 } codes ? $" ({string.Join(", ", codes.Select(c => $"{c.Value} not taken: {c.Key}"))})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{v["venue"]} {(long?)v["seen"]:N0} markets{refused}");
    }));

    /// <summary>All linked pairs, and what this run did: a run that finds nothing new has not lost what stands.</summary>
    private static string Pairs(JsonNode pairs, long? linked)
    {
        var (added, parted, considered) = ((long?)pairs["linked"] ?? 0, (long?)pairs["unlinked"] ?? 0, (long?)pairs["considered"] ?? 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{linked ?? added:N0} pairs linked, {added:N0} new{(parted > 0 ? $", {parted:N0} parted" : "")} ({considered:N0} considered)");
    }

    private static async Task<long?> Linked(UpRun run, CancellationToken ct)
    {
        using var faro = FaroClient.At(run.BaseUrl!, run.Settings.Secrets, run.Key);
        return (long?)(await faro.Call(HttpMethod.Get, "/api/v1/matches?state=linked&limit=1", FaroClient.By.Key, ct))["total"];
    }
}
