using Faro.Proofs.Sealing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Faro.Proofs.Roots;

/// <summary>Signs roots of the tree, and finds signed ones.</summary>
public sealed partial class LogRoots(
    NpgsqlDataSource database, Log.EventLogOptions settings, ProofOptions options, SigningKey key, TimeProvider clock, ILogger<LogRoots> logger)
{
    private readonly SealQueries _seals = new(settings.Schema);

    /// <summary>The key that signs; null without one.</summary>
    public NoteKey? Key => key.Public;

    /// <summary>Signs the root over all sealed facts, unless it is already signed. Null without a key or without a fact.</summary>
    /// <exception cref="LogAlteredException">The stored tree is no longer the one that was signed before.</exception>
    public async Task<SignedRoot?> Sign(CancellationToken cancel)
    {
        if (key.Signer is not { } signer)
            return null;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var (size, last) = await _seals.End(connection, cancel);
        var before = await Latest(connection, cancel);
        if (size == 0 || before?.Size == size)
            return before;
        var tree = _seals.Tree(connection, cancel);
        var root = await tree.Root(size);
        if (before is not null)
            await RefuseOther(tree, before, size, root);
        var signed = SignedRoot.Sign(options.Origin, size, root, last, clock.GetUtcNow(), signer);
        await _seals.AddRoot(connection, size, signed.Note, cancel);
        return Read(await _seals.RootOf(connection, size, cancel));
    }

    /// <summary>The largest signed root; null when there is none.</summary>
    public async Task<SignedRoot?> Latest(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await Latest(connection, cancel);
    }

    /// <summary>The signed root of exactly this size; null when there is none.</summary>
    public async Task<SignedRoot?> Of(long size, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return Read(await _seals.RootOf(connection, size, cancel));
    }

    /// <summary>Proves that the tree of one size is a prefix of the tree of another.</summary>
    public async Task<IReadOnlyList<Signing.Hash256>> Consistency(long first, long second, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await _seals.Tree(connection, cancel).Consistency(first, second);
    }

    /// <summary>A signed root over at least this many facts, signed now if necessary. Null without a key.</summary>
    internal async Task<SignedRoot?> Over(long size, CancellationToken cancel)
    {
        await using (var connection = await database.OpenConnectionAsync(cancel))
        {
            if (Read(await _seals.RootOver(connection, size, cancel)) is { } root)
                return root;
        }

        return await Sign(cancel);
    }

    /// <summary>Signs as <see cref="Sign"/>; an alteration is logged and not thrown, since a retry would not help.</summary>
    internal async Task<SignedRoot?> TrySign(CancellationToken cancel)
    {
        try
        {
            return await Sign(cancel);
        }
        catch (LogAlteredException e)
        {
            LogAltered(logger, e.Message);
            return null;
        }
    }

    internal async Task SignWhenLarge(CancellationToken cancel)
    {
        try
        {
            if (key.Signer is not null && await Unsigned(cancel) >= options.MostUnsigned)
                await Sign(cancel);
        }
        catch (Exception e) when (e is LogAlteredException or NpgsqlException or TimeoutException)
        {
            LogAltered(logger, e.Message); // the facts are sealed; the next minute's signature tries again
        }
    }

    private async Task<long> Unsigned(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return (await _seals.End(connection, cancel)).Size - ((await Latest(connection, cancel))?.Size ?? 0);
    }

    /// <summary>Whether a root has still to be published.</summary>
    internal async Task<bool> IsDue(long size, CancellationToken cancel)
    {
        if (options.RootsFile is not { Length: > 0 } && options.RootsUrl is null)
            return false;
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await _seals.IsUnpublished(connection, size, cancel);
    }

    internal async Task Published(long size, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await _seals.Published(connection, size, cancel);
    }

    /// <summary>Never sign a tree in which what was signed before has been rewritten.</summary>
    private async Task RefuseOther(Merkle.StoredTree tree, SignedRoot before, long size, Signing.Hash256 root)
    {
        if (key.Public is not { } mine || !before.IsSignedBy(mine))
            return; // another key's: the operator who changed the key is responsible
        if (before.Size > size || !Merkle.MerkleTree.IsConsistent(before.Size, before.Root, size, root, await tree.Consistency(before.Size, size)))
            throw new LogAlteredException($"The seals do not match the root over {before.Size} facts that was signed before; no root is signed. Run 'faro verify --log'.");
    }

    private async Task<SignedRoot?> Latest(NpgsqlConnection connection, CancellationToken cancel) => Read(await _seals.LatestRoot(connection, cancel));

    private static SignedRoot? Read(string? note) => note is null ? null
        : SignedRoot.TryRead(note, out var root) ? root
        : throw new LogAlteredException("A stored root cannot be read. Run 'faro verify --log'.");

    [LoggerMessage(Level = LogLevel.Critical, Message = "No root of the log was signed: {Reason}")]
    private static partial void LogAltered(ILogger logger, string reason);
}

/// <summary>The log, its seals or its roots were altered.</summary>
public sealed class LogAlteredException(string message) : Exception(message);
