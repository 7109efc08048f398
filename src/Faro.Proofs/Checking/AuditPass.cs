using Faro.Proofs.Facts;
using Faro.Proofs.Merkle;
using Faro.Proofs.Roots;
using Faro.Proofs.Sealing;
using Faro.Signing;
using Npgsql;

namespace Faro.Proofs.Checking;

/// <summary>
/// One pass over the log. Grows two trees, of the stored seals and of the current facts, and checks at each signed
/// root which of the two matches it: that one was not altered, so the other was.
/// </summary>
internal sealed class AuditPass(RootList roots, NpgsqlConnection connection, SealQueries seals)
{
    private readonly Frontier _kept = new();
    private readonly Frontier _standing = new();
    private readonly Dictionary<string, Hash256> _previous = new(StringComparer.Ordinal);

    // Since the last root that matched: what differs, the seals by their facts, and the facts that are gone up to here.
    private readonly List<Finding> _undecided = [];
    private readonly Dictionary<(string Stream, long Version), Seal> _window = [];
    private readonly List<Seal> _gone = [];
    private readonly TreeGrowth _growth = new(0, []);
    private bool _lost;

    /// <summary>The findings; only the first ones if there are many.</summary>
    public List<Finding> Findings { get; } = [.. roots.Bad];

    public long Total { get; private set; } = roots.Bad.Count;

    /// <summary>How many facts the largest valid root covers that the log reproduces.</summary>
    public long Signed { get; private set; }

    public Hash256 Root => _kept.Root();

    /// <summary>The leaves so far.</summary>
    public long Size => _kept.Size;

    /// <summary>The inner nodes that the kept leaves give.</summary>
    public IReadOnlyList<(int Level, long Index, Hash256 Hash)> Nodes => _growth.Nodes;

    public void Add(Finding finding)
    {
        Total++;
        if (Findings.Count < LogAudit.MostFindings)
            Findings.Add(finding);
    }

    /// <summary>The next seal, with the row in its place.</summary>
    public async Task Take(Seal seal, StoredFact? fact, CancellationToken cancel)
    {
        _window[(seal.Stream, seal.Version)] = seal;
        _kept.Add(seal.Hash);
        _growth.Add(seal.Hash);
        if (fact is null)
        {
            _gone.Add(seal);
            _standing.Add(default);
            _previous[seal.Stream] = seal.Hash;
        }
        else
        {
            _undecided.AddRange(_gone.Select(Blame.Missing));
            _gone.Clear();
            var leaf = fact.Leaf(_previous.TryGetValue(fact.Stream, out var hash) ? hash : null);
            _standing.Add(leaf);
            if (leaf != seal.Hash)
                _undecided.Add(await Altered(seal, fact, cancel));
            else if (fact.DataHash() != seal.DataHash || fact.Stream != seal.Stream || fact.Version != seal.Version || fact.Name != seal.Name)
                Add(OfSeal(fact, "The fact is as sealed; other columns of its seal were changed."));
            // The hash covers the fact's own stream; the other columns of a seal may be altered.
            _previous[leaf == seal.Hash ? fact.Stream : seal.Stream] = seal.Hash;
        }

        Compare();
    }

    /// <summary>A fact whose leaf is gone from the tree.</summary>
    public void TakeUnsealed(StoredFact fact)
    {
        var leaf = fact.Leaf(_previous.TryGetValue(fact.Stream, out var hash) ? hash : null);
        _kept.Add(default);
        _standing.Add(leaf);
        _previous[fact.Stream] = leaf;
        _undecided.Add(OfSeal(fact, "The fact stands in the log, and its seal is gone."));
        Compare();
    }

    /// <summary>A leaf that is gone together with its fact.</summary>
    public void TakeNothing()
    {
        _undecided.Add(new Finding(Tampering.FactMissing, null, null, null, null, $"Leaf {_kept.Size} of the tree is gone, and its fact with it."));
        _kept.Add(default);
        _standing.Add(default);
        Compare();
    }

