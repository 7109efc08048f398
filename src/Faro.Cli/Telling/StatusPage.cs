using System.Globalization;
using System.Text.Json.Nodes;

namespace Faro.Cli.Telling;

/// <summary>The state of a running instance, in tables: its views, runs, venues and nodes, from the API's own answers.</summary>
internal sealed class StatusPage(Terminal terminal, DateTimeOffset now)
{
    /// <summary>Prints it.</summary>
    public void Print(JsonArray views, JsonArray runs, JsonObject system)
    {
        Views(views);
        Runs(runs);
        Venues(system["venues"] as JsonArray ?? [], runs);
        Nodes((string?)system["mode"], system["nodes"] as JsonArray ?? []);
        Next(system["schedules"] as JsonArray ?? []);
    }

    /// <summary>A rebuild in words: under way, or the result of the last one.</summary>
    internal static string Rebuild(JsonNode view)
    {
        if (view["rebuild"] is { } r)
        {
            var part = (long)r["total"]! is > 0 and var total ? string.Create(CultureInfo.InvariantCulture, $" {100 * (long)r["done"]! / total}%") : "";
            return $"{r["status"]}{part}{((int?)r["eta_seconds"] is { } eta ? string.Create(CultureInfo.InvariantCulture, $", {eta} s left") : "")}";
        }

        return view["last_rebuild"] is { } last ? $"{last["status"]} {Moment(last["ended_at"])}" : "-";
    }

    /// <summary>The result of a run.</summary>
    internal static string Outcome(JsonNode run)
    {
        var status = (string?)run["status"] ?? "";
        if ((string?)run["error"] is { } error) return $"{status}: {error}";
        var venues = (run["venues"] as JsonArray ?? []).Select(v => v!["error"] is { } e ? $"{v["venue"]} failed ({e["code"]})" : $"{v["venue"]} {Number(v["seen"])}");
        var what = string.Join(", ", venues);
        return what.Length == 0 ? status : $"{status}: {what}";
    }

    private void Views(JsonArray views)
    {
        Title("Views");
        terminal.Table(["view", "behind", "state", "on", "rebuild"], views.Select(v => new[]
        {
            (string)v!["name"]!,
            (long)v["lag_events"]! is var lag and > 0 ? string.Create(CultureInfo.InvariantCulture, $"{lag:N0} facts, {(decimal)v["lag_seconds"]!:F1} s") : "0",
            (string)v["state"]! + ((string?)v["reason"] is { Length: > 0 } why ? $": {why}" : ""),
            (string?)v["owner"] ?? "-",
            Rebuild(v),
        }));
    }

    private void Runs(JsonArray runs)
    {
        Title("Last runs");
        if (runs.Count == 0)
            terminal.Say("None yet: 'faro sync' starts one.");
        else
            terminal.Table(["run", "began", "by", "took", "came to"], runs.Take(6).Select(r => new[]
            {
                (string)r!["kind"]!, Moment(r["started_at"]), (string?)r["trigger"] ?? "-",
                (long?)r["duration_ms"] is { } took ? Words.Took(TimeSpan.FromMilliseconds(took)) : "-", Outcome(r),
            }));
    }

    private void Venues(JsonArray venues, JsonArray runs)
    {
        Title("Venues");
        // A venue that was never read completely has no markets yet, and its problem matters most.
        var known = venues.ToDictionary(v => (string)v!["venue"]!, v => v);
        var names = known.Keys.Union(runs.SelectMany(r => (r!["venues"] as JsonArray ?? []).Select(v => (string)v!["venue"]!))).Order(StringComparer.Ordinal);
        terminal.Table(["venue", "markets", "trading", "last read", "problem"], names.Select(name =>
        {
            var v = known.GetValueOrDefault(name);
            List<(JsonNode Run, JsonNode Part)> tried = [.. from r in runs from p in r!["venues"] as JsonArray ?? [] where (string?)p!["venue"] == name select (r, p)];
            var read = tried.FirstOrDefault(t => t.Part["error"] is null).Run;
            return new[]
            {
                name, Number(v?["markets"] ?? 0), Number(v?["trading"] ?? 0),
                read is null ? "-" : Ago(read["completed_at"] ?? read["started_at"]),
                tried.FirstOrDefault().Part?["error"] is { } error ? $"{error["code"]}: {error["message"]}" : "-",
            };
        }));
    }

    private void Nodes(string? mode, JsonArray nodes)
    {
        Title("Nodes");
        if (nodes.Count == 0)
            terminal.Say(mode == "single" ? "One, which does all the work." : mode == "api" ? "The one that answered has no workers, and no other node is known." : "None is known.");
        else
            terminal.Table(["node", "machine", "leads", "up since", "last heard of", "runs"], nodes.Select(n => new[]
            {
                n!["number"]!.ToString(), (string)n["machine"]!, (bool)n["leader"]! ? "yes" : "-", Moment(n["started_at"]), Ago(n["seen_at"]), ((JsonArray)n["agents"]!).Count.ToString(CultureInfo.InvariantCulture),
            }));
    }

    private void Next(JsonArray schedules)
    {
        var due = schedules.Select(s => (bool)s!["enabled"]! ? $"the next {s["kind"]} is due {Moment(s["next_at"])}" : $"{s["kind"]} is not scheduled");
        terminal.Say("");
        terminal.Say($"Scheduled: {string.Join("; ", due)}.");
    }

    private void Title(string title)
    {
        terminal.Say("");
        terminal.Say(title);
    }

    private string Ago(JsonNode? at) => At(at) is not { } then ? "-" : (now - then) is var since && since < TimeSpan.FromSeconds(2) ? "just now"
        : since < TimeSpan.FromMinutes(2) ? string.Create(CultureInfo.InvariantCulture, $"{since.TotalSeconds:N0} s ago")
        : since < TimeSpan.FromHours(2) ? string.Create(CultureInfo.InvariantCulture, $"{since.TotalMinutes:N0} min ago")
        : Moment(at);

    private static string Moment(JsonNode? at) => At(at)?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";

    private static DateTimeOffset? At(JsonNode? at) => (string?)at is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string Number(JsonNode? value) => (long?)value is { } number ? number.ToString("N0", CultureInfo.InvariantCulture) : "-";
}
