using System.CommandLine;
using System.Text.Json.Nodes;
using Faro.Cli.Talking;
using Faro.Cli.Telling;

namespace Faro.Cli.Commands;

/// <summary><c>status</c>: the state of the running instance; exit code 1 when it is not ready.</summary>
internal sealed class StatusCommand : ICliCommand
{
    private const string Admin = "/api/v1/admin";

    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        var command = new Command("status", "Show the state of the running instance: views, runs, venues, nodes, rebuilds.");
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            using var faro = FaroClient.Find(parsed.GetRequiredValue(CommonOptions.Data).FullName);
            var (status, answer) = await faro.Try(HttpMethod.Get, "/healthz/ready", FaroClient.By.Nobody, ct);
            var record = new JsonObject { ["base_url"] = faro.BaseUrl.ToString(), ["ready"] = status == 200 };
            foreach (var (name, value) in answer) record[name] = value?.DeepClone();
            terminal.Say($"{faro.BaseUrl} is {(status == 200 ? "ready" : "not ready")}.");
            foreach (var (check, word) in (answer["checks"] as JsonObject ?? []).Where(c => (string?)c.Value != "ok")) terminal.Say($"  {check}: {word}");

            if (await Details(faro, record, ct) is { } why)
                terminal.Note(why);
            else
                new StatusPage(terminal, DateTimeOffset.UtcNow).Print((JsonArray)record["projections"]!, (JsonArray)record["runs"]!, (JsonObject)record["system"]!);
            terminal.Object(record);
            if (status != 200) throw new CliException($"The instance is not ready (it answered {status}).");
        }));
        return command;
    }

    /// <summary>Adds what only the operator may see; returns why that is missing, or null.</summary>
    private static async Task<string?> Details(FaroClient faro, JsonObject record, CancellationToken ct)
    {
        if (!faro.Knows(FaroClient.By.Admin)) return "Views, runs, venues and nodes need the admin secret: set ADMIN_SECRET.";
        foreach (var (path, member, name) in ((string, string?, string)[])[("projections", "projections", "projections"), ("runs?limit=20", "runs", "runs"), ("system", null, "system")])
        {
            var (status, answer) = await faro.Try(HttpMethod.Get, $"{Admin}/{path}", FaroClient.By.Admin, ct);
            var found = member is null ? answer : answer[member];
            if (status != 200 || found is null) return $"GET {Admin}/{path} answered {status}: {answer["message"]}";
            record[name] = found.DeepClone();
        }

        return null;
    }
}
