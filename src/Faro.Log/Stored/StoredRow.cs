namespace Faro.Log.Stored;

/// <summary>A row of the log with all its columns: what is stored, not what a class reads from it.</summary>
public sealed record StoredRow
{
    /// <summary>Its place in the whole log.</summary>
    public required long Sequence { get; init; }

    /// <summary>The id of the event.</summary>
    public required Guid Id { get; init; }

    /// <summary>The stream.</summary>
    public required string Stream { get; init; }

    /// <summary>Its place in the stream, from 1.</summary>
    public required long Version { get; init; }

    /// <summary>The name of the event.</summary>
    public required string Name { get; init; }

    /// <summary>The event as Postgres writes its JSON; null if the column is.</summary>
    public byte[]? Data { get; init; }

    /// <summary>The event as bytes; Faro writes none.</summary>
    public byte[]? Binary { get; init; }

    /// <summary>When it was appended, in UTC.</summary>
    public required DateTime RecordedAt { get; init; }

    /// <summary>The tenant; Faro has one.</summary>
    public required string Tenant { get; init; }

    /// <summary>The class that wrote it.</summary>
    public string? DotNetType { get; init; }

    /// <summary>The request or run it came from.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The event or command that caused it.</summary>
    public string? CausationId { get; init; }

    /// <summary>Who acted.</summary>
    public string? UserName { get; init; }

    /// <summary>The headers as Postgres writes their JSON.</summary>
    public byte[]? Headers { get; init; }

    /// <summary>Whether the row is archived; Faro archives none.</summary>
    public bool? Archived { get; init; }
}
