using System.Globalization;
using Faro.Log.Stored;
using Faro.Proofs.Facts;
using Faro.Proofs.Merkle;
using Faro.Proofs.Roots;
using Faro.Proofs.Sealing;
using Faro.Signing;
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
        var (size, last) = await _seals.End(others, cancel);
        var roots = new RootList(await _seals.Roots(others, cancel), keys, published);
        var pass = new AuditPass(roots, others, _seals);
        await using var facts = _rows.Between(rows, 0, last, cancel).Select(row => new StoredFact(row)).GetAsyncEnumerator(cancel);
        var fact = await Next(facts);
        await foreach (var seal in _seals.All(leaves, cancel))
        {
            if (seal.Index >= size)
                break;
            for (; fact is not null && fact.Sequence < seal.Sequence; fact = await Next(facts))
                pass.Add(Blame.Inserted(fact));
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
        pass.End();
        foreach (var (stream, said, found) in await _rows.WrongHeads(others, last, MostFindings, cancel))
            pass.Add(new Finding(Tampering.StreamRowEdited, null, stream, said, null, $"The stream's row says version {said?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}, its last fact is {found?.ToString(CultureInfo.InvariantCulture) ?? "none"}."));
        var findings = pass.Findings.OrderBy(f => f.Sequence ?? long.MaxValue).ToList();
        return new AuditResult(
            size, await Count(others, last, cancel), keys.Count == 0 ? 0 : pass.Signed, roots.Count, findings, pass.Total, Convert.ToHexStringLower(pass.Root.Bytes));
    }

    private static async Task<StoredFact?> Next(IAsyncEnumerator<StoredFact> facts) => await facts.MoveNextAsync() ? facts.Current : null;

    private async Task<long> Count(NpgsqlConnection connection, long after, CancellationToken cancel)
    {
        var count = 0L;
        await foreach (var _ in _rows.Between(connection, after, long.MaxValue, cancel))
            count++;
        return count;
    }
}

/// <summary>The signed roots of an audit, kept ones and published ones, in the order of their sizes.</summary>
internal sealed class RootList
{
    private readonly Queue<(SignedRoot Root, bool Published)> _roots;

    public RootList(IReadOnlyList<(long Size, string Note)> kept, IReadOnlyList<NoteKey> keys, IReadOnlyList<SignedRoot> published)
    {
        var good = new List<(SignedRoot, bool)>();
        foreach (var (size, note) in kept)
        {
            if (!SignedRoot.TryRead(note, out var root))
                Bad.Add(new Finding(Tampering.RootEdited, null, null, null, null, $"The root over {size} facts cannot be read."));
            else if (root.Size != size)
                Bad.Add(new Finding(Tampering.RootEdited, root.LastSequence, null, null, null, $"The root stored for {size} facts was signed over {root.Size}."));
            else if (keys.Count > 0 && !keys.Any(root.IsSignedBy))
                Bad.Add(new Finding(Tampering.RootEdited, root.LastSequence, null, null, null, $"The root over {size} facts is not what was signed: its signature was made by none of the keys."));
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
