using System.Text.Json;
using Faro.Log;
using Faro.Log.Past;
using Faro.Orders.Preparing;
using Faro.Orders.Routing;
using Faro.Venues;
using Marten;

namespace Faro.Orders;

/// <summary>Reads orders. Another account's order is treated as missing.</summary>
public sealed class OrderQueries(IDocumentStore store)
{
    // Orders from before accounts existed name only their key, until their view is rebuilt.
    private const string Mine = "where (account = ? or (account is null and key_id = ?)) and (data ->> 'test')::boolean = ?";
    // A filled leg is open until its fills are settled.
    private static readonly LegStatus[] OpenStates = [LegStatus.Submitting, LegStatus.Unknown, LegStatus.Accepted, LegStatus.PartiallyFilled, LegStatus.Filled];
    private const int MostSummed = 1_000;
    private const int ScannedAtOnce = 200;
    private const int MostScanned = 2_000;
    // An append that drew its number earlier may carry a later time, by no more than it took.
    private static readonly TimeSpan MostOverlap = TimeSpan.FromMinutes(5);
    private const string First = Mine + " order by created_at desc, id desc limit ?";
    private const string Following = Mine + " and (created_at, id) < (?, ?) order by created_at desc, id desc limit ?";

    /// <summary>The account's own order; null when there is none.</summary>
    public async Task<OrderView?> Find(Guid id, OrderOwner owner, CancellationToken cancel) =>
        await Load(id, cancel) is { } order && owner.Owns(order) ? order : null;

    /// <summary>The order as of a place or time in the log.</summary>
    public async Task<OrderView?> FindAsOf(Guid id, OrderOwner owner, ReadUpTo upTo, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var facts = await session.Events.FetchStreamAsync(OrderView.StreamOf(id), upTo.Version ?? 0, upTo.Time, token: cancel);
        var order = facts.Where(e => e.Sequence <= (upTo.Sequence ?? long.MaxValue)).Aggregate((OrderView?)null, OrderView.Evolve);
        return order is not null && owner.Owns(order) ? order : null;
    }

