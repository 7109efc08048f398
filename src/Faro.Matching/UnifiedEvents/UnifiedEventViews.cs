using System.Text.Json;
using Faro.Ingest;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Matching.Matches;
using Faro.Venues;
using JasperFx.Events;
using NpgsqlTypes;

namespace Faro.Matching.UnifiedEvents;

/// <summary>
/// The unified events in the table <c>unified_event</c>: <c>data</c> is the detail answer, <c>row</c> the row of the list,
/// the other columns are what lists filter and sort by; <c>search</c> is the full text of every member's words and of the rules.
/// </summary>
public sealed class UnifiedEventViews : Projection<UnifiedEventView>
{
    /// <summary>The table, without the schema.</summary>
    public const string ViewName = "unified_event";

    private const string OwnPrefix = "own/";

    /// <inheritdoc/>
    public override string Name => "UnifiedEventView";

    /// <inheritdoc/>
    public override IReadOnlyList<Type> Handles => [typeof(MarketEvent), typeof(PairLinked), typeof(PairUnlinked), typeof(PriceGapFlagged), typeof(PriceGapClosed)];

    /// <inheritdoc/>
    public override IEnumerable<string> Identify(IEvent e) => e.Data switch
    {
        PairLinked l => KeysOf([l.Group]),
        PairUnlinked u => KeysOf(u.Groups),
        PriceGapFlagged g => [g.EventId.ToString()],
        PriceGapClosed g => [g.EventId.ToString()],
        _ => KeysOf(MarketIds.IdOfStream(e.Stream)),
    };

    /// <inheritdoc/>
    public override IEnumerable<string> Related(UnifiedEventView view) =>
        view.CanonicalId is { } canonical ? KeysOf(canonical)
        : view.Markets.Count > 1 ? view.Aliases.Append(view.Id).SelectMany(KeysOf)
        : [];

    /// <inheritdoc/>
    public override bool StartsAnew(IEvent e) => e is { Version: 1, Data: MarketListed };

    /// <inheritdoc/>
    public override IReadOnlyList<Type> Joins => [typeof(PairLinked), typeof(PairUnlinked)];

    /// <inheritdoc/>
    public override IEnumerable<string> Joined(IEvent e) => e.Data switch
    {
        PairLinked l => StreamsOf([l.Group]),
        PairUnlinked u => StreamsOf(u.Groups),
        _ => [],
    };

    /// <inheritdoc/>
    public override void Project(ViewSet<UnifiedEventView> views, IEvent e)
    {
        switch (e.Data)
        {
            case PairLinked l:
                Regroup(views, [l.Group]);
                break;
            case PairUnlinked u:
                Regroup(views, u.Groups);
                break;
            case PriceGapFlagged g:
                Flag(views, g.EventId, PairIds.OfStream(e.Stream), new MatchPriceGap(g.Gap.Points, g.Gap.Left, g.Gap.Right, g.Since, g.At));
                break;
            case PriceGapClosed g:
                Flag(views, g.EventId, PairIds.OfStream(e.Stream), null);
                break;
            default:
                Market(views, MarketIds.IdOfStream(e.Stream), e);
                break;
        }
    }

    /// <summary>A fact about one market: applied to its own event, and to the event it is merged into.</summary>
    private static void Market(ViewSet<UnifiedEventView> views, Guid id, IEvent e)
    {
        if (views.Get(OwnKey(id)) is not { } own)
        {
            views.Set(id.ToString(), UnifiedEventView.Evolve(views.Get(id.ToString()), e));
            return;
        }

        var canonical = own.CanonicalId!.Value;
        var now = UnifiedEventView.Evolve(own, e) with { CanonicalId = canonical };
        views.Set(OwnKey(id), now);
        var group = views.Get(canonical.ToString())!;
        var members = new List<Guid> { canonical };
        members.AddRange(group.Aliases);
        // Words other than those that were judged: the market is alone from this fact on, whenever a matching run comes to
        // record it. Nobody is quoted on a verdict about a text that is gone.
        if (now.Markets[0].WordsVersion != own.Markets[0].WordsVersion)
            Part(views, members, group, [id]);
        else
            Merge(views, members, [.. group.Markets.Select(m => m.Polarity)], group.PrimaryVenue, group.Matches);
    }

