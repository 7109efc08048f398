using Faro.Proofs.Merkle;
using Faro.Proofs.Sealing;
using Faro.Signing;

namespace Faro.Proofs.Tests;

/// <summary>The tree, held against the published vectors of RFC 6962's reference implementation.</summary>
public sealed class MerkleTests
{
    private static readonly string[] Inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    private static readonly Hash256[] Leaves = [.. Inputs.Select(i => MerkleTree.Leaf(Convert.FromHexString(i)))];

    [Fact]
    public void Roots_are_the_published_ones()
    {
        Assert.Equal("0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", MerkleTree.Root([]).ToString());
        var frontier = new Frontier();
        for (var size = 1; size <= 8; size++)
        {
            Assert.Equal("0x" + Roots[size - 1], MerkleTree.Root(Leaves.AsSpan(0, size)).ToString());
            frontier.Add(Leaves[size - 1]);
            Assert.Equal("0x" + Roots[size - 1], frontier.Root().ToString());
        }
    }

    [Theory]
    [InlineData(0, 1, "")]
    [InlineData(0, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(5, 8, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    public async Task Paths_are_the_published_ones(long index, long size, string expected)
    {
        var path = await Tree(Leaves).Path(index, size);
        Assert.Equal(expected, string.Join(' ', path.Select(h => h.ToString()[2..])));
    }

    [Theory]
    [InlineData(1, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(6, 8, "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 5, "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public async Task Consistency_proofs_are_the_published_ones(long first, long second, string expected)
    {
        var proof = await Tree(Leaves).Consistency(first, second);
        Assert.Equal(expected, string.Join(' ', proof.Select(h => h.ToString()[2..])));
    }

    [Fact]
    public async Task Every_path_and_consistency_proof_of_every_small_tree_holds_and_no_other_does()
    {
        var leaves = Many(40);
        var tree = Tree(leaves);
        for (var size = 1; size <= leaves.Length; size++)
        {
            var root = MerkleTree.Root(leaves.AsSpan(0, size));
            Assert.Equal(root, await tree.Root(size));
            for (var index = 0; index < size; index++)
            {
                var path = await tree.Path(index, size);
                Assert.Equal(root, MerkleTree.RootOf(leaves[index], index, size, path));
                Assert.NotEqual(root, MerkleTree.RootOf(leaves[index], index + 1, size, path));
                Assert.NotEqual(root, MerkleTree.RootOf(leaves[(index + 1) % leaves.Length], index, size, path));
                Assert.NotEqual(root, MerkleTree.RootOf(leaves[index], index, size, [.. path, leaves[0]]));
            }

            for (var first = 0; first <= size; first++)
            {
                var proof = await tree.Consistency(first, size);
                var before = MerkleTree.Root(leaves.AsSpan(0, first));
                Assert.True(MerkleTree.IsConsistent(first, before, size, root, proof), $"{first} to {size}");
                Assert.False(MerkleTree.IsConsistent(first, leaves[^1], size, root, proof) && first > 0, $"{first} to {size} with a wrong root");
                if (first > 0 && first < size)
                    Assert.False(MerkleTree.IsConsistent(first, before, size, root, [.. proof.SkipLast(1), leaves[^1], leaves[0]]), $"{first} to {size} with a wrong proof");
            }
        }
    }

    [Fact]
    public async Task A_tree_grown_in_pages_and_kept_by_every_eighth_level_gives_the_roots_of_the_whole_one()
    {
        var random = new Random(20261130);
        var leaves = Many(66_000); // one row of the third kept level
        var rows = new List<List<Hash256>> { new() };
        var frontier = new Frontier();
        for (var done = 0; done < leaves.Length;)
        {
            var growth = new TreeGrowth(done, [.. rows.Select((r, level) => (IReadOnlyList<Hash256>)[.. r.Skip(r.Count / 256 * 256)])]);
            foreach (var leaf in leaves.Skip(done).Take(random.Next(1, 5_000)))
            {
                growth.Add(leaf);
                rows[0].Add(leaf);
                frontier.Add(leaf);
                done++;
            }

            foreach (var (level, index, hash) in growth.Nodes)
            {
                if (level == rows.Count)
                    rows.Add([]);
                Assert.Equal(rows[level].Count, index);
                rows[level].Add(hash);
            }

            Assert.Equal(done, growth.Size);
            Assert.Equal(frontier.Root(), await Tree([.. rows.Select(r => r.ToArray())]).Root(done));
        }

        Assert.Equal(3, rows.Count);
        var tree = Tree([.. rows.Select(r => r.ToArray())]);
        foreach (var index in new long[] { 0, 255, 256, 65_535, 65_536, 65_999 })
            Assert.Equal(frontier.Root(), MerkleTree.RootOf(leaves[index], index, leaves.Length, await tree.Path(index, leaves.Length)));
        Assert.True(MerkleTree.IsConsistent(300, MerkleTree.Root(leaves.AsSpan(0, 300)), leaves.Length, frontier.Root(), await tree.Consistency(300, leaves.Length)));
    }

    private static Hash256[] Many(int count) => [.. Enumerable.Range(0, count).Select(i => MerkleTree.Leaf(BitConverter.GetBytes(i)))];

    private static StoredTree Tree(params Hash256[][] levels) => new((level, row) => Task.FromResult(levels[level].Skip((int)row * 256).Take(256).ToArray()));
}
