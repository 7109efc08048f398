using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Faro.Cli.Running;
using Faro.Log;
using Faro.Log.Following;
using Faro.Log.Past;
using Faro.Log.Rebuilding;

namespace Faro.Cli.Commands;

/// <summary><c>rebuild NAME|all</c>: rebuilds read models next to the serving ones and switches. A stopped rebuild resumes the next time.</summary>
internal sealed class RebuildCommand : ICliCommand
{
    private readonly Argument<string> _name = new("name") { Description = "A projection, or all." };
    private readonly Option<bool> _restart = new("--restart") { Description = "Throw away what a stopped rebuild has folded." };

    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        var command = new Command("rebuild", "Rebuild read models while the old ones serve, then switch.") { _name, _restart };
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            await using var access = await LogAccess.Open(parsed.GetRequiredValue(CommonOptions.Data).FullName, terminal, ct);
            var rebuilder = new Rebuilder(access.Log);
            foreach (var name in LogWords.Projections(access.Log, parsed.GetRequiredValue(_name)))
            {
                var done = await terminal.Counting($"Rebuilding {name}", async progress =>
                {
                    var difference = await rebuilder.Rebuild(name, LogWords.Relay(progress), parsed.GetValue(_restart), ct);
                    return (Difference: difference, (await rebuilder.HashOf(name, ct)).Hash);
                });
                var d = done.Difference;
                terminal.Record(new JsonObject
                {
                    ["projection"] = name,
                    ["status"] = "switched",
                    ["rows"] = d.Rows,
                    ["hash"] = done.Hash,
                    ["added"] = d.Added,
                    ["removed"] = d.Removed,
                    ["changed"] = d.Changed,
                    ["differs"] = new JsonArray([.. d.Samples.Select(s => (JsonNode)s)]),
                });
            }
        }));
        return command;
    }
}

/// <summary><c>skip NAME SEQUENCE --reason TEXT</c>: lets a projection skip the event at which it stopped; the decision is recorded.</summary>
internal sealed class SkipCommand : ICliCommand
{
    private readonly Argument<string> _name = new("name") { Description = "A projection." };
    private readonly Argument<long> _sequence = new("sequence") { Description = "The event that it stopped at: its number on the log." };
    private readonly Option<string> _reason = new("--reason") { Description = "Why; it is recorded with the decision.", Required = true };

    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        var command = new Command("skip", "Let a projection skip one event that it cannot process.") { _name, _sequence, _reason };
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            await using var access = await LogAccess.Open(parsed.GetRequiredValue(CommonOptions.Data).FullName, terminal, ct);
            var name = LogWords.Projections(access.Log, parsed.GetRequiredValue(_name)).Single();
            var sequence = parsed.GetRequiredValue(_sequence);
            await new ProjectionAdmin(access.Log).SkipEvent(name, sequence, parsed.GetRequiredValue(_reason), Environment.UserName, ct);
            terminal.Record(new JsonObject { ["projection"] = name, ["skipped"] = sequence });
        }));
        return command;
    }
}

/// <summary>Arguments and options that the commands on the log share.</summary>
internal static class LogWords
{
    /// <summary>The projection of that name, or all of them.</summary>
    public static IReadOnlyList<string> Projections(EventLog log, string name)
    {
        List<string> all = [.. log.Projections.Select(p => p.Name).Order(StringComparer.Ordinal)];
        if (name == "all") return all;
        return all.Contains(name) ? [name] : throw new CliException($"There is no projection '{name}'. There are: {string.Join(", ", all)}.", wrongUse: true);
    }

    /// <summary>The point of <c>--as-of</c>; the end of the log when it is absent.</summary>
    public static ReadUpTo UpTo(string? text) =>
        text is null ? ReadUpTo.End
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? new ReadUpTo(Sequence: sequence)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? new ReadUpTo(Time: time)
        : throw new CliException("--as-of is an ISO time or a sequence number.", wrongUse: true);

    /// <summary>The store's progress as the terminal's.</summary>
    public static IProgress<RebuildProgress> Relay(IProgress<Terminal.Progress> progress) => new Relaying(progress);

    private sealed class Relaying(IProgress<Terminal.Progress> progress) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value)
        {
            if (value.Total > 0) progress.Report(new Terminal.Progress(value.Done, value.Total));
        }
    }
}
