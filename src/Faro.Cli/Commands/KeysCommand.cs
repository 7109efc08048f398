using System.CommandLine;
using System.Text.Json.Nodes;
using Faro.Cli.Talking;

namespace Faro.Cli.Commands;

/// <summary><c>keys issue|list|revoke</c>: the API keys of the running instance.</summary>
internal sealed class KeysCommand : ICliCommand
{
    private const string Keys = "/api/v1/admin/keys";

    /// <inheritdoc/>
    public Command Build(Guarded guarded) =>
        new("keys", "The API keys of the running instance.") { Issue(guarded), List(guarded), Revoke(guarded) };

    private static Command Issue(Guarded guarded)
    {
        var label = new Argument<string>("label") { Description = "1 to 100 characters, for people." };
        var scopes = new Option<string[]>("--scope")
        {
            Description = "read, trade or admin; may be repeated.",
            DefaultValueFactory = _ => ["read"],
            AllowMultipleArgumentsPerToken = true,
        };
        scopes.AcceptOnlyFromAmong("read", "trade", "admin");
        var rate = new Option<int?>("--rate") { Description = "Calls a minute (default 60).", HelpName = "N" };
        var test = new Option<bool>("--test") { Description = "A test-mode key: it trades against the sandbox venues." };
        var command = new Command("issue", "Issue a key; it is shown once.") { label, scopes, rate, test };
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            var body = new JsonObject
            {
                ["label"] = parsed.GetRequiredValue(label),
                ["scopes"] = new JsonArray([.. parsed.GetRequiredValue(scopes).Distinct().Select(s => JsonValue.Create(s))]),
                ["test"] = parsed.GetValue(test),
            };
            if (parsed.GetValue(rate) is { } limit) body["rate_limit_per_min"] = limit;
            using var faro = Find(parsed);
            terminal.Record(await faro.Call(HttpMethod.Post, Keys, FaroClient.By.Admin, ct, body));
        }));
        return command;
    }

    private static Command List(Guarded guarded)
    {
        var command = new Command("list", "All keys, without their plaintext.");
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            using var faro = Find(parsed);
            var answer = await faro.Call(HttpMethod.Get, Keys, FaroClient.By.Admin, ct);
            terminal.Rows(
                answer["keys"]!.AsArray().Select(k => k!.AsObject()),
                "id", "key_prefix", "label", "scopes", "status", "rate_limit_per_min", "created_at", "last_used_at");
        }));
        return command;
    }

    private static Command Revoke(Guarded guarded)
    {
        var id = new Argument<Guid>("id") { Description = "The key's id, as 'keys list' shows it." };
        var command = new Command("revoke", "Revoke a key: it stops working within a second.") { id };
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            using var faro = Find(parsed);
            terminal.Record(await faro.Call(HttpMethod.Delete, $"{Keys}/{parsed.GetRequiredValue(id)}", FaroClient.By.Admin, ct));
        }));
        return command;
    }

    private static FaroClient Find(ParseResult parsed) => FaroClient.Find(parsed.GetRequiredValue(CommonOptions.Data).FullName);
}