    /// <summary>Any key's order, for the workers.</summary>
    internal async Task<OrderView?> Load(Guid id, CancellationToken cancel = default)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<OrderView>(OrderView.StreamOf(id), cancel);
    }

    /// <summary>
    /// One page of the account's orders, newest first, with the start of the next page. The status is derived from the legs, so
    /// orders are scanned for it, a bounded number at a time: a page may be short and not the last.
    /// </summary>
    public async Task<(IReadOnlyList<OrderView> Orders, string? Next)> List(OrderOwner owner, OrderPage page, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        return await Scan(session, owner, page, ReadCursor(page.Cursor), orders => Task.FromResult<IReadOnlyList<OrderView?>>(orders), cancel);
    }

    /// <summary>The same page as of a place in the log: orders of later are left out, the others are folded up to it.</summary>
    public async Task<(IReadOnlyList<OrderView> Orders, string? Next)> ListAsOf(OrderOwner owner, OrderPage page, long sequence, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var from = ReadCursor(page.Cursor);
        if (from.At is null && await session.Events.QueryAllRawEvents().Where(e => e.Sequence <= sequence).OrderByDescending(e => e.Sequence).Take(1).ToListAsync(cancel) is [var last])
            from = (last.Timestamp + MostOverlap, "");
        return await Scan(session, owner, page, from, async orders =>
        {
            var streams = orders.Select(o => OrderView.StreamOf(o.Id)).ToArray();
            var facts = await session.Events.QueryAllRawEvents().Where(e => e.StreamKey!.IsOneOf(streams) && e.Sequence <= sequence).OrderBy(e => e.Sequence).ToListAsync(cancel);
            var byStream = facts.ToLookup(e => e.StreamKey!);
            return [.. streams.Select(s => byStream[s].Aggregate((OrderView?)null, OrderView.Evolve))];
        }, cancel);
    }

    private static async Task<(IReadOnlyList<OrderView> Orders, string? Next)> Scan(
        IQuerySession session, OrderOwner owner, OrderPage page, (DateTimeOffset? At, string? Id) from,
        Func<IReadOnlyList<OrderView>, Task<IReadOnlyList<OrderView?>>> state, CancellationToken cancel)
    {
        var (at, id) = from;
        var size = page.Status is null ? page.Limit : ScannedAtOnce;
        var found = new List<OrderView>();
        for (var scanned = 0; ; scanned += size)
        {
            var orders = at is { } time
                ? await session.QueryAsync<OrderView>(Following, cancel, owner.Account, owner.OnlyKey, owner.Test, time, id!, size)
                : await session.QueryAsync<OrderView>(First, cancel, owner.Account, owner.OnlyKey, owner.Test, size);
            foreach (var order in await state(orders))
            {
                if (order is null || (page.Status is { } status && order.Status != status)) continue;
                found.Add(order);
                if (found.Count == page.Limit) return (found, order.Id == orders[^1].Id && orders.Count < size ? null : WriteCursor(order));
            }

            if (orders.Count < size) return (found, null);
            if (scanned + size >= MostScanned) return (found, WriteCursor(orders[^1]));
            (at, id) = (orders[^1].CreatedAt, OrderView.StreamOf(orders[^1].Id));
        }
    }

    /// <summary>How many legs are open, of all accounts, by venue and by where they stand; every venue with each state that an open leg can have.</summary>
    public async Task<IReadOnlyDictionary<(string Venue, string State), long>> OpenLegs(CancellationToken cancel)
    {
        var counts = VenueNames.All.SelectMany(v => OpenStates.Select(s => (v.Name(), s.Word()))).ToDictionary(k => k, _ => 0L);
        await using var session = store.QuerySession();
        foreach (var row in await session.AdvancedSql.QueryAsync<string, long>(
            $"select row(open_legs), row(count(*)) from {store.Options.DatabaseSchemaName}.mt_doc_orderview where open_legs is not null group by 1", cancel))
        {
            foreach (var leg in row.Item1.Split(' '))
            {
                if (leg.Split(':') is [var venue, var state])
                    counts[(venue, state)] = counts.GetValueOrDefault((venue, state)) + row.Item2;
            }
        }

        return counts;
    }

    /// <summary>Shares of a token that the account's latest thousand orders have bought, minus those sold.</summary>
    internal async Task<decimal> NetShares(OrderOwner owner, Venue venue, string tokenId, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var latest = await session.QueryAsync<OrderView>(First, cancel, owner.Account, owner.OnlyKey, owner.Test, MostSummed);
        return latest.Sum(o => (o.Terms.Side == Side.Buy ? 1 : -1)
            * o.Legs.Where(l => l.Prepared.Venue == venue && l.Prepared.TokenId == tokenId).Sum(l => l.FilledShares).Count);
    }

    /// <summary>The plan, recomputed from the stored inputs, and whether the result is the same; null when the account has no such order.</summary>
    public async Task<OrderReceipt?> Receipt(Guid id, OrderOwner owner, CancellationToken cancel)
    {
        if (await Find(id, owner, cancel) is not { } order) return null;
        var prepared = await Prepared(id, cancel) ?? throw new InvalidDataException($"The order {id} begins with no plan.");
        var again = RoutePlanner.Plan(prepared.Decision);
        var runs = prepared.Decision.Planner == RoutePlanner.Version;
        return new OrderReceipt
        {
            Order = order,
            Equal = runs ? Text(prepared.Plan) == Text(again) : null,
            Inputs = prepared.Decision,
            Recorded = prepared.Plan,
            Recomputed = again,
            Worth = RouteReceipt.Of(prepared.Decision.Request, again),
        };
    }

    /// <summary>The answer to any key's prepare: a document, or in orders of earlier versions a part of the fact.</summary>
    internal async Task<string?> Answer(Guid id, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        return (await session.LoadAsync<StoredAnswer>(OrderView.StreamOf(id), cancel))?.Text ?? (await Prepared(id, cancel))?.Answer;
    }

    /// <summary>The first fact of any key's order; null when there is no such order.</summary>
    private async Task<OrderPrepared?> Prepared(Guid id, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        return await session.Events.FetchStreamAsync(OrderView.StreamOf(id), version: 1, token: cancel) is [{ Data: OrderPrepared prepared }] ? prepared : null;
    }

    private static string Text(RoutePlan plan) => JsonSerializer.Serialize(plan, EventTypes.DefaultJson);

    private static string WriteCursor(OrderView order) => Convert.ToBase64String(
        System.Text.Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{order.CreatedAt.UtcTicks}|{OrderView.StreamOf(order.Id)}")))
        .Replace('+', '-').Replace('/', '_').TrimEnd('=');

    private static (DateTimeOffset? At, string? Id) ReadCursor(string? cursor)
    {
        if (cursor is null) return (null, null);
        var bytes = new byte[cursor.Length];
        var padded = cursor.Replace('-', '+').Replace('_', '/').PadRight((cursor.Length + 3) / 4 * 4, '=');
        if (cursor.Length > 200 || !Convert.TryFromBase64String(padded, bytes, out var length)) throw new FormatException("Not a cursor.");
        return System.Text.Encoding.UTF8.GetString(bytes, 0, length).Split('|') is [var ticks, var id]
            && long.TryParse(ticks, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number <= DateTime.MaxValue.Ticks
                ? (new DateTimeOffset(number, TimeSpan.Zero), id)
                : throw new FormatException("Not a cursor.");
    }
}

/// <summary>Which orders to list.</summary>
/// <param name="Status">Only orders with this status; null: any.</param>
/// <param name="Limit">The most orders of a page.</param>
/// <param name="Cursor">Where the page begins; null: at the newest order. <see cref="FormatException"/> when it is none of this list's.</param>
public sealed record OrderPage(string? Status, int Limit, string? Cursor);
