using System.CommandLine;
using Faro.Cli.Talking;
using Faro.Cli.Telling;

namespace Faro.Cli.Commands;

/// <summary>A command that starts one run in the instance and shows its record.</summary>
internal abstract class RunCommand(string name, string description, string path, string title) : ICliCommand
{
    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        var command = new Command(name, description);
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            using var faro = FaroClient.Find(parsed.GetRequiredValue(CommonOptions.Data).FullName);
            RunRecord.Print(await terminal.Waiting(title, () => faro.Call(HttpMethod.Post, path, FaroClient.By.Cron, ct), new RunProgress(faro).Look, ct), terminal);
        }));
        return command;
    }
}

/// <summary><c>sync</c>: pull the venues' catalogs now.</summary>
internal sealed class SyncCommand() : RunCommand(
    "sync", "Pull the venues' catalogs now, and show the run's record.", "/api/v1/cron/sync-events", "Syncing the venues");
