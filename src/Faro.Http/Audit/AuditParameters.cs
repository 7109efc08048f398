using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Faro.Http.Input;
using Microsoft.OpenApi;

namespace Faro.Http.Audit;

/// <summary>Whose facts.</summary>
[Asked]
public sealed record AuditParameters
{
    /// <summary>The id of the request (X-Request-Id) or run whose facts to return.</summary>
    [Length(1, 200), Example("run/sync/2026-11-30T12:00:00.000Z")]
    public required string CorrelationId { get; init; }

    /// <summary>The page size.</summary>
    [Range(1, 1_000)]
    public int Limit { get; init; } = 200;

    /// <summary>next_after of the previous page: only facts after this sequence number.</summary>
    public long? After { get; init; }
}

/// <summary>The order or match, and the format of its facts.</summary>
[Asked]
public sealed record ExportParameters : ByIdParameters
{
    /// <summary>jsonl: one JSON object per line, as in a history; csv: one row per fact, with the data as JSON in the last column.</summary>
    [OneOf("jsonl", "csv")]
    public string Format { get; init; } = "jsonl";
}

/// <summary>The day, and the format of its facts.</summary>
[Asked]
public sealed record ExportDayParameters
{
    /// <summary>The day, in UTC.</summary>
    [Day, Example("2026-11-30")]
    public required string Date { get; init; }

    /// <summary>jsonl: one JSON object per line, as in a history; csv: one row per fact, with the data as JSON in the last column.</summary>
    [OneOf("jsonl", "csv")]
    public string Format { get; init; } = "jsonl";
}

/// <summary>A day: YYYY-MM-DD.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DayAttribute : TextBoundAttribute
{
    /// <inheritdoc/>
    public override string? Fault(string text) => TryRead(text, out _) ? null : "Must be a day from 2000 to 2999, as YYYY-MM-DD.";

    /// <inheritdoc/>
    public override void Describe(OpenApiSchema schema) => (schema.Format, schema.MinLength, schema.MaxLength) = ("date", 10, 10);

    /// <summary>Reads it; its beginning in UTC.</summary>
    internal static bool TryRead(string text, out DateTimeOffset from)
    {
        var read = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and < 3000;
        from = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        return read;
    }
}
