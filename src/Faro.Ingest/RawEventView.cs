using System.Text.Json;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Venues;
using JasperFx.Events;
using NpgsqlTypes;

namespace Faro.Ingest;

/// <summary>The current state of a venue's own grouping of markets.</summary>
public sealed record RawEventView
{
    /// <summary>The venue.</summary>
    public required Venue Venue { get; init; }

    /// <summary>The venue's id of it.</summary>
    public required string EventId { get; init; }

    /// <summary>What it says.</summary>
    public required RawEventTerms Terms { get; init; }

    /// <summary>The hash of that.</summary>
    public required ContentHash TermsHash { get; init; }

    /// <summary>The version of its stream that this view has processed.</summary>
    public required long StreamVersion { get; init; }

    /// <summary>The id of the stream of a grouping.</summary>
    public static string StreamId(Venue venue, string eventId) => $"event/{venue.Name()}/{eventId}";

    /// <summary>Folds one fact.</summary>
    /// <exception cref="InvalidOperationException">An unknown fact, or one about a grouping that was never listed.</exception>
    public static RawEventView Evolve(RawEventView? view, IEvent e) => e.Data switch
    {
        RawEventListed l => new RawEventView
        {
            Venue = l.Venue,
            EventId = l.EventId,
            Terms = l.Terms,
            TermsHash = l.TermsHash,
            StreamVersion = e.Version,
        },
        RawEventChanged c when view is not null => view with { Terms = c.Terms, TermsHash = c.TermsHash, StreamVersion = e.Version },
        _ => throw new InvalidOperationException($"{e.EventTypeName} does not belong on '{e.Stream}' here."),
    };
}

/// <summary>The groupings, one row per stream, in the table <c>raw_event</c>.</summary>
public sealed class RawEventViews : StreamProjection<RawEventView>
{
    /// <summary>The table, without the schema.</summary>
    public const string ViewName = "raw_event";

    /// <inheritdoc/>
    public override string Name => "RawEventView";

    /// <inheritdoc/>
    public override IReadOnlyList<Type> Handles => [typeof(RawEventListed), typeof(RawEventChanged)];

    /// <inheritdoc/>
    public override RawEventView Project(RawEventView? view, IEvent e) => RawEventView.Evolve(view, e);

    /// <inheritdoc/>
    protected override ViewTable<RawEventView> CreateTable() => new(ViewName,
            new("venue", "text", NpgsqlDbType.Text, v => v.Venue.Name()),
            new("event_id", "text", NpgsqlDbType.Text, v => v.EventId),
            new("terms_hash", "uuid", NpgsqlDbType.Uuid, v => v.TermsHash.AsGuid),
            new("stream_version", "bigint", NpgsqlDbType.Bigint, v => v.StreamVersion),
            new("row", "json", NpgsqlDbType.Json, RowJson))
    {
        Indexes = [new("venue", "venue", "event_id")],
    };

    /// <summary>The row, as in <c>raw_events</c> of an answer.</summary>
    private static byte[] RowJson(RawEventView v) => JsonSerializer.SerializeToUtf8Bytes(new RawEventRow(
        v.EventId, v.Venue.Name(), v.Terms.Title, v.Terms.Subtitle, v.Terms.Description, v.Terms.Category, v.Terms.SeriesId,
        v.Terms.EndsAt?.UtcDateTime, v.Terms.MutuallyExclusive), AnswerJson.Options);

    private sealed record RawEventRow(
        string VenueEventId, string Venue, string Title, string? Subtitle, string? Description, string? Category, string? SeriesId,
        DateTime? EndTime, bool? MutuallyExclusive);
}
