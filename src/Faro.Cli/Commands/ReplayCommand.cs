using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Cli.Running;
using Faro.Cli.Telling;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Log.Past;
using JasperFx.Events;

namespace Faro.Cli.Commands;

/// <summary><c>replay KIND ID [--as-of T]</c>: the recorded facts of one thing in order, and the resulting state.</summary>
internal sealed class ReplayCommand : ICliCommand
{
    private static readonly string[] Kinds = ["order", "pair", "market", "key", "run", "event", "projection"];
    private readonly Argument<string> _kind = new("kind") { HelpName = "kind", Description = string.Join(", ", Kinds) + "." };
    private readonly Argument<string> _id = new("id") { Description = "Its id, or the id's beginning where that names one only; of a market, venue/id." };
    private readonly Option<string?> _asOf = new("--as-of") { Description = "Only what was known then: an ISO time or a sequence number.", HelpName = "T" };

    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        _kind.AcceptOnlyFromAmong(Kinds);
        var command = new Command("replay", "The recorded facts of one order, pair, market or key in order, and the resulting state.") { _kind, _id, _asOf };
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            var upTo = LogWords.UpTo(parsed.GetValue(_asOf));
            await using var access = await LogAccess.Open(parsed.GetRequiredValue(CommonOptions.Data).FullName, terminal, ct);
            var stream = await StreamIds.Find(access.Log, parsed.GetRequiredValue(_kind), parsed.GetRequiredValue(_id), ct);
            var facts = await access.Log.ReadStream(stream, upTo, ct);
            if (facts is not [.., var last]) throw new CliException($"The log has nothing about {stream} as of then.");
            var state = FactJson.State(facts, upTo == ReadUpTo.End ? DateTimeOffset.UtcNow : upTo.Time ?? last.Timestamp);
            if (terminal.Json)
                Objects(terminal, stream, facts, state);
            else
                Timeline(terminal, stream, facts, state, upTo == ReadUpTo.End);
        }));
        return command;
    }

    private static void Timeline(Terminal terminal, string stream, IReadOnlyList<IEvent> facts, JsonObject? state, bool now)
    {
        terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{stream}: {facts.Count:N0} {(facts.Count == 1 ? "fact" : "facts")}"));
        foreach (var fact in facts)
        {
            terminal.Say("");
            terminal.Say($"{Words.Time(fact.Timestamp)}  #{fact.Sequence}  {fact.EventTypeName}{(FactJson.By(fact) is { } by ? $"  by {by}" : "")}");
            foreach (var line in Words.Lines(FactJson.Data(fact))) terminal.Say($"    {line}");
        }

        if (state is null) return;
        terminal.Say("");
        terminal.Say(now ? "State now:" : $"State after #{facts[^1].Sequence}:");
        foreach (var line in Words.Tree(state)) terminal.Say(line);
    }

    private static void Objects(Terminal terminal, string stream, IReadOnlyList<IEvent> facts, JsonObject? state)
    {
        foreach (var e in facts)
        {
            terminal.Object(new JsonObject
            {
                ["sequence"] = e.Sequence,
                ["version"] = e.Version,
                ["recorded_at"] = e.Timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
                ["event"] = e.EventTypeName,
                ["correlation_id"] = e.CorrelationId,
                ["by"] = FactJson.By(e),
                ["data"] = JsonSerializer.SerializeToNode(e.Data, e.Data.GetType(), EventTypes.DefaultJson),
            });
        }

        if (state is not null) terminal.Object(new JsonObject { ["stream"] = stream, ["as_of"] = facts[^1].Sequence, ["state"] = state });
    }
}