    /// <summary>A pair's prices are flagged as far apart, or no longer; nothing to do when it has left the event.</summary>
    private static void Flag(ViewSet<UnifiedEventView> views, Guid eventId, Guid pair, MatchPriceGap? gap)
    {
        if (views.Get(eventId.ToString()) is { CanonicalId: null } view && view.Matches.Any(m => m.Id == pair))
            views.Set(eventId.ToString(), view.With([.. view.Matches.Select(m => m.Id == pair ? m with { PriceGap = gap } : m)]));
    }

    /// <summary>Some members of a group stand alone; the others stay together.</summary>
    private static void Part(ViewSet<UnifiedEventView> views, List<Guid> members, UnifiedEventView group, IReadOnlyCollection<Guid> leaving)
    {
        foreach (var id in leaving)
            Alone(views, id);
        var staying = Enumerable.Range(0, members.Count).Where(i => !leaving.Contains(members[i])).ToList();
        if (staying.Count < 2)
        {
            staying.ForEach(i => Alone(views, members[i]));
            return;
        }

        var markets = staying.ConvertAll(i => group.Markets[i]);
        var pairs = markets.SelectMany(a => markets.Where(b => a != b).Select(b => PairIds.Of(a.Ref, b.Ref))).ToHashSet();
        var primary = markets.Any(m => m.Venue == group.PrimaryVenue)
            ? group.PrimaryVenue
            : PrimaryVenue.Of(markets.Select(m => (m.Ref.Venue, m.LiquidityUsd))).Name();
        Merge(views, staying.ConvertAll(i => members[i]), [.. markets.Select(m => m.Polarity == markets[0].Polarity ? "direct" : "inverted")],
            primary, [.. group.Matches.Where(m => pairs.Contains(m.Id))]);
    }

    private static void Alone(ViewSet<UnifiedEventView> views, Guid id)
    {
        views.Set(id.ToString(), views.Get(OwnKey(id))! with { CanonicalId = null });
        views.Remove(OwnKey(id));
    }

    /// <summary>Copies the groups that a fact carries. Every member of every old group is a member of one of them.</summary>
    private static void Regroup(ViewSet<UnifiedEventView> views, IReadOnlyList<MarketGroup> groups)
    {
        // A pair that stays linked keeps its flag.
        var flags = new Dictionary<Guid, MatchPriceGap?>();
        foreach (var match in groups.SelectMany(g => g.Members).Select(m => views.Get(m.EventId.ToString())!)
            .Select(v => v.CanonicalId is { } canonical ? views.Get(canonical.ToString())! : v).SelectMany(v => v.Matches))
            flags[match.Id] = match.PriceGap;
        foreach (var group in groups)
        {
            var ids = group.Members.Select(m => m.EventId).ToList();
            foreach (var id in ids.Where(id => views.Get(OwnKey(id)) is null))
                views.Set(OwnKey(id), views.Get(id.ToString())!);
            if (ids.Count == 1)
            {
                Alone(views, ids[0]);
                continue;
            }

            var matches = group.Pairs.Select(p => new UnifiedMatch(
                p.Confidence, p.Reasoning, p.PairId, p.Judge, [.. p.DivergenceRisks.Select(MatchFinding.Of)], flags.GetValueOrDefault(p.PairId))).ToList();
            Merge(views, ids, [.. group.Members.Select(m => m.Polarity.ToString().ToLowerInvariant())], group.PrimaryVenue.Name(), matches);
            // The words may have changed while the pair was being judged.
            var late = group.Members.Where(m => m.WordsVersion is { } judged && views.Get(OwnKey(m.EventId))!.Markets[0].WordsVersion != judged)
                .Select(m => m.EventId).ToList();
            if (late.Count > 0)
                Part(views, ids, views.Get(ids[0].ToString())!, late);
        }
    }

    private static void Merge(
        ViewSet<UnifiedEventView> views, List<Guid> ids, IReadOnlyList<string> polarities, string primaryVenue, IReadOnlyList<UnifiedMatch> matches)
    {
        var own = ids.Select(id => views.Get(OwnKey(id))!).ToList();
        views.Set(ids[0].ToString(), UnifiedEventView.Merged(own, polarities, primaryVenue, matches));
        for (var i = 0; i < ids.Count; i++)
        {
            var hidden = own[i] with { CanonicalId = ids[0] };
            views.Set(OwnKey(ids[i]), hidden);
            if (i > 0)
                views.Set(ids[i].ToString(), hidden);
        }
    }

