using System.Text;
using Faro.Proofs.Merkle;
using Faro.Proofs.Roots;
using Faro.Signing;

namespace Faro.Proofs.Tests;

public sealed class SignedRootTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_note_of_go_s_own_example_verifies()
    {
        // golang.org/x/mod/sumdb/note, its documented example.
        Assert.True(NoteKey.TryParse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", out var key));
        var text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"u8;
        var signature = Convert.FromBase64String("x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=");
        Assert.Equal(key.Hash(), signature[..4]);
        Assert.True(key.Verifies(text, signature.AsSpan(4)));
        Assert.Equal("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", key.ToString());
        Assert.False(NoteKey.TryParse("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", out _));
    }

    [Fact]
    public void What_is_signed_is_read_again_and_any_other_letter_breaks_it()
    {
        using var signer = Ed25519Key.FromPem(Ed25519Key.NewPem());
        using var other = Ed25519Key.FromPem(Ed25519Key.NewPem());
        var root = SignedRoot.Sign("faro", 12, MerkleTree.Leaf("x"u8), 15, Now, signer);
        var key = new NoteKey("faro", signer.PublicKey);
        Assert.True(root.IsSignedBy(key));
        Assert.False(root.IsSignedBy(new NoteKey("faro", other.PublicKey)));
        Assert.False(root.IsSignedBy(key with { Name = "fara" }));
        Assert.StartsWith($"faro\n12\n{Convert.ToBase64String(MerkleTree.Leaf("x"u8).Bytes)}\nlast fact 15\nsigned 2026-11-30T12:00:00.000Z\n\n— faro ", root.Note, StringComparison.Ordinal);
        for (var i = 0; i < root.Note.Length - 2; i++)
        {
            foreach (var letter in "12AQgw".Where(l => l != root.Note[i]))
            {
                var changed = root.Note[..i] + letter + root.Note[(i + 1)..];
                Assert.False(SignedRoot.TryRead(changed, out var read) && read.IsSignedBy(key), $"letter {i} as {letter}");
            }
        }
    }

    [Fact]
    public void A_file_of_roots_is_read_whole_and_what_is_none_is_counted()
    {
        using var signer = Ed25519Key.FromPem(Ed25519Key.NewPem());
        var first = SignedRoot.Sign("faro", 1, MerkleTree.Leaf("a"u8), 1, Now, signer);
        var second = SignedRoot.Sign("faro", 2, MerkleTree.Leaf("b"u8), 2, Now, signer);
        var (roots, unreadable) = RootPublisher.ReadFile($"{first.Note}\n{second.Note}\nnothing\n\n{second.Note}\n");
        Assert.Equal([1L, 2L, 2L], roots.Select(r => r.Size));
        Assert.Equal(1, unreadable);
    }

    [Fact]
    public void The_private_key_is_printed_nowhere()
    {
        var pem = Ed25519Key.NewPem();
        using var signer = Ed25519Key.FromPem(pem);
        Assert.Equal("***", signer.ToString());
        Assert.Throws<FormatException>(() => Ed25519Key.FromPem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"));
        Assert.DoesNotContain("PRIVATE", Encoding.ASCII.GetString(signer.Sign("x"u8)), StringComparison.Ordinal);
    }
}
