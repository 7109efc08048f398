namespace Faro.Log;

/// <summary>Settings of the log.</summary>
public sealed record EventLogOptions
{
    /// <summary>The Postgres schema that holds the log; lower-case letters, digits and underscores.</summary>
    public string Schema { get; init; } = "faro";

    /// <summary>The schema in which read models are rebuilt next to those that serve.</summary>
    public string NextSchema => $"{Schema}_next";

    /// <summary>Events that a projection reads, folds and writes in one transaction.</summary>
    public int BatchSize { get; init; } = 5_000;
}
