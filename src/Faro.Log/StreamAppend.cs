namespace Faro.Log;

/// <summary>What the writer believes about a stream before it appends.</summary>
public readonly record struct ExpectedVersion
{
    private ExpectedVersion(long value) => Value = value;

    /// <summary>No belief: append to whatever is there. Needs no retry by the caller.</summary>
    public static ExpectedVersion Any { get; } = new(-1);

    /// <summary>The stream must not exist yet.</summary>
    public static ExpectedVersion NoStream { get; } = new(0);

    /// <summary>The stream must be exactly at this version (0: it must not exist).</summary>
    public static ExpectedVersion At(long version) =>
        version >= 0 ? new(version) : throw new ArgumentOutOfRangeException(nameof(version), version, "A version is never negative.");

    internal long Value { get; }

    internal bool IsAny => Value < 0;
}

/// <summary>Events for one stream, to be appended together or not at all.</summary>
/// <param name="Stream">The stream id, 1 to 250 characters.</param>
/// <param name="Expected">What the writer believes about the stream.</param>
/// <param name="Events">The facts, in order; at least one.</param>
public sealed record StreamAppend(string Stream, ExpectedVersion Expected, IReadOnlyList<object> Events)
{
    /// <summary>What goes with each event.</summary>
    public EventMetadata Metadata { get; init; } = EventMetadata.None;
}

/// <summary>What became of an append.</summary>
public abstract record AppendResult
{
    private AppendResult()
    {
    }

    /// <summary>Whether the events are on the log.</summary>
    public bool Succeeded => this is Appended;

    /// <summary>The result as an exception, for callers to whom anything but success is one.</summary>
    /// <exception cref="AppendFailedException">Anything but success.</exception>
    public Appended Required() => this as Appended ?? throw new AppendFailedException(this);

    /// <summary>The events are on the log.</summary>
    /// <param name="Version">The stream's version after them; of the last stream when there are many.</param>
    /// <param name="LastSequence">The sequence number of the last of them.</param>
    public sealed record Appended(long Version, long LastSequence) : AppendResult;

    /// <summary>The stream is not where the writer believed it to be; nothing was written.</summary>
    /// <param name="Stream">The stream.</param>
    /// <param name="ActualVersion">Its version now; 0: it does not exist.</param>
    public sealed record Conflict(string Stream, long ActualVersion) : AppendResult;

    /// <summary>The append exceeds a bound; nothing was written.</summary>
    /// <param name="Reason">Which bound.</param>
    public sealed record Refused(string Reason) : AppendResult;

    /// <summary>The database refused or was away; nothing was written.</summary>
    /// <param name="Code">The SQLSTATE, or <c>unreachable</c>.</param>
    /// <param name="Reason">One sentence.</param>
    public sealed record Failed(string Code, string Reason) : AppendResult;

    /// <summary>The connection was lost while committing: the events are on the log or they are not. Appending the same again is safe when it is guarded.</summary>
    /// <param name="Reason">One sentence.</param>
    public sealed record Unknown(string Reason) : AppendResult;
}

/// <summary>An append that did not succeed, thrown by <see cref="AppendResult.Required"/>.</summary>
public sealed class AppendFailedException(AppendResult result) : Exception($"The append did not succeed: {result}")
{
    /// <summary>What became of it.</summary>
    public AppendResult Result { get; } = result;
}
