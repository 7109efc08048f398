using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Faro.Cli.Running;
using Faro.Log.Rebuilding;

namespace Faro.Cli.Commands;

/// <summary><c>verify</c>: checks every fact against its seal, then folds the log again on the side and compares every view with the live one at the same place.</summary>
internal sealed class VerifyCommand : ICliCommand
{
    private readonly Option<bool> _log = new("--log") { Description = "Only the log, not the views." };
    private readonly Option<FileInfo?> _roots = new("--roots") { Description = "Signed roots that were published (default: log-roots.txt in the data folder).", HelpName = "FILE" };
    private readonly Option<string[]> _key = CheckProofCommand.KeyOption();

    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        var command = new Command("verify", "Find what was altered: compare the log with its seals and signed roots, then every view with the log.") { _log, _roots, _key };
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            var folder = parsed.GetRequiredValue(CommonOptions.Data).FullName;
            await using var access = await LogAccess.Open(folder, terminal, ct);
            var log = await LogVerification.Run(access, folder, parsed.GetValue(_key) ?? [], parsed.GetValue(_roots), terminal, ct);
            if (log.Altered is { } altered) throw new CliException(altered); // the views are derived from it
            if (parsed.GetValue(_log))
                terminal.Say(log.Sentence);
            else
                await Views(access, log.Sentence, terminal, ct);
        }));
        return command;
    }

    private static async Task Views(LogAccess access, string log, Terminal terminal, CancellationToken ct)
    {
        var rebuilder = new Rebuilder(access.Log);
        var rows = new List<string[]>();
        var different = new List<string>();
        foreach (var name in LogWords.Projections(access.Log, "all"))
        {
            var result = await terminal.Counting($"Verifying {name}", progress => rebuilder.Verify(name, LogWords.Relay(progress), ct));
            terminal.Object(new JsonObject
            {
                ["projection"] = name,
                ["result"] = result.Equal ? "equal" : "different",
                ["sequence"] = result.Sequence,
                ["rows"] = result.Rows,
                ["hash"] = result.Hash,
                ["first_difference"] = result.FirstDifference,
            });
            rows.Add([
                name, result.Equal ? "equal" : "different", result.Rows.ToString("N0", CultureInfo.InvariantCulture),
                result.Sequence.ToString("N0", CultureInfo.InvariantCulture), result.FirstDifference ?? "-",
            ]);
            if (!result.Equal) different.Add(name);
        }

        terminal.Table(["view", "result", "rows", "at fact", "first difference"], rows);
        terminal.Say("");
        if (different.Count > 0) throw new CliException($"These views differ from the log: {string.Join(", ", different)}.");
        terminal.Say($"{log} All {rows.Count} views match the log.");
    }
}
