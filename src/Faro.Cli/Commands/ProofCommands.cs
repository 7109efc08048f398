using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Faro.Cli.Running;
using Faro.Matching.Matches;
using Faro.Orders;
using Faro.Proofs;
using Faro.Proofs.Checking;
using Faro.Proofs.Roots;

namespace Faro.Cli.Commands;

/// <summary><c>prove order|match ID</c>: one file that proves the recorded facts, to be checked without Faro.</summary>
internal sealed class ProveCommand : ICliCommand
{
    private readonly Argument<string> _kind = new("kind") { HelpName = "kind", Description = "order or match." };
    private readonly Argument<string> _id = new("id") { Description = "Its id, or the id's beginning where that names one only." };
    private readonly Option<FileInfo?> _out = new("--out") { Description = "Where to write it (default: KIND-ID.proof.json).", HelpName = "FILE" };

    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        _kind.AcceptOnlyFromAmong("order", "match");
        var command = new Command("prove", "Write a file that proves the recorded facts of an order or a match; anybody can check it without Faro.") { _kind, _id, _out };
        command.SetAction((parsed, ct) => guarded(parsed, async terminal =>
        {
            var kind = parsed.GetRequiredValue(_kind);
            await using var access = await LogAccess.Open(parsed.GetRequiredValue(CommonOptions.Data).FullName, terminal, ct);
            var stream = await StreamIds.Find(access.Log, kind == "match" ? "pair" : kind, parsed.GetRequiredValue(_id), ct);
            var id = Guid.Parse(stream[(stream.IndexOf('/', StringComparison.Ordinal) + 1)..]);
            var prover = access.Of<Prover>();
            var proving = kind == "order"
                ? await prover.Prove(OrderView.StreamOf(id), [], ct)
                : await prover.Prove(PairIds.StreamOf(id), await access.Of<MatchQueries>().WordsJudged(id, ct) ?? [], ct);
            var proof = proving switch
            {
                Proving.Proved proved => proved.File,
                Proving.Nothing => throw new CliException($"The log has no {kind} {id}."),
                Proving.Unsigned => throw new CliException("There is no signing key: set FARO__Proofs__KeyFile."),
                Proving.NotYet => throw new CliException("The facts are not sealed yet: 'faro up' seals them."),
                Proving.TooMany many => throw new CliException($"There are more than {many.Most} facts, too many for one proof."),
                Proving.Altered altered => throw new CliException(altered.Detail),
                _ => throw new InvalidOperationException(),
            };
            var path = parsed.GetValue(_out)?.FullName ?? $"{kind}-{id}.proof.json";
            await File.WriteAllBytesAsync(path, proof.Write(), ct);
            SignedRoot.TryRead(proof.Root, out var root);
            terminal.Record(new JsonObject { ["file"] = path, ["facts"] = proof.Facts.Count, ["root_over"] = root!.Size, ["key"] = proof.Key });
        }));
        return command;
    }
}

/// <summary><c>check-proof FILE</c>: checks a proof without a database.</summary>
internal sealed class CheckProofCommand : ICliCommand
{
    private readonly Argument<FileInfo> _file = new("file") { Description = "A file that 'faro prove' or the API's /proof gave." };
    private readonly Option<string[]> _key = KeyOption();

    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        var command = new Command("check-proof", "Check a proof, without a database and without a server.") { _file, _key };
        command.SetAction((parsed, ct) => guarded(parsed, terminal =>
        {
            var keys = LogKey.Read(parsed.GetValue(_key) ?? [], new ProofOptions().Origin);
            var result = ProofCheck.Of(LogKey.Proof(parsed.GetRequiredValue(_file).FullName), keys);
            if (result.Problem is { } problem) throw new CliException($"The proof is not valid. {problem}");
            foreach (var fact in result.Facts)
                terminal.Note($"{fact.GetProperty("sequence")}  {fact.GetProperty("recorded_at")}  {fact.GetProperty("stream")} {fact.GetProperty("version")}  {fact.GetProperty("name")}");
            terminal.Record(new JsonObject
            {
                ["result"] = "holds",
                ["facts"] = result.Facts.Count,
                ["root_over"] = result.Root!.Size,
                ["signed_at"] = result.Root.SignedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ["key"] = result.Key!.ToString(),
            });
            if (keys.Count == 0) terminal.Note("The key is the file's own: compare it with the one that the operator has published, or name it with --key.");
            return Task.CompletedTask;
        }));
        return command;
    }

    /// <summary>Keys whose signatures count.</summary>
    internal static Option<string[]> KeyOption() => new("--key")
    {
        Description = "A key whose signatures are accepted: NAME+HASH+KEY, or a file that contains one. May be given several times, after a change of keys.",
        HelpName = "KEY",
    };
}