    /// <summary>While a market is merged, its own event is kept under this key, named as an alias so that nobody is served it.</summary>
    private static string OwnKey(Guid id) => $"{OwnPrefix}{id}";

    /// <summary>Whether the row with this id is one that is asked for: those of merged markets' own events are not.</summary>
    internal static bool IsShown(string id) => !id.StartsWith(OwnPrefix, StringComparison.Ordinal);

    private static IEnumerable<string> KeysOf(Guid id) => [id.ToString(), OwnKey(id)];

    private static IEnumerable<string> KeysOf(IEnumerable<MarketGroup> groups) =>
        groups.SelectMany(g => g.Members).Select(m => m.EventId).Distinct().SelectMany(KeysOf);

    private static IEnumerable<string> StreamsOf(IEnumerable<MarketGroup> groups) => groups.SelectMany(g => g.Members).Select(m => new MarketRef(m.Venue, m.MarketId).StreamId);

    /// <inheritdoc/>
    protected override ViewTable<UnifiedEventView> CreateTable() => new(ViewName,
            new("canonical_id", "text", NpgsqlDbType.Text, v => v.CanonicalId?.ToString()),
            new("status", "text", NpgsqlDbType.Text, v => v.Status),
            new("title", "text", NpgsqlDbType.Text, v => v.Title),
            new("category", "text", NpgsqlDbType.Text, v => v.Category),
            new("end_time", "timestamptz", NpgsqlDbType.TimestampTz, v => v.EndTime),
            new("venue_mask", "integer", NpgsqlDbType.Integer, v => VenueMask(v)),
            new("matched", "boolean", NpgsqlDbType.Boolean, v => v.Markets.Count > 1),
            // What is not known is least: a list in either order has it last, and a cursor needs no case for it.
            new("liquidity_usd", "numeric", NpgsqlDbType.Numeric, v => v.LiquidityUsd ?? -1m),
            new("volume_usd", "numeric", NpgsqlDbType.Numeric, v => v.VolumeUsd ?? -1m),
            new("opened_at", "timestamptz", NpgsqlDbType.TimestampTz, v => v.OpenedAt),
            new("group_id", "text", NpgsqlDbType.Text, v => v.Group?.Id),
            new("keys", "text", NpgsqlDbType.Text, v => v.CanonicalId is null ? MarketKeys.Joined(v.Markets.SelectMany(m => m.Keys())) : null),
            new("words", "text", NpgsqlDbType.Text, v => v.CanonicalId is null ? SearchWords.Of(v) : null),
            new("row", "json", NpgsqlDbType.Json, RowJson))
    {
        Indexes =
            [
                new("by_liquidity", "liquidity_usd desc", "id")
                {
                    Include = ["status", "end_time", "category", "venue_mask", "matched", "group_id"], Where = "canonical_id IS NULL",
                },
                new("by_volume", "volume_usd desc", "id") { Include = ["status", "end_time", "category", "venue_mask", "matched"], Where = "canonical_id IS NULL" },
                new("by_opening", "opened_at desc", "id") { Include = ["status", "end_time", "category", "venue_mask", "matched"], Where = "canonical_id IS NULL" },
                new("by_end_time", "end_time", "id") { Include = ["status", "category", "venue_mask", "matched"], Where = "canonical_id IS NULL" },
                new("by_title", "left(title, 256) collate \"C\"", "id") { Where = "canonical_id is null", IsChecked = false },
                new("keys", MarketKeys.Column) { Method = Weasel.Postgresql.Tables.IndexMethod.gin, IsChecked = false },
                new("words", "words gin_trgm_ops") { Method = Weasel.Postgresql.Tables.IndexMethod.gin, Where = "canonical_id is null", IsChecked = false },
                new("search", "search") { Method = Weasel.Postgresql.Tables.IndexMethod.gin },
            ],
        Search = SearchWords.Vector,
        Extensions = ["pg_trgm"],
    };

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
        new ListRow(v.Id, v.Title, v.Category, v.EndTime, v.Venues, v.PrimaryVenue, v.LiquidityUsd, v.Status, v.OutcomeLabels, v.Group, v.VolumeUsd),
        AnswerJson.Options);

    private sealed record ListRow(
        Guid Id, string Title, string? Category, DateTime? EndTime, IReadOnlyList<string> Venues, string PrimaryVenue, decimal? LiquidityUsd, string Status,
        OutcomeLabels OutcomeLabels, EventGroup? Group, decimal? VolumeUsd);
}
