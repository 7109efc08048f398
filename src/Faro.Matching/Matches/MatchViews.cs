using Faro.Log.Projecting;
using JasperFx.Events;
using NpgsqlTypes;

namespace Faro.Matching.Matches;

/// <summary>The pairs, one row each, in the table <c>match_view</c>.</summary>
public sealed class MatchViews : StreamProjection<MatchView>
{
    /// <summary>The table, without the schema.</summary>
    public const string ViewName = "match_view";

    /// <inheritdoc/>
    public override string Name => "MatchView";

    /// <inheritdoc/>
    public override IReadOnlyList<Type> Handles => [typeof(MatchEvent)];

    /// <inheritdoc/>
    public override string IdOf(string stream) => PairIds.OfStream(stream).ToString();

    /// <inheritdoc/>
    public override MatchView Project(MatchView? view, IEvent e) => MatchView.Evolve(view, e);

    /// <inheritdoc/>
    protected override ViewTable<MatchView> CreateTable() => new(ViewName,
            new("left_market", "text", NpgsqlDbType.Text, v => v.LeftRef.ToString()),
            new("right_market", "text", NpgsqlDbType.Text, v => v.RightRef.ToString()),
            new("left_venue", "text", NpgsqlDbType.Text, v => v.Left.Venue),
            new("right_venue", "text", NpgsqlDbType.Text, v => v.Right.Venue),
            new("state", "text", NpgsqlDbType.Text, v => v.State),
            new("confidence", "numeric", NpgsqlDbType.Numeric, v => v.Confidence),
            new("changed_at", "timestamptz", NpgsqlDbType.TimestampTz, v => v.ChangedAt.UtcDateTime),
            new("waits", "boolean", NpgsqlDbType.Boolean, v => v.Waits || v.Deferred is not null),
            new("price_gap", "boolean", NpgsqlDbType.Boolean, v => v.PriceGap?.FlaggedAt is not null))
    {
        Indexes = [new("left", "left_market"), new("right", "right_market"), new("state", "state", "changed_at desc", "id")],
    };
}
