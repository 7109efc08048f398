using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Cli.Running;
using Faro.Log;
using Faro.Log.Following;
using Faro.Log.Past;
using Faro.Log.Rebuilding;

namespace Faro.Cli.Commands;

/// <summary><c>rebuild NAME|all</c>: folds read models anew beside the serving ones and switches. Stopped, it goes on from there the next time.</summary>
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

/// <summary><c>skip NAME SEQUENCE --reason TEXT</c>: lets a projection pass over the one event that it stopped at; the decision is recorded.</summary>
internal sealed class SkipCommand : ICliCommand
{
    private readonly Argument<string> _name = new("name") { Description = "A projection." };
    private readonly Argument<long> _sequence = new("sequence") { Description = "The event that it stopped at: its number on the log." };
    private readonly Option<string> _reason = new("--reason") { Description = "Why; it is recorded with the decision.", Required = true };

    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        var command = new Command("skip", "Let a projection pass over one event that it cannot take in.") { _name, _sequence, _reason };
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

/// <summary><c>verify</c>: holds every fact against its seal, then folds the log anew aside and compares every view with the live one at the same place.</summary>
internal sealed class VerifyCommand : ICliCommand
{
    private readonly Option<bool> _log = new("--log") { Description = "Only the log, not the views." };
    private readonly Option<FileInfo?> _roots = new("--roots") { Description = "Signed roots that were published (default: log-roots.txt in the data folder).", HelpName = "FILE" };
    private readonly Option<string[]> _key = CheckProofCommand.KeyOption();

    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        var command = new Command("verify", "Find what was altered: hold the log against its seals and signed roots, then every view against the log.") { _log, _roots, _key };
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            var folder = parsed.GetRequiredValue(CommonOptions.Data).FullName;
            await using var access = await LogAccess.Open(folder, terminal, ct);
            var altered = await LogVerification.Run(access, folder, parsed.GetValue(_key) ?? [], parsed.GetValue(_roots), terminal, ct);
            if (altered is not null) throw new CliException(altered); // what the views say follows from it
            if (parsed.GetValue(_log)) return;
            var rebuilder = new Rebuilder(access.Log);
            var different = new List<string>();
            foreach (var name in LogWords.Projections(access.Log, "all"))
            {
                var result = await terminal.Counting($"Verifying {name}", progress => rebuilder.Verify(name, LogWords.Relay(progress), ct));
                terminal.Record(new JsonObject
                {
                    ["projection"] = name,
                    ["result"] = result.Equal ? "equal" : "different",
                    ["sequence"] = result.Sequence,
                    ["rows"] = result.Rows,
                    ["hash"] = result.Hash,
                    ["first_difference"] = result.FirstDifference,
                });
                if (!result.Equal) different.Add(name);
            }

            if (different.Count > 0) throw new CliException($"Not what the log says: {string.Join(", ", different)}.");
        }));
        return command;
    }
}

/// <summary><c>replay KIND ID [--as-of T]</c>: the recorded facts of one thing, in order.</summary>
internal sealed class ReplayCommand : ICliCommand
{
    private static readonly string[] Kinds = ["order", "pair", "market", "key", "run", "event", "projection"];
    private readonly Argument<string> _kind = new("kind") { HelpName = "kind", Description = string.Join(", ", Kinds) + "." };
    private readonly Argument<string> _id = new("id") { Description = "Its id; of a market, venue/id." };
    private readonly Option<string?> _asOf = new("--as-of") { Description = "Only what was known then: an ISO time or a sequence number.", HelpName = "T" };

    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        _kind.AcceptOnlyFromAmong(Kinds);
        var command = new Command("replay", "The recorded facts of one order, pair, market or key, in order.") { _kind, _id, _asOf };
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            var upTo = LogWords.UpTo(parsed.GetValue(_asOf));
            await using var access = await LogAccess.Open(parsed.GetRequiredValue(CommonOptions.Data).FullName, terminal, ct);
            var id = parsed.GetRequiredValue(_id);
            var kind = parsed.GetRequiredValue(_kind);
            var stream = id.StartsWith(kind + "/", StringComparison.Ordinal) ? id : $"{kind}/{id}";
            var any = false;
            foreach (var e in await access.Log.ReadStream(stream, upTo, ct))
            {
                any = true;
                terminal.Record(new JsonObject
                {
                    ["sequence"] = e.Sequence,
                    ["version"] = e.Version,
                    ["recorded_at"] = e.Timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
                    ["event"] = e.EventTypeName,
                    ["correlation_id"] = e.CorrelationId,
                    ["by"] = e.UserName,
                    ["data"] = JsonSerializer.SerializeToNode(e.Data, e.Data.GetType(), EventTypes.DefaultJson),
                });
            }

            if (!any) throw new CliException($"The log holds nothing of {stream}{(upTo == ReadUpTo.End ? "" : " as of then")}.");
        }));
        return command;
    }
}

/// <summary>Words that the commands on the log share.</summary>
internal static class LogWords
{
    /// <summary>The projection of that name, or all of them.</summary>
    public static IReadOnlyList<string> Projections(EventLog log, string name)
    {
        List<string> all = [.. log.Projections.Select(p => p.Name).Order(StringComparer.Ordinal)];
        if (name == "all") return all;
        return all.Contains(name) ? [name] : throw new CliException($"There is no projection '{name}'. There are: {string.Join(", ", all)}.", wrongUse: true);
    }

    /// <summary>A point of <c>--as-of</c>; the end when it is absent.</summary>
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
