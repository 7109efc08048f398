using Faro.Signing;

namespace Faro.Proofs.Merkle;

/// <summary>An append-only tree: the roots of its complete subtrees from left to right, at most one per height.</summary>
internal sealed class Frontier
{
    private readonly List<Hash256> _subtrees = [];

    public long Size { get; private set; }

    public void Add(Hash256 leaf)
    {
        var hash = leaf;
        for (var size = Size; (size & 1) == 1; size >>= 1)
        {
            hash = MerkleTree.Node(_subtrees[^1], hash);
            _subtrees.RemoveAt(_subtrees.Count - 1);
        }

        _subtrees.Add(hash);
        Size++;
    }

    public Hash256 Root()
    {
        if (_subtrees.Count == 0)
            return MerkleTree.Empty;
        var root = _subtrees[^1];
        for (var i = _subtrees.Count - 2; i >= 0; i--)
            root = MerkleTree.Node(_subtrees[i], root);
        return root;
    }

    public void Become(Frontier other)
    {
        _subtrees.Clear();
        _subtrees.AddRange(other._subtrees);
        Size = other.Size;
    }
}
