using System.Numerics;
using Faro.Signing;

namespace Faro.Proofs.Merkle;

/// <summary>
/// Roots, paths and consistency proofs of a tree whose leaves and every eighth level of inner nodes are kept: an answer reads a
/// few rows of 256 hashes, however large the tree is.
/// </summary>
/// <param name="load">Reads one row: the hashes of a kept level (0: the leaves, 1: subtrees of 256 leaves, …), up to 256 of them from 256 times its number.</param>
internal sealed class StoredTree(Func<int, long, Task<Hash256[]>> load)
{
    /// <summary>How many levels of the tree are between two stored ones.</summary>
    public const int Step = 8;

    /// <summary>How many hashes of a stored level make one of the next.</summary>
    public const int Width = 1 << Step;

    private readonly Dictionary<(int Level, long Row), Hash256[]> _rows = [];

    /// <summary>The root over the first leaves.</summary>
    public Task<Hash256> Root(long size) => size == 0 ? Task.FromResult(MerkleTree.Empty) : Range(0, size);

    /// <summary>The path from a leaf to the root over the first leaves.</summary>
    public async Task<IReadOnlyList<Hash256>> Path(long index, long size)
    {
        var path = new List<Hash256>();
        var (start, count) = (0L, size);
        while (count > 1)
        {
            var k = MerkleTree.Split(count);
            if (index < start + k)
            {
                path.Add(await Range(start + k, count - k));
                count = k;
            }
            else
            {
                path.Add(await Range(start, k));
                (start, count) = (start + k, count - k);
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>Proves that the tree of the first size is a prefix of the tree of the second (RFC 6962, section 2.1.2).</summary>
    public async Task<IReadOnlyList<Hash256>> Consistency(long first, long second)
    {
        var proof = new List<Hash256>();
        if (first == 0 || first == second)
            return proof;
        var (start, count, whole) = (0L, second, true);
        while (first != start + count)
        {
            var k = MerkleTree.Split(count);
            if (first <= start + k)
            {
                proof.Add(await Range(start + k, count - k));
                count = k;
            }
            else
            {
                proof.Add(await Range(start, k));
                (start, count, whole) = (start + k, count - k, false);
            }
        }

        if (!whole)
            proof.Add(await Range(start, count));
        proof.Reverse();
        return proof;
    }

    private async Task<Hash256> Range(long start, long count)
    {
        if (BitOperations.IsPow2(count))
        {
            var height = BitOperations.TrailingZeroCount(count);
            if (height % Step == 0)
                return await Kept(height / Step, start >> height);
        }

        var k = MerkleTree.Split(count);
        return MerkleTree.Node(await Range(start, k), await Range(start + k, count - k));
    }

    private async Task<Hash256> Kept(int level, long index)
    {
        var row = (level, index / Width);
        if (!_rows.TryGetValue(row, out var hashes))
            _rows[row] = hashes = await load(level, row.Item2);
        var at = (int)(index % Width);
        return at < hashes.Length ? hashes[at] : throw new InvalidDataException($"The tree lacks the hash {index} of level {level}.");
    }
}
