using System.CommandLine;
using System.Text.Json.Nodes;
using Faro.Cli.Talking;

namespace Faro.Cli.Commands;

/// <summary><c>status</c>: whether the instance serves, in its own words; exit code 1 when it is not ready.</summary>
internal sealed class StatusCommand : ICliCommand
{
    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        var command = new Command("status", "Show where the running instance is and whether it is ready.");
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            using var faro = FaroClient.Find(parsed.GetRequiredValue(CommonOptions.Data).FullName);
            var (status, answer) = await faro.Try(HttpMethod.Get, "/healthz/ready", FaroClient.By.Nobody, ct);
            var record = new JsonObject { ["base_url"] = faro.BaseUrl.ToString(), ["ready"] = status == 200 };
            foreach (var (name, value) in answer) record[name] = value?.DeepClone();
            terminal.Record(record);
            if (status != 200) throw new CliException($"The instance is not ready (it answered {status}).");
        }));
        return command;
    }
}
