using System.CommandLine;
using System.Text.Json.Nodes;
using Faro.Cli.Talking;

namespace Faro.Cli.Commands;

/// <summary><c>keys issue|list|rotate|revoke</c>: the API keys of the running instance.</summary>
internal sealed class KeysCommand : ICliCommand
{
    private const string Keys = "/api/v1/admin/keys";

    /// <inheritdoc/>
    public Command Build(Guarded guarded) =>
        new("keys", "Issue, list, rotate and revoke API keys of the running instance.") { Issue(guarded), List(guarded), Rotate(guarded), Revoke(guarded) };

    private static Command Issue(Guarded guarded)
    {
        var label = new Argument<string>("label") { Description = "A name for people, 1 to 100 characters." };
        var scopes = new Option<string[]>("--scope")
        {
            Description = "What the key may do; may be repeated.",
            HelpName = "read|trade|admin",
            DefaultValueFactory = _ => ["read"],
            AllowMultipleArgumentsPerToken = true,
        };
        scopes.AcceptOnlyFromAmong("read", "trade", "admin");
        var rate = new Option<int?>("--rate") { Description = "Calls a minute (default 60).", HelpName = "N" };
        var test = new Option<bool>("--test") { Description = "A test key: it trades at the sandbox's venues. The default where the instance is a sandbox." };
        var live = new Option<bool>("--live") { Description = "A live key: it trades at the real venues. The default elsewhere." };
        var account = new Option<string?>("--account") { Description = "Whose it is: a, …, z, 0, …, 9 and - (default: default). Orders belong to the account.", HelpName = "NAME" };
        var command = new Command("issue", "Issue a key. It is shown once.") { label, scopes, rate, account, test, live };
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            if (parsed.GetValue(test) && parsed.GetValue(live)) throw new CliException("A key is either --test or --live.", wrongUse: true);
            using var faro = Find(parsed);
            var body = new JsonObject
            {
                ["label"] = parsed.GetRequiredValue(label),
                ["scopes"] = new JsonArray([.. parsed.GetRequiredValue(scopes).Distinct().Select(s => JsonValue.Create(s))]),
                ["test"] = parsed.GetValue(test) || (faro.IsSandbox && !parsed.GetValue(live)),
            };
            if (parsed.GetValue(rate) is { } limit) body["rate_limit_per_min"] = limit;
            if (parsed.GetValue(account) is { } whose) body["account"] = whose;
            terminal.Record(await faro.Call(HttpMethod.Post, Keys, FaroClient.By.Admin, ct, body));
        }));
        return command;
    }

    private static Command List(Guarded guarded)
    {
        var command = new Command("list", "List all keys, without their plaintext.");
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            using var faro = Find(parsed);
            var answer = await faro.Call(HttpMethod.Get, Keys, FaroClient.By.Admin, ct);
            terminal.Rows(
                answer["keys"]!.AsArray().Select(k => k!.AsObject()),
                "id", "key_prefix", "label", "account", "scopes", "status", "rate_limit_per_min", "created_at", "last_used_at");
        }));
        return command;
    }

    private static Command Rotate(Guarded guarded)
    {
        var id = IdArgument();
        var overlap = new Option<int>("--overlap") { Description = "For how many seconds the old key goes on working (default 3600).", HelpName = "SECONDS", DefaultValueFactory = _ => 3_600 };
        var command = new Command("rotate", "Replace a key by a new one of the same account; the old one ends after the overlap.") { id, overlap };
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            using var faro = Find(parsed);
            var whole = await Whole(parsed.GetRequiredValue(id), faro, ct);
            terminal.Record(await faro.Call(HttpMethod.Post, $"{Keys}/{whole}/rotate", FaroClient.By.Admin, ct, new JsonObject { ["overlap_s"] = parsed.GetValue(overlap) }));
        }));
        return command;
    }

    private static Command Revoke(Guarded guarded)
    {
        var id = IdArgument();
        var command = new Command("revoke", "Revoke a key: it stops working within a second.") { id };
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            using var faro = Find(parsed);
            var whole = await Whole(parsed.GetRequiredValue(id), faro, ct);
            terminal.Record(await faro.Call(HttpMethod.Delete, $"{Keys}/{whole}", FaroClient.By.Admin, ct));
        }));
        return command;
    }

    private static Argument<string> IdArgument()
    {
        var id = new Argument<string>("id") { Description = "The key's id, or its first characters where they name one key only." };
        id.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (token.Value.Length < 4 || !token.Value.All(c => char.IsAsciiHexDigit(c) || c == '-')))
                result.AddError($"'{token.Value}' is neither a key's id nor at least its first four characters: 'faro keys list' shows the ids.");
        });
        return id;
    }

    /// <summary>The one id that begins like this.</summary>
    private static async Task<string> Whole(string text, FaroClient faro, CancellationToken ct)
    {
        if (Guid.TryParse(text, out var whole)) return whole.ToString();
        var answer = await faro.Call(HttpMethod.Get, Keys, FaroClient.By.Admin, ct);
        List<JsonNode> found = [.. answer["keys"]!.AsArray().OfType<JsonNode>().Where(k => ((string?)k["id"])?.StartsWith(text, StringComparison.OrdinalIgnoreCase) == true)];
        return found switch
        {
            [var one] => (string)one["id"]!,
            [] => throw new CliException($"No key's id begins with {text}: 'faro keys list' shows the ids."),
            _ => throw new CliException(
                $"{found.Count} keys' ids begin with {text}: {string.Join(", ", found.Select(k => $"{k["id"]} ({k["label"]})"))}. Give more of its characters.", wrongUse: true),
        };
    }

    private static FaroClient Find(ParseResult parsed) => FaroClient.Find(parsed.GetRequiredValue(CommonOptions.Data).FullName);
}
