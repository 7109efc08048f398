using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Faro.Cli.Running;
using Faro.Cli.Talking;
using Faro.Cli.Telling;
using Faro.Log.Past;
using Faro.Matching.Matches;

namespace Faro.Cli.Commands;

/// <summary>
/// <c>match</c>: judge new pairs now, in the instance. <c>match --dry-run [--as-of T]</c>: what the current matcher would change,
/// as a diff; nothing is appended.
/// </summary>
internal sealed class MatchCommand : ICliCommand
{
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only show what would change, one line a pair. Nothing is recorded, no model is asked." };
    private readonly Option<string?> _asOf = new("--as-of") { Description = "With --dry-run: on the log as it was at an ISO time or a sequence number.", HelpName = "T" };
    private readonly Option<bool> _askModel = new("--ask-model") { Description = "With --dry-run: ask the configured model too. This costs what its calls cost." };

    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        var command = new Command("match", "Match the venues' markets now, and show the run's record; with --dry-run, show what a run would change.") { _dryRun, _asOf, _askModel };
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            var folder = parsed.GetRequiredValue(CommonOptions.Data).FullName;
            if (parsed.GetValue(_dryRun))
            {
                await DryRun(folder, parsed.GetValue(_asOf), parsed.GetValue(_askModel), terminal, ct);
                return;
            }

            if (parsed.GetValue(_asOf) is not null || parsed.GetValue(_askModel)) throw new CliException("--as-of and --ask-model go with --dry-run.", wrongUse: true);
            using var faro = FaroClient.Find(folder);
            RunRecord.Print(
                await terminal.Waiting("Matching markets", () => faro.Call(HttpMethod.Post, "/api/v1/cron/match-markets", FaroClient.By.Cron, ct), new RunProgress(faro).Look, ct), terminal);
        }));
        return command;
    }

    private static async Task DryRun(string folder, string? asOf, bool askModel, Terminal terminal, CancellationToken ct)
    {
        var point = LogWords.UpTo(asOf);
        await using var access = await LogAccess.Open(folder, terminal, ct);
        long? place = asOf is null ? null : await access.Log.PlaceOf(point, ct) switch
        {
            LogPoint.At at => at.Sequence,
            LogPoint.NotYet n => throw new CliException($"--as-of is in the future: the log ends at {n.End}.", wrongUse: true),
            _ => throw new CliException("--as-of is before the start of the log.", wrongUse: true),
        };
        var forecast = access.Of<MatchForecast>();
        var modelWaits = forecast.HasModel && !askModel;
        if (modelWaits) terminal.Note("The configured model is not asked (--ask-model would): pairs that only it can decide keep their present state.");
        MatchDifference found;
        try
        {
            found = await terminal.Counting("Trying the matcher", progress => forecast.Run(place, askModel, new Relay(progress), ct));
        }
        catch (PastNotReadyException e)
        {
            throw new CliException(e.Message);
        }

        if (found.Changes.Count == 0) terminal.Say("No pair would be judged otherwise.");
        else terminal.Rows(found.Changes.Select(Row), "change", "left", "right", "confidence", "state", "findings");
        terminal.Record(new JsonObject
        {
            ["dry_run"] = true,
            ["sequence"] = found.Sequence,
            ["judge"] = found.Judge,
            ["pairs_judged"] = found.Counts.Judged,
            [modelWaits ? "not_asked" : "deferred"] = found.Counts.Deferred,
            ["changes"] = found.Changes.Count,
            ["link"] = Count("link"),
            ["unlink"] = Count("unlink"),
            ["regroup"] = Count("regroup"),
            ["newly_refused"] = found.NewlyRefused,
            ["same_version"] = found.SameVersion,
        });
        if (found.SameVersion > 0)
            terminal.Note($"{found.SameVersion} pairs were judged differently by this same version of the judge: raise its version, or a run will skip them.");

        int Count(string kind) => found.Changes.Count(c => c.Kinds.Contains(kind));
    }

    /// <summary>The changes: numbers as <c>before -> after</c>, removed findings with a minus and new ones with a plus.</summary>
    private static JsonObject Row(MatchChange c)
    {
        var (was, now) = (MatchChange.FindingsOf(c.Before), MatchChange.FindingsOf(c.After));
        return new JsonObject
        {
            ["change"] = string.Join('+', c.Kinds),
            ["pair"] = c.Pair.ToString(),
            ["left"] = $"{c.Left.Venue}/{c.Left.VenueMarketId}",
            ["right"] = $"{c.Right.Venue}/{c.Right.VenueMarketId}",
            ["confidence"] = Moved(c.Before?.Confidence.ToString(CultureInfo.InvariantCulture), c.After.Confidence.ToString(CultureInfo.InvariantCulture)),
            ["state"] = Moved(c.Before?.State, c.After.State),
            ["polarity"] = Moved(c.Before?.Polarity.ToString().ToLowerInvariant(), c.After.Polarity.ToString().ToLowerInvariant()),
            ["event_id"] = c.After.EventId?.ToString(),
            ["findings"] = new JsonArray([.. was.Except(now).Select(f => (JsonNode)$"-{f}"), .. now.Except(was).Select(f => (JsonNode)$"+{f}")]),
        };
    }

    private static string Moved(string? before, string after) => before == after ? after : $"{before ?? "none"} -> {after}";

    private sealed class Relay(IProgress<Terminal.Progress> progress) : IProgress<(long Done, long Total)>
    {
        public void Report((long Done, long Total) value) => progress.Report(new Terminal.Progress(value.Done, value.Total));
    }
}
