using Faro.Log.Stored;
using Faro.Proofs.Facts;
using Faro.Proofs.Roots;
using Faro.Proofs.Sealing;
using Npgsql;

namespace Faro.Proofs.Checking;

/// <summary>
/// Reads the whole log and the whole tree side by side and reports everything that differs from its seal. Trusts the keys and the
/// published roots that it is given, and nothing in the database.
/// </summary>
public sealed class LogAudit(NpgsqlDataSource database, Log.EventLogOptions settings)
{
    internal const int MostFindings = 100;
    private readonly StoredRows _rows = new(settings.Schema);
    private readonly SealQueries _seals = new(settings.Schema);

    /// <summary>Runs the audit.</summary>
    /// <param name="keys">Keys whose signatures are accepted; with none, signatures are not checked.</param>
    /// <param name="published">Roots that were published, from outside the database.</param>
    /// <param name="progress">Facts read, and how many there are.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<AuditResult> Run(
        IReadOnlyList<NoteKey> keys, IReadOnlyList<SignedRoot> published, Action<long, long>? progress = null, CancellationToken cancel = default)
    {
        // One snapshot each, taken in this order: what is sealed meanwhile is beyond the end that is checked.
        await using var leaves = await database.OpenConnectionAsync(cancel);
        await using var rows = await database.OpenConnectionAsync(cancel);
        await using var others = await database.OpenConnectionAsync(cancel);
        var kept = await _seals.Roots(others, cancel);
        var (size, last) = await _seals.End(others, cancel);
        var roots = new RootList(kept, keys, published, size);
        var pass = new AuditPass(roots, others, _seals);
        await using var facts = _rows.Between(rows, 0, last, cancel).Select(row => new StoredFact(row)).GetAsyncEnumerator(cancel);
        var fact = await Next(facts);
        await foreach (var seal in _seals.All(leaves, cancel))
        {
            if (seal.Index >= size)
                break;
            for (; fact is not null && fact.Sequence < seal.Sequence; fact = await Next(facts))
            {
                if (pass.Size < seal.Index)
                    pass.TakeUnsealed(fact);
                else
                    pass.Add(Blame.Inserted(fact));
            }

            while (pass.Size < seal.Index)
                pass.TakeNothing();
            if (fact?.Sequence == seal.Sequence)
            {
                await pass.Take(seal, fact, cancel);
                fact = await Next(facts);
            }
            else
            {
                await pass.Take(seal, null, cancel);
            }

            if (progress is not null && seal.Index % 1_000 == 0)
                progress(seal.Index + 1, size);
        }

        for (; fact is not null; fact = await Next(facts))
            pass.Add(Blame.Inserted(fact));
        var (unsealed, first) = await Unsealed(others, last, cancel);
        pass.End(unsealed, first);
        if (pass.Total == 0)
            await Nodes(pass, others, cancel);
        foreach (var head in await _rows.WrongHeads(others, last, MostFindings, cancel))
            pass.Add(Blame.Head(head));
        var findings = pass.Findings.OrderBy(f => f.Sequence ?? long.MaxValue).ToList();
        return new AuditResult(
            size, unsealed, keys.Count == 0 ? 0 : pass.Signed, roots.Count, findings, pass.Total, Convert.ToHexStringLower(pass.Root.Bytes));
    }

    private static async Task<StoredFact?> Next(IAsyncEnumerator<StoredFact> facts) => await facts.MoveNextAsync() ? facts.Current : null;

    private async Task<(long Count, StoredFact? First)> Unsealed(NpgsqlConnection connection, long after, CancellationToken cancel)
    {
        var (count, first) = (0L, default(StoredFact));
        await foreach (var row in _rows.Between(connection, after, long.MaxValue, cancel))
        {
            first ??= new StoredFact(row);
            count++;
        }

        return (count, first);
    }

    /// <summary>Roots and proofs are made of kept nodes: where the leaves are whole, those must be what the leaves give.</summary>
    private async Task Nodes(AuditPass pass, NpgsqlConnection connection, CancellationToken cancel)
    {
        var kept = await _seals.Nodes(connection, cancel);
        foreach (var (level, index, hash) in pass.Nodes)
        {
            if (!kept.TryGetValue((level, index), out var node) || node != hash)
            {
                pass.Add(new Finding(Tampering.SealEdited, null, null, null, null,
                    $"The inner node {index} of level {level} of the kept tree is {(kept.ContainsKey((level, index)) ? "not what its leaves give" : "gone")}; facts and leaves are as they were signed."));
            }
        }
    }
}

/// <summary>The signed roots of an audit, kept ones and published ones, in the order of their sizes.</summary>
internal sealed class RootList
{
    private readonly Queue<(SignedRoot Root, bool Published)> _roots;

    public RootList(IReadOnlyList<(long Size, string Note)> kept, IReadOnlyList<NoteKey> keys, IReadOnlyList<SignedRoot> published, long size)
    {
        var good = new List<(SignedRoot, bool)>();
        foreach (var (over, note) in kept)
        {
            if (!SignedRoot.TryRead(note, out var root))
                Bad.Add(new Finding(Tampering.RootEdited, null, null, null, null, $"The root over {over} facts cannot be read."));
            else if (root.Size != over)
                Bad.Add(new Finding(Tampering.RootEdited, root.LastSequence, null, null, null, $"The root stored for {over} facts was signed over {root.Size}."));
            else if (keys.Count > 0 && !keys.Any(root.IsSignedBy))
                Bad.Add(new Finding(Tampering.RootEdited, root.LastSequence, null, null, null, $"The root over {over} facts is not what was signed: its signature was made by none of the keys."));
            else
                good.Add((root, false));
        }

        foreach (var root in published)
        {
            if (keys.Count > 0 && !keys.Any(root.IsSignedBy))
                Bad.Add(new Finding(Tampering.RootEdited, root.LastSequence, null, null, null, $"The published root over {root.Size} facts has no signature by one of the keys."));
            else
                good.Add((root, true));
        }

        var sizes = kept.Select(k => k.Size).ToHashSet();
        foreach (var root in published.Where(r => r.Size <= size && !sizes.Contains(r.Size)))
            Bad.Add(new Finding(Tampering.RootEdited, null, null, null, null, $"The published root over {root.Size} facts is not kept any more: it was deleted."));

        Count = kept.Count + published.Count;
        _roots = new(good.OrderBy(r => r.Item1.Size));
    }

    public int Count { get; }

    public List<Finding> Bad { get; } = [];

    /// <summary>The roots of this size.</summary>
    public IEnumerable<(SignedRoot Root, bool Published)> TakeAt(long size)
    {
        while (_roots.TryPeek(out var next) && next.Root.Size <= size)
            yield return _roots.Dequeue();
    }

    public IEnumerable<(SignedRoot Root, bool Published)> Rest() => _roots;
}
