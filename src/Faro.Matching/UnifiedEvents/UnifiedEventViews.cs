using System.Text.Json;
using Faro.EventStore;
using Faro.Ingest;
using Faro.Venues;
using NpgsqlTypes;

namespace Faro.Matching;

/// <summary>
/// The unified events in the table <c>unified_event</c>: <c>data</c> is the detail answer, <c>row</c> the row of the list,
/// the other columns are what lists filter and sort by; <c>search</c> is the full text of title and description.
/// </summary>
public sealed class UnifiedEventViews : Projection<UnifiedEventView>
{
    /// <summary>The table, without the schema.</summary>
    public const string ViewName = "unified_event";

    /// <inheritdoc/>
    public override string Name => "UnifiedEventView";

    /// <inheritdoc/>
    public override IReadOnlyList<Type> Handles => [typeof(MarketEvent)];

    /// <inheritdoc/>
    public override IEnumerable<string> Identify(Recorded e) => [MarketIds.IdOfStream(e.Stream).ToString()];

    /// <inheritdoc/>
    public override bool IsPerStream => true;

    /// <inheritdoc/>
    public override void Project(ViewSet<UnifiedEventView> views, Recorded e)
    {
        var id = MarketIds.IdOfStream(e.Stream);
        var key = id.ToString();
        views.Set(key, UnifiedEventView.Evolve(views.Get(key), id, e));
    }

    /// <inheritdoc/>
    protected override ViewTable<UnifiedEventView> CreateTable() => ViewTable<UnifiedEventView>.Own(ViewName,
        [
            new("canonical_id", "text", NpgsqlDbType.Text, v => v.CanonicalId?.ToString()),
            new("status", "text", NpgsqlDbType.Text, v => v.Status),
            new("title", "text", NpgsqlDbType.Text, v => v.Title),
            new("category", "text", NpgsqlDbType.Text, v => v.Category),
            new("end_time", "timestamptz", NpgsqlDbType.TimestampTz, v => v.EndTime),
            new("venue_mask", "integer", NpgsqlDbType.Integer, v => VenueMask(v)),
            new("matched", "boolean", NpgsqlDbType.Boolean, v => v.Markets.Count > 1),
            new("liquidity_usd", "numeric", NpgsqlDbType.Numeric, v => v.LiquidityUsd),
            new("row", "json", NpgsqlDbType.Json, RowJson),
        ],
        """
        alter table {table} add column if not exists search tsvector generated always as (
            setweight(to_tsvector('english'::regconfig, coalesce(data->>'title', '')), 'A') ||
            setweight(to_tsvector('english'::regconfig, coalesce(data->>'description', '')), 'B')) stored;
        create index if not exists {index:by_liquidity} on {table} (liquidity_usd desc, id)
            include (status, end_time, category, venue_mask, matched) where canonical_id is null;
        create index if not exists {index:by_end_time} on {table} (end_time, id)
            include (status, category, venue_mask, matched) where canonical_id is null;
        create index if not exists {index:by_title} on {table} (left(title, 256) collate "C", id) where canonical_id is null;
        create index if not exists {index:search} on {table} using gin (search);
        do $$ begin
            alter table {table} alter column data set compression lz4, alter column search set compression lz4;
        exception when feature_not_supported then null; -- a server without lz4 compresses as it can
        end $$;
        """);

    /// <summary>The bit of a venue in <c>venue_mask</c>.</summary>
    internal static int MaskOf(Venue venue) => 1 << (int)venue;

    /// <summary>Every mask that holds a venue: as a list of values the planner knows how many rows they have.</summary>
    internal static int[] MasksWith(Venue venue) =>
        [.. Enumerable.Range(1, (1 << VenueNames.All.Count) - 1).Where(mask => (mask & MaskOf(venue)) != 0)];

    private static int VenueMask(UnifiedEventView view)
    {
        var mask = 0;
        foreach (var name in view.Venues)
            mask |= VenueNames.TryParse(name, out var venue) ? MaskOf(venue) : throw new InvalidOperationException($"'{name}' is not a venue.");
        return mask;
    }

    private static byte[] RowJson(UnifiedEventView v) => JsonSerializer.SerializeToUtf8Bytes(
        new ListRow(v.Id, v.Title, v.Category, v.EndTime, v.Venues, v.PrimaryVenue, v.LiquidityUsd, v.Status), AnswerJson.Options);

    private sealed record ListRow(
        Guid Id, string Title, string? Category, DateTime? EndTime, IReadOnlyList<string> Venues, string PrimaryVenue, decimal LiquidityUsd, string Status);
}
