namespace Faro.Sandbox;

/// <summary>What the sandbox serves and where.</summary>
public sealed record SandboxOptions
{
    /// <summary>A directory of recorded catalogs (JSONL, gzipped or not); null serves the built-in catalog.</summary>
    public string? CatalogDirectory { get; init; }

    /// <summary>Multiplies the catalog by deterministic variation to exactly this many markets, all venues together; 0 leaves it as it is.</summary>
    public int MultiplyTo { get; init; }

    /// <summary>The first of ten consecutive loopback ports, in the order of <see cref="SandboxAddresses"/> (the tenth is the Clob server's); 0 takes free ones.</summary>
    public int FirstPort { get; init; }

    /// <summary>How many parlays an unfiltered walk of Kalshi's markets meets before the first real market.</summary>
    public int Parlays { get; init; } = 20_000;

    /// <summary>The chain id of the Foresight twin. 31337 is no live chain: a signature made here is valid nowhere else.</summary>
    public int ForesightChainId { get; init; } = 31337;

    /// <summary>The chain of Polymarket's signatures. 137 is the live chain, which the official clients sign for: use throwaway keys.</summary>
    public ulong PolymarketChainId { get; init; } = 137;

    /// <summary>What every wallet that was never seen holds in play money (pUSD and USDC), in whole dollars; 0 for nothing.</summary>
    public int OpeningBalanceUsd { get; init; } = 10_000;

    /// <summary>A Postgres for the journal of the real Clob server, which then is Foresight; null starts the catalog-only twin.</summary>
    public string? ForesightPostgres { get; init; }

    /// <summary>Whether to keep every order request that arrives, signature and all, for tests that count them.</summary>
    public bool KeepSubmissions { get; init; }

    /// <summary>Live venues to mirror: the catalog is empty then, and each of their markets opens here at its first use. Null serves a catalog.</summary>
    public Mirroring.MirrorOptions? Mirror { get; init; }

    /// <summary>The clock of timestamps, expiries and faults.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>Base addresses of the twins' hosts. None has a path: the venues' own paths follow directly.</summary>
public sealed record SandboxAddresses
{
    /// <summary>Polymarket's catalog (live: gamma-api.polymarket.com).</summary>
    public required Uri Gamma { get; init; }

    /// <summary>Polymarket's books and trading (live: clob.polymarket.com).</summary>
    public required Uri Clob { get; init; }

    /// <summary>Polymarket's positions (live: data-api.polymarket.com).</summary>
    public required Uri Data { get; init; }

    /// <summary>DFlow's metadata; its paths begin with <c>/api/v1</c>.</summary>
    public required Uri DFlow { get; init; }

    /// <summary>Kalshi's own API; its paths begin with <c>/trade-api/v2</c>.</summary>
    public required Uri Kalshi { get; init; }

    /// <summary>Jupiter's quote and swap.</summary>
    public required Uri Jupiter { get; init; }

    /// <summary>A Solana JSON-RPC node.</summary>
    public required Uri SolanaRpc { get; init; }

    /// <summary>Foresight; its paths begin with <c>/v1</c>.</summary>
    public required Uri Foresight { get; init; }

    /// <summary>The sandbox's own controls, under <c>/sandbox</c>.</summary>
    public required Uri Admin { get; init; }
}