/// <summary><c>log-key</c>: the public key of the log's signed roots.</summary>
internal sealed class LogKeyCommand : ICliCommand
{
    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        var command = new Command("log-key", "Print the public key of the log's signed roots, to be published.");
        command.SetAction((parsed, ct) => guarded(parsed, terminal =>
        {
            var folder = parsed.GetRequiredValue(CommonOptions.Data).FullName;
            var path = LogKey.PathIn(folder);
            if (!DataFolder.HasDatabase(folder) && !File.Exists(path)) throw DataFolder.NoLog(folder);
            if (!File.Exists(path)) throw new CliException($"There is no key at {path}: 'faro up' creates one.");
            terminal.Record(new JsonObject { ["key"] = LogKey.Read([path], new ProofOptions().Origin)[0].ToString() });
            return Task.CompletedTask;
        }));
        return command;
    }
}

/// <summary>The audit of <c>verify</c>: every fact against its seal, every seal against the signed roots.</summary>
internal static class LogVerification
{
    /// <summary>Runs it and prints its findings; returns the reason to fail, or null, and a summary.</summary>
    public static async Task<(string? Altered, string Sentence)> Run(LogAccess access, string folder, IReadOnlyList<string> named, FileInfo? rootsFile, Terminal terminal, CancellationToken ct)
    {
        var own = access.Of<LogRoots>().Key;
        IReadOnlyList<NoteKey> keys = [.. LogKey.Read(named, access.Of<ProofOptions>().Origin), .. own is null ? Array.Empty<NoteKey>() : [own]];
        var path = rootsFile?.FullName ?? LogKey.RootsIn(folder);
        var published = rootsFile is not null || File.Exists(path) ? LogKey.Roots(path) : [];
        var result = await terminal.Counting("Verifying the log", progress => access.Of<LogAudit>().Run(
            keys, published, (done, total) => progress.Report(new Terminal.Progress(done, total)), ct));
        terminal.Object(new JsonObject
        {
            ["log"] = result.Intact ? "intact" : "altered",
            ["sealed"] = result.Sealed,
            ["unsealed"] = result.Unsealed,
            ["signed"] = result.Signed,
            ["roots"] = result.Roots,
            ["published_roots"] = published.Count,
            ["root"] = result.Root,
            ["findings"] = result.Total,
        });
        foreach (var finding in result.Findings) terminal.Record(Of(finding));
        if (keys.Count == 0) terminal.Note("No key is known, so no signature was checked: give one with --key.");
        return (result.Findings is [var first, ..] ? $"The log was altered: {Sentence(first)}" : null, Sentence(result, published.Count));
    }

    private static string Sentence(AuditResult result, int published) => string.Create(CultureInfo.InvariantCulture, $"The log is intact: {result.Sealed:N0} facts are unchanged since they were sealed, {result.Signed:N0} of them under {Counted(result.Roots, "signed root")}{(published == 0 ? "" : $" (checked against {Counted(published, "published root")})")}{(result.Unsealed == 0 ? "" : $"; {result.Unsealed:N0} are not sealed yet")}.");

    private static string Counted(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private static JsonObject Of(Finding finding) => new()
    {
        ["finding"] = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(finding.What.ToString()),
        ["sequence"] = finding.Sequence,
        ["stream"] = finding.Stream,
        ["version"] = finding.Version,
        ["name"] = finding.Name,
        ["detail"] = finding.Detail,
    };

    private static string Sentence(Finding finding) => finding.Stream is null
        ? finding.Detail
        : string.Create(CultureInfo.InvariantCulture, $"{(finding.Sequence is { } s ? $"fact {s}, " : "")}{finding.Name} {finding.Stream} version {finding.Version}: {finding.Detail}");
}
