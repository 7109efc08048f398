using Faro.Proofs.Merkle;
using Faro.Signing;

namespace Faro.Proofs.Sealing;

/// <summary>A page of leaves on its way into the tree: which inner nodes it completes.</summary>
/// <param name="size">The leaves before the page.</param>
/// <param name="rows">The last, unfinished row of each kept level; empty where a level ends with a whole one.</param>
internal sealed class TreeGrowth(long size, IReadOnlyList<IReadOnlyList<Hash256>> rows)
{
    private readonly List<List<Hash256>> _rows = [.. rows.Select(r => r.ToList())];
    private readonly List<long> _sizes = [.. Enumerable.Range(0, rows.Count).Select(level => size >> (level * StoredTree.Step))];

    /// <summary>The leaves so far.</summary>
    public long Size => _sizes.Count == 0 ? 0 : _sizes[0];

    /// <summary>The nodes that were completed.</summary>
    public List<(int Level, long Index, Hash256 Hash)> Nodes { get; } = [];

    public void Add(Hash256 leaf) => Add(0, leaf);

    private void Add(int level, Hash256 hash)
    {
        if (level == _rows.Count)
        {
            _rows.Add([]);
            _sizes.Add(0);
        }

        if (level > 0)
            Nodes.Add((level, _sizes[level], hash));
        _rows[level].Add(hash);
        _sizes[level]++;
        if (_rows[level].Count < StoredTree.Width)
            return;
        var whole = MerkleTree.Root([.. _rows[level]]);
        _rows[level].Clear();
        Add(level + 1, whole);
    }
}
