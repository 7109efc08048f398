using Faro.Clob.Intake;

namespace Faro.Clob;

/// <summary>Settings of the venue; the defaults are those of section 17.</summary>
public sealed record ClobOptions
{
    /// <summary>Postgres that holds the journal.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Postgres schema of the journal.</summary>
    public string Schema { get; init; } = "clob";

    /// <summary>
    /// Whether several processes run for this venue: one serves it, and when it dies another takes over within seconds. A process
    /// that is alone serves at once, replacing any earlier one.
    /// </summary>
    public bool Cluster { get; init; }

    /// <summary>Whether the sandbox's own routes, its JWT issuer and its faucet are enabled.</summary>
    public bool Sandbox { get; init; }

    /// <summary>Guards the sandbox routes (header <c>x-admin-secret</c>).</summary>
    public string? AdminSecret { get; init; }

    /// <summary>Issuers of JSON web tokens that are trusted in addition to the sandbox's own.</summary>
    public IReadOnlyList<JwtIssuer> Issuers { get; init; } = [];

    /// <summary>How prices read on NO orders.</summary>
    public NoPriceConvention NoPriceConvention { get; init; } = NoPriceConvention.YesProbability;

    /// <summary>Open orders a wallet may have in one market; 0 for no limit.</summary>
    public int MaxOpenOrders { get; init; } = 500;

    /// <summary>Most commands in one commit.</summary>
    public int MaxBatch { get; init; } = 1_024;

    /// <summary>Commands that may wait before new ones are refused with 503.</summary>
    public int MaxWaiting { get; init; } = 20_000;

    /// <summary>Batches between two snapshots, which shorten a restart; 0 takes none.</summary>
    public int SnapshotEvery { get; init; } = 20_000;

    /// <summary>Rate limits of section 14; off only for benchmarks and property tests.</summary>
    public bool RateLimits { get; init; } = true;

    /// <summary>How long a WebSocket may stay silent.</summary>
    public TimeSpan SocketIdle { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Checks what can be checked before anything starts.</summary>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString)) throw new ArgumentException("The venue needs a connection string.");
        if (Sandbox && string.IsNullOrWhiteSpace(AdminSecret)) throw new ArgumentException("The sandbox needs an admin secret.");
        if (MaxBatch is < 1 or > 100_000) throw new ArgumentException("MaxBatch must be 1 to 100,000.");
        if (SnapshotEvery < 0) throw new ArgumentException("SnapshotEvery must not be negative.");
        if (MaxWaiting < MaxBatch) throw new ArgumentException("MaxWaiting must be at least MaxBatch.");
    }
}

/// <summary>Whose tokens are believed.</summary>
/// <param name="Issuer">The claim <c>iss</c>.</param>
/// <param name="Audience">The claim <c>aud</c>, or null when it is not checked.</param>
/// <param name="PublicKeyPem">P-256 key as PEM: tokens are ES256.</param>
/// <param name="WalletClaim">Claim that names the wallet; null when a directory knows it.</param>
public sealed record JwtIssuer(string Issuer, string? Audience, string PublicKeyPem, string? WalletClaim);
