using System.Globalization;
using System.Text.Json.Nodes;
using Faro.Sandbox.Recorded;

namespace Faro.Cli.Running;

/// <summary>What <c>up</c> prints once all is ready: where everything is, how to call it, and what to do next.</summary>
internal static class Welcome
{
    private static readonly string[] Order = ["api", "key", "console", "sync", "match", "sandbox", "postgres"];

    /// <summary>Prints it: one object for programs, lines to copy for people.</summary>
    public static void Print(UpRun run)
    {
        var terminal = run.Terminal;
        Explain(run.CatalogUses(), terminal);
        var secrets = Secrets.PathIn(run.Settings.DataFolder);
        // What a person needs first comes first; the parts added their lines in the order of their start.
        var record = new JsonObject(run.Lines.OrderBy(l => Array.IndexOf(Order, l.Key)).Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value)));
        if (terminal.Json)
        {
            record["url"] = run.BaseUrl?.GetLeftPart(UriPartial.Authority);
            record["secrets"] = secrets;
        }

        terminal.Record(record);
        if (run.BaseUrl?.GetLeftPart(UriPartial.Authority) is not { } url) return;
        terminal.Say($"""

            In another terminal:
              export FARO_URL={url} FARO_KEY={run.Key}
              curl -H "Authorization: Bearer $FARO_KEY" "$FARO_URL/api/v1/events?limit=3&q=bitcoin"

            Next:
              {url}/console  shows events, books, matches and orders (it asks for the key above)
              {url}/docs  documents every call
              ./faro keys issue my-app --scope trade  makes a key of your own{(run.Settings.Live ? "" : " (a test key: this instance is a sandbox)")}
              examples/README.md  trades at all three venues, in TypeScript and C#
              ./faro --help  lists the operator's commands
            The admin and cron secrets are in {secrets}, which only you can read.
            Ctrl-C stops everything; the next './faro up' goes on where this one stopped, with the same key.
            """);
    }

    /// <summary>Where the markets of each catalog file are, when some are in no list of open ones.</summary>
    private static void Explain(IReadOnlyList<CatalogUse> uses, Terminal terminal)
    {
        var hidden = uses.Where(u => u.Open < u.Markets).ToList();
        if (hidden.Count == 0) return;
        terminal.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"{uses.Sum(u => u.Markets - u.Open):N0} of the catalog's {uses.Sum(u => u.Markets):N0} markets are not open: /markets leaves them out, and /events shows those that were synced with status=settled or all:"));
        foreach (var use in hidden)
        {
            var why = new List<string>();
            if (use.Closed > 0) why.Add(string.Create(CultureInfo.InvariantCulture, $"{use.Closed:N0} closed or settled when recorded"));
            if (use.NotRead > 0) why.Add(string.Create(CultureInfo.InvariantCulture, $"{use.NotRead:N0} over for too long to be synced"));
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"  {use.File}: {use.Open:N0} of {use.Markets:N0} open; {string.Join(", ", why)}"));
        }
    }
}
