using System.Text;
using Faro.Log.Stored;
using Faro.Proofs.Facts;
using Faro.Proofs.Roots;
using Faro.Proofs.Sealing;
using Faro.Signing;
using Npgsql;

namespace Faro.Proofs.Checking;

/// <summary>What became of the wish for a proof.</summary>
public abstract record Proving
{
    private Proving()
    {
    }

    /// <summary>The proof.</summary>
    /// <param name="File">The file.</param>
    public sealed record Proved(ProofFile File) : Proving;

    /// <summary>The log holds no such fact.</summary>
    public sealed record Nothing : Proving;

    /// <summary>There is no key that could sign.</summary>
    public sealed record Unsigned : Proving;

    /// <summary>The facts are recorded and not sealed yet.</summary>
    public sealed record NotYet : Proving;

    /// <summary>There are more facts than a proof holds.</summary>
    /// <param name="Most">How many one holds.</param>
    public sealed record TooMany(int Most) : Proving;

    /// <summary>A fact is not what was sealed.</summary>
    /// <param name="Detail">Which, in a sentence.</param>
    public sealed record Altered(string Detail) : Proving;
}

/// <summary>Makes proofs.</summary>
public sealed class Prover(NpgsqlDataSource database, Log.EventLogOptions settings, LogRoots roots, TimeProvider clock)
{
    private const int MostFacts = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly StoredRows _rows = new(settings.Schema);
    private readonly SealQueries _seals = new(settings.Schema);

    /// <summary>Proves all facts of a stream, and some related facts of others.</summary>
    /// <param name="about">The stream.</param>
    /// <param name="others">Facts of other streams to include in the file.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Proving> Prove(string about, IReadOnlyCollection<(string Stream, long Version)> others, CancellationToken cancel)
    {
        if (roots.Key is not { } key)
            return new Proving.Unsigned();
        await using var connection = await database.OpenConnectionAsync(cancel);
        string[] streams = [about, .. others.Select(o => o.Stream).Distinct().Where(s => s != about)];
        var wanted = others.ToHashSet();
        var facts = new List<StoredFact>();
        await foreach (var fact in _rows.OfStreams(connection, streams, cancel).Select(row => new StoredFact(row)))
        {
            if (fact.Stream == about || wanted.Contains((fact.Stream, fact.Version)))
                facts.Add(fact);
            if (facts.Count > MostFacts)
                return new Proving.TooMany(MostFacts);
        }

        if (facts.All(f => f.Stream != about))
            return new Proving.Nothing();
        if (!await Sealed(connection, facts[^1].Sequence, cancel))
            return new Proving.NotYet();
        var seals = new Dictionary<(string, long), Seal>();
        await foreach (var seal in _seals.OfStreams(connection, streams, cancel))
            seals[(seal.Stream, seal.Version)] = seal;
        try
        {
            return await Prove(about, facts, seals, key, connection, cancel);
        }
        catch (LogAlteredException e)
        {
            return new Proving.Altered(e.Message);
        }
    }

    private async Task<Proving> Prove(
        string about, List<StoredFact> facts, Dictionary<(string Stream, long Version), Seal> seals, NoteKey key, NpgsqlConnection connection, CancellationToken cancel)
    {
        var leaves = new List<(StoredFact Fact, Seal Seal, byte[] Text)>(facts.Count);
        foreach (var fact in facts)
        {
            Hash256? previous = seals.TryGetValue((fact.Stream, fact.Version - 1), out var before) ? before.Hash : null;
            var text = fact.Canonical(previous);
            if (!seals.TryGetValue((fact.Stream, fact.Version), out var seal) || Merkle.MerkleTree.Leaf(text) != seal.Hash)
                throw new LogAlteredException($"The fact {fact.Sequence} ({fact.Stream}, version {fact.Version}) is not what was sealed. Run 'faro verify --log'.");
            leaves.Add((fact, seal, text));
        }

        if (await roots.Over(leaves.Max(l => l.Seal.Index) + 1, cancel) is not { } root)
            return new Proving.NotYet();
        var tree = _seals.Tree(connection, cancel);
        var proved = new List<ProvedFact>(leaves.Count);
        foreach (var (_, seal, text) in leaves)
        {
            var path = await tree.Path(seal.Index, root.Size);
            if (Merkle.MerkleTree.RootOf(seal.Hash, seal.Index, root.Size, path) != root.Root)
                throw new LogAlteredException($"The fact {seal.Sequence} is not under the root that was signed over {root.Size} facts. Run 'faro verify --log'.");
            proved.Add(new ProvedFact { Fact = Encoding.UTF8.GetString(text), Index = seal.Index, Path = [.. path.Select(h => Convert.ToBase64String(h.Bytes))] });
        }

        return new Proving.Proved(new ProofFile { Format = ProofFile.CurrentFormat, About = about, Key = key.ToString(), Root = root.Note, Facts = proved });
    }

    /// <summary>The seal follows the fact by milliseconds.</summary>
    private async Task<bool> Sealed(NpgsqlConnection connection, long sequence, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        while ((await _seals.End(connection, cancel)).LastSequence < sequence)
        {
            if (clock.GetElapsedTime(started) > Patience)
                return false;
            await Task.Delay(Pause, clock, cancel);
        }

        return true;
    }
}
