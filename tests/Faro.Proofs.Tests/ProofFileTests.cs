using System.Diagnostics;
using Faro.Proofs.Checking;
using Faro.Proofs.Roots;
using Faro.Signing;
using Faro.Testing;

namespace Faro.Proofs.Tests;

/// <summary>A proof by itself: checked by Faro's own code and by a script that shares nothing with it.</summary>
public sealed class ProofFileTests(SealedLog log) : IClassFixture<SealedLog>
{
    [Fact]
    public async Task A_proof_holds_and_no_letter_of_it_can_be_changed()
    {
        var proof = await Proof();
        Assert.Equal(SealedLog.Versions + 1, proof.Facts.Count);
        var result = ProofCheck.Of(ProofFile.Read(proof.Write()), [log.Key]);
        Assert.True(result.Holds, result.Problem);
        Assert.Equal("key/1", result.Facts[0].GetProperty("user_name").GetString());
        Assert.Equal("a test", result.Facts[0].GetProperty("headers").GetProperty("from").GetString());

        foreach (var (name, altered) in Alterations(proof))
            Assert.False(ProofCheck.Of(altered, [log.Key]).Holds, name);
        using var stranger = Ed25519Key.FromPem(Ed25519Key.NewPem());
        Assert.Contains("not one of the operator's", ProofCheck.Of(proof, [new NoteKey("faro", stranger.PublicKey)]).Problem, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task A_script_without_Faro_says_the_same()
    {
        var proof = await Proof();
        var (code, output) = await Run(proof, log.Key.ToString());
        Assert.True(code == 0, output);
        Assert.Contains("account/3 5  money_moved", output, StringComparison.Ordinal);
        Assert.Contains("6 facts of account/3", output, StringComparison.Ordinal);
        foreach (var (name, altered) in Alterations(proof).Where((_, i) => i % 3 == 0)) // a process each
        {
            (code, output) = await Run(altered, log.Key.ToString());
            Assert.True(code == 1, $"{name}: {output}");
            Assert.Contains("does not hold", output, StringComparison.Ordinal);
        }
    }

    [NodeFact]
    public async Task Whatever_leaf_or_byte_of_the_file_is_changed_both_refuse_it()
    {
        var file = (await Proof()).Write();
        var altered = ProofFuzz.Leaves(file).Concat(ProofFuzz.Bytes(file, new Random(1), 400)).ToList();
        Assert.Equal((true, true), (HoldsHere(file), (await HoldInNode([file]))[0]));
        var node = await HoldInNode(altered.ConvertAll(a => a.File));
        for (var i = 0; i < altered.Count; i++)
        {
            Assert.False(HoldsHere(altered[i].File), $"Faro takes {altered[i].Name}.");
            Assert.False(node[i], $"The script takes {altered[i].Name}.");
        }

        bool HoldsHere(byte[] json)
        {
            try
            {
                return ProofCheck.Of(ProofFile.Read(json), [log.Key]).Holds;
            }
            catch (System.Text.Json.JsonException)
            {
                return false;
            }
        }
    }

    /// <summary>The script itself, once for each file, in one process.</summary>
    private async Task<List<bool>> HoldInNode(List<byte[]> files)
    {
        var folder = Directory.CreateDirectory(log.Folder.Path($"fuzz-{Guid.NewGuid():N}")).FullName;
        for (var i = 0; i < files.Count; i++)
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{i}.json"), files[i]);
        var script = $$$"""
            import { readFileSync } from "node:fs";
            import vm from "node:vm";
            import * as crypto from "node:crypto";
            import * as fs from "node:fs";
            const text = readFileSync({{{System.Text.Json.JsonSerializer.Serialize(RepositoryRoot.File("clients", "typescript", "check-proof.mjs"))}}}, "utf8")
              .replace(/^#!.*/, "").replace(/^import .*$/gm, "");
            const program = new vm.Script(`(({ createHash, createPublicKey, verify }, { readFileSync }, process, console) => {${text}})`);
            for (let i = 0; i < {{{files.Count}}}; i++) {
              let code = 0;
              const exit = (c) => { code = c; throw new Error("exit"); };
              try {
                program.runInThisContext()(crypto, fs, { argv: ["", "", `{{{folder.Replace('\\', '/')}}}/${i}.json`, "{{{log.Key}}}"], exit }, { log() {}, error() {} });
              } catch (e) { if (e.message !== "exit") throw e; }
              console.log(code);
            }
            """;
        using var process = Process.Start(new ProcessStartInfo(NodeFactAttribute.Path!, ["--input-type=module", "-"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await process.StandardInput.WriteAsync(script);
        process.StandardInput.Close();
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        Assert.Equal(files.Count, lines.Length);
        return [.. lines.Select(l => l == "0")];
    }

    [Fact]
    public async Task Of_an_altered_fact_there_is_no_proof()
    {
        var copy = await log.Restored();
        await copy.Tamper("update faro.mt_events set data = jsonb_set(data, '{amount}', '21') where seq_id = 12");
        var refused = Assert.IsType<Proving.Altered>(await copy.Prover.Prove("account/3", [], CancellationToken.None));
        Assert.Contains("fact 12 (account/3, version 2)", refused.Detail, StringComparison.Ordinal);
        Assert.IsType<Proving.Proved>(await copy.Prover.Prove("account/4", [], CancellationToken.None));
        Assert.IsType<Proving.Nothing>(await copy.Prover.Prove("account/99", [], CancellationToken.None));
    }

    [Fact]
    public async Task A_log_only_grows_between_two_signed_roots()
    {
        var copy = await log.Restored();
        var (first, second) = (log.Published[1], log.Published[^1]);
        var proof = await copy.Roots.Consistency(first.Size, second.Size, CancellationToken.None);
        Assert.True(Merkle.MerkleTree.IsConsistent(first.Size, first.Root, second.Size, second.Root, proof));
        Assert.False(Merkle.MerkleTree.IsConsistent(first.Size, second.Root, second.Size, second.Root, proof));
    }

    private async Task<ProofFile> Proof()
    {
        var copy = await log.Restored();
        return Assert.IsType<Proving.Proved>(await copy.Prover.Prove("account/3", [("account/5", 1)], CancellationToken.None)).File;
    }

    private static IEnumerable<(string Name, ProofFile Proof)> Alterations(ProofFile proof)
    {
        var third = proof.Facts[3];
        yield return ("a byte of a fact", With(3, third with { Fact = third.Fact.Replace("\"amount\":30", "\"amount\":31", StringComparison.Ordinal) }));
        yield return ("a header", With(3, third with { Fact = third.Fact.Replace("a test", "a Test", StringComparison.Ordinal) }));
        yield return ("another place", With(3, third with { Index = third.Index + 1 }));
        yield return ("a step of a path", With(3, third with { Path = [.. third.Path.Skip(1).Prepend(third.Path[^1])] }));
        yield return ("a step too many", With(3, third with { Path = [.. third.Path, third.Path[0]] }));
        yield return ("a fact left out", proof with { Facts = [.. proof.Facts.Where(f => f != third)] });
        yield return ("a fact twice", proof with { Facts = [.. proof.Facts, third] });
        yield return ("about another stream", proof with { About = "account/7" });
        yield return ("the root", proof with { Root = proof.Root.Replace("last fact 40", "last fact 41", StringComparison.Ordinal) });
        yield return ("no facts", proof with { Facts = [] });
        yield return ("another form", proof with { Format = "faro-proof-2" });
        yield return ("a stranger's root", Stranger());

        ProofFile With(int at, ProvedFact fact) => proof with { Facts = [.. proof.Facts.Select((f, i) => i == at ? fact : f)] };

        ProofFile Stranger()
        {
            using var signer = Ed25519Key.FromPem(Ed25519Key.NewPem());
            SignedRoot.TryRead(proof.Root, out var root);
            return proof with
            {
                Root = SignedRoot.Sign("faro", root!.Size, root.Root, root.LastSequence, root.SignedAt, signer).Note,
                Key = new NoteKey("faro", signer.PublicKey).ToString(),
            };
        }
    }

    private async Task<(int Code, string Output)> Run(ProofFile proof, string key)
    {
        var path = log.Folder.Path("proof.json");
        await File.WriteAllBytesAsync(path, proof.Write());
        using var process = Process.Start(new ProcessStartInfo(NodeFactAttribute.Path!, [RepositoryRoot.File("clients", "typescript", "check-proof.mjs"), path, key])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
