using System.Numerics;
using System.Security.Cryptography;
using Faro.Signing;

namespace Faro.Proofs.Merkle;

/// <summary>The hash tree of RFC 6962 (and RFC 9162), section 2.1, over hashes in memory. Pure.</summary>
public static class MerkleTree
{
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    /// <summary>The root of a tree without leaves.</summary>
    public static Hash256 Empty { get; } = new(SHA256.HashData([]));

    /// <summary>The hash of a leaf.</summary>
    public static Hash256 Leaf(ReadOnlySpan<byte> data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([LeafPrefix]);
        hash.AppendData(data);
        return new Hash256(hash.GetHashAndReset());
    }

    /// <summary>The hash of two subtrees.</summary>
    public static Hash256 Node(Hash256 left, Hash256 right)
    {
        Span<byte> data = stackalloc byte[1 + (2 * Hash256.Size)];
        data[0] = NodePrefix;
        left.Bytes.CopyTo(data[1..]);
        right.Bytes.CopyTo(data[(1 + Hash256.Size)..]);
        Span<byte> hash = stackalloc byte[Hash256.Size];
        SHA256.HashData(data, hash);
        return new Hash256(hash);
    }

    /// <summary>The root over these leaves' hashes.</summary>
    public static Hash256 Root(ReadOnlySpan<Hash256> leaves)
    {
        switch (leaves.Length)
        {
            case 0: return Empty;
            case 1: return leaves[0];
        }

        var k = (int)Split(leaves.Length);
        return Node(Root(leaves[..k]), Root(leaves[k..]));
    }

    /// <summary>The largest power of two below a size of two or more.</summary>
    internal static long Split(long size) => 1L << (63 - BitOperations.LeadingZeroCount((ulong)(size - 1)));

    /// <summary>The root that a leaf and its path lead to; null when the path has the wrong length for the place.</summary>
    public static Hash256? RootOf(Hash256 leaf, long index, long size, IReadOnlyList<Hash256> path)
    {
        if (index < 0 || index >= size)
            return null;
        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var step in path)
        {
            if (last == 0)
                return null;
            if ((node & 1) == 1 || node == last)
            {
                hash = Node(step, hash);
                while ((node & 1) == 0 && node != 0)
                    (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                hash = Node(hash, step);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 ? hash : null;
    }

    /// <summary>Whether a proof shows that the tree of the first root is a prefix of the tree of the second.</summary>
    public static bool IsConsistent(long first, Hash256 firstRoot, long second, Hash256 secondRoot, IReadOnlyList<Hash256> proof)
    {
        if (first < 0 || first > second)
            return false;
        if (first == second)
            return proof.Count == 0 && firstRoot == secondRoot;
        if (first == 0)
            return proof.Count == 0 && firstRoot == Empty;
        // The first tree is a whole subtree of the second where it has a power of two leaves: its root is not in the proof.
        var steps = BitOperations.IsPow2(first) ? [firstRoot, .. proof] : proof;
        if (steps.Count == 0)
            return false;
        var (node, last) = (first - 1, second - 1);
        while ((node & 1) == 1)
            (node, last) = (node >> 1, last >> 1);
        var (old, now) = (steps[0], steps[0]);
        foreach (var step in steps.Skip(1))
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                (old, now) = (Node(step, old), Node(step, now));
                while ((node & 1) == 0 && node != 0)
                    (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                now = Node(now, step);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && old == firstRoot && now == secondRoot;
    }
}
