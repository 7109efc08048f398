namespace Faro.Log;

/// <summary>Settings of the log.</summary>
public sealed record EventLogOptions
{
    /// <summary>The Postgres schema that holds the log; lower-case letters, digits and underscores.</summary>
    public string Schema { get; init; } = "faro";

    /// <summary>The largest event, in bytes of JSON.</summary>
    public int MaxEventBytes { get; init; } = 1 << 20;

    /// <summary>The most events in one single-stream append.</summary>
    public int MaxEventsPerAppend { get; init; } = 1_000;

    /// <summary>The most single appends that share one transaction.</summary>
    public int MaxGroup { get; init; } = 256;

    /// <summary>How many group-commit transactions may be under way at once; the second only passes a first that is held up.</summary>
    public int GroupWriters { get; init; } = 2;

    /// <summary>How long a group may wait for the callers of the group before it to come back. A lone caller never waits.</summary>
    public TimeSpan GroupDelay { get; init; } = TimeSpan.FromMicroseconds(200);

    /// <summary>Events a shard reads, folds and writes in one transaction.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>How long a shard's owner may be silent before another node takes the shard.</summary>
    public TimeSpan LeaseTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often shards look for work when nothing wakes them.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often the same event is tried before its shard stops at it.</summary>
    public int PoisonRetries { get; init; } = 3;

    /// <summary>A name for this process in leases and logs.</summary>
    public string NodeName { get; init; } = $"{Environment.MachineName}/{Environment.ProcessId}";
}
