using System.Text.Json.Nodes;

namespace Faro.Cli.Telling;

/// <summary>The record of a run that was just made: the API's own for machines, with a line a venue for people.</summary>
internal static class RunRecord
{
    private static readonly string[] Counts = ["seen", "listed", "changed", "closed", "vanished", "resolved", "rejected"];

    /// <summary>Prints it.</summary>
    public static void Print(JsonObject run, Terminal terminal)
    {
        if (terminal.Json)
        {
            terminal.Record(run);
            return;
        }

        var shown = new JsonObject();
        foreach (var (name, value) in run)
        {
            if (name == "pairs" && value is JsonObject pairs)
                shown[name] = string.Join(", ", pairs.Select(p => $"{p.Value} {p.Key.Replace('_', ' ')}"));
            else if (name != "venues" && value is not null)
                shown[name] = value.DeepClone();
        }

        terminal.Record(shown);
        if (run["venues"] is not JsonArray { Count: > 0 } venues) return;
        terminal.Say("");
        terminal.Table(["venue", .. Counts, "problem"], venues.Select(v => (string[])
        [
            (string?)v!["venue"] ?? "", .. Counts.Select(c => v[c]?.ToString() ?? "-"), v["error"] is JsonObject error ? $"{error["code"]}: {error["message"]}" : "-",
        ]));
    }
}
