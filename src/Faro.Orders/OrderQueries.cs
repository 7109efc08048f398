using System.Text.Json;
using Faro.Log;
using Faro.Orders.Routing;
using Npgsql;

namespace Faro.Orders;

/// <summary>Reads orders. Another key's order looks like none.</summary>
public sealed class OrderQueries(EventLog log, OrderViews views)
{
    private readonly string _list = $"""
        select data::text from {log.Schema}.{OrderViews.ViewName} where key_id = $1 and ($2::timestamptz is null or (created_at, id) < ($2, $3))
        order by created_at desc, id desc limit $4
        """;

    /// <summary>The key's own order; null when there is none.</summary>
    public async Task<OrderView?> Find(Guid id, Guid keyId, CancellationToken cancel) =>
        await log.Load(views, OrderView.StreamOf(id), cancel) is { } order && order.KeyId == keyId ? order : null;

    /// <summary>The order as it stood at a place or time in the log.</summary>
    public async Task<OrderView?> FindAsOf(Guid id, Guid keyId, ReadUpTo upTo, CancellationToken cancel)
    {
        var (order, _) = await log.Fold<OrderView?>(OrderView.StreamOf(id), null, OrderView.Evolve, upTo, cancel);
        return order?.KeyId == keyId ? order : null;
    }

    /// <summary>Any key's order, for the workers.</summary>
    internal Task<OrderView?> Load(Guid id) => log.Load(views, OrderView.StreamOf(id));

    /// <summary>One page of the key's orders, the newest first, with the place where the next one begins.</summary>
    public async Task<(IReadOnlyList<OrderView> Orders, string? Next)> List(Guid keyId, int limit, string? cursor, CancellationToken cancel)
    {
        var (at, id) = ReadCursor(cursor);
        await using var command = log.Database.CreateCommand(_list);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = keyId });
        command.Parameters.Add(new NpgsqlParameter { Value = at is { } time ? time : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        var orders = new List<OrderView>(limit);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            orders.Add(JsonSerializer.Deserialize<OrderView>(reader.GetString(0), EventTypes.DefaultJson)!);
        return (orders, orders.Count < limit ? null : WriteCursor(orders[^1]));
    }

    /// <summary>The order by its stream, for the workers.</summary>
    internal Task<OrderView?> LoadStream(string stream, CancellationToken cancel) => log.Load(views, stream, cancel);

    /// <summary>The recorded facts of the order, in order; null when the key has no such order.</summary>
    public async Task<OrderHistory?> History(Guid id, Guid keyId, CancellationToken cancel)
    {
        if (await Find(id, keyId, cancel) is null) return null;
        var facts = new List<OrderFact>();
        await foreach (var e in log.ReadStream(OrderView.StreamOf(id), cancel: cancel))
            facts.Add(new OrderFact(e.Sequence, e.Version, e.Name, e.RecordedAt, e.CorrelationId, e.Data));
        return new OrderHistory(id, facts);
    }

    /// <summary>The plan, made again from what was stored, and whether it comes out the same; null when the key has no such order.</summary>
    public async Task<OrderReceipt?> Receipt(Guid id, Guid keyId, CancellationToken cancel)
    {
        if (await Find(id, keyId, cancel) is not { } order) return null;
        await foreach (var e in log.ReadStream(OrderView.StreamOf(id), new ReadUpTo(Version: 1), cancel: cancel))
        {
            var prepared = (OrderPrepared)e.Data;
            var again = RoutePlanner.Plan(prepared.Decision);
            return new OrderReceipt
            {
                Order = order,
                Equal = Text(prepared.Plan) == Text(again) && prepared.Decision.Planner == RoutePlanner.Version,
                Inputs = prepared.Decision,
                Recorded = prepared.Plan,
                Recomputed = again,
                Worth = RouteReceipt.Of(prepared.Decision.Request, again),
            };
        }

        return null;
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
