using System.ComponentModel.DataAnnotations;
using Faro.Log.Past;

namespace Faro.Http.Input;

/// <summary>The parameters of every list that is paged by offset.</summary>
[Asked]
public record PageParameters
{
    /// <summary>The page size.</summary>
    [Range(1, 200)]
    public int Limit { get; init; } = 50;

    /// <summary>Pagination offset. Past the end the page is empty.</summary>
    [Range(0, int.MaxValue)]
    public int Offset { get; init; }
}

/// <summary>An id in the path.</summary>
[Asked]
public record ByIdParameters
{
    /// <summary>The id of the requested resource.</summary>
    [InPath, Example("7c6a0f2e-5f43-5c1b-9d0e-3b2f6a4c8d10")]
    public required Guid Id { get; init; }
}

/// <summary>An id in the path, and the time as of which to answer.</summary>
[Asked]
public sealed record ByIdAsOfParameters : ByIdParameters
{
    /// <summary>Answer from the log as of this time (ISO 8601) or this sequence number. It must not be in the future or before the first recorded fact.</summary>
    public ReadUpTo? AsOf { get; init; }
}

/// <summary>A page of recorded facts.</summary>
[Asked]
public sealed record HistoryParameters : ByIdParameters
{
    /// <summary>The page size.</summary>
    [Range(1, 1_000)]
    public int Limit { get; init; } = 200;

    /// <summary>next_after of the previous page: only facts after this sequence number.</summary>
    public long? After { get; init; }
}