    /// <summary>The end of the seals: what no root has decided is reported as it looks, and so are roots that reach further.</summary>
    /// <param name="unsealed">How many facts stand behind the last seal.</param>
    /// <param name="next">The first of them.</param>
    public void End(long unsealed, StoredFact? next)
    {
        Flush();
        if (_gone is [var first, ..])
        {
            Add(new Finding(Tampering.LogCut, first.Sequence, first.Stream, first.Version, first.Name,
                $"The last {_gone.Count} sealed facts, from {first.Sequence} on, are gone: the end of the log was cut."));
        }

        foreach (var (root, published) in roots.Rest())
        {
            if (next is not null && root.Size <= _kept.Size + unsealed)
            {
                Add(OfSeal(next, $"A root over {root.Size} facts was signed, and {_kept.Size} are sealed: the facts from here on stand in the log, and their seals are gone."));
                continue;
            }

            Add(new Finding(Tampering.LogCut, root.LastSequence, null, null, null,
                $"A {(published ? "published" : "kept")} root over {root.Size} facts was signed at {root.SignedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}, and {_kept.Size} are sealed: the end of the log was cut, or an older state was restored."));
        }
    }

    private async Task<Finding> Altered(Seal seal, StoredFact fact, CancellationToken cancel)
    {
        Seal? elsewhere = null;
        if (fact.Stream != seal.Stream || fact.Version != seal.Version)
        {
            await foreach (var other in seals.OfStreams(connection, [fact.Stream], cancel))
                elsewhere = other.Version == fact.Version ? other : elsewhere;
        }

        return Blame.Altered(seal, fact, fact.DataHash(), elsewhere);
    }

    private void Compare()
    {
        foreach (var (root, published) in roots.TakeAt(_kept.Size))
            Compare(root, published);
    }

    private void Compare(SignedRoot root, bool published)
    {
        if (_kept.Root() == root.Root)
        {
            Flush();
            _standing.Become(_kept);
            Hold();
        }
        else if (_standing.Root() == root.Root)
        {
            // The facts match the signed root: the seals differ.
            foreach (var finding in _undecided)
                Add(finding with { What = Tampering.SealEdited, Detail = "The fact is as signed; the stored seal is not." });
            _undecided.Clear();
            _kept.Become(_standing);
            Hold();
        }
        else if (!_lost)
        {
            _lost = true;
            BlameBoth(root, published);
        }
    }

    private void Hold()
    {
        Signed = _kept.Size;
        _lost = false;
        _window.Clear();
    }

    /// <summary>Neither tree matches the signed root. Altering a fact with its seal breaks the chain of its stream, unless every later seal is altered too.</summary>
    private void BlameBoth(SignedRoot root, bool published)
    {
        var broken = _undecided.FirstOrDefault(f => f.What == Tampering.HeadersEdited && f.Version > 1 && _window.ContainsKey((f.Stream!, f.Version.Value - 1)));
        var suspect = broken is null ? null : _window[(broken.Stream!, broken.Version!.Value - 1)];
        if (broken is not null)
            _undecided.Remove(broken);
        Flush();
        if (published)
        {
            Add(new Finding(Tampering.LogReplaced, suspect?.Sequence ?? root.LastSequence, suspect?.Stream, suspect?.Version, suspect?.Name,
                $"The log gives another root over {root.Size} facts than the published one: facts from leaf {Signed} on, up to {root.LastSequence}, were rewritten with their seals."));
        }
        else
        {
            Add(new Finding(Tampering.FactAndSealEdited, suspect?.Sequence ?? root.LastSequence, suspect?.Stream, suspect?.Version, suspect?.Name,
                suspect is null
                    ? $"Facts from leaf {Signed} on, up to {root.LastSequence}, do not give the root that was signed over {root.Size} facts: they were altered together with their seals, or the tree was."
                    : "The fact was altered together with its seal: the next fact of its stream names another one as its predecessor, and the signed root is not given."));
        }
    }

    private void Flush()
    {
        foreach (var finding in _undecided)
            Add(finding);
        _undecided.Clear();
    }

    private static Finding OfSeal(StoredFact fact, string detail) => new(Tampering.SealEdited, fact.Sequence, fact.Stream, fact.Version, fact.Name, detail);
}
