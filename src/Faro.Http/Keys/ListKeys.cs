using Faro.Http.Serving;
using Faro.Log;

namespace Faro.Http.Keys;

/// <summary><c>GET /api/v1/admin/keys</c>: all keys, without their plaintext.</summary>
internal static class ListKeys
{
    public static ApiRoute Create(EventLog log, KeyViews views, KeyRing ring) =>
        ApiRoute.Get("/api/v1/admin/keys", Access.Admin, call => Handle(call, log, views, ring)) with
        {
            Docs = new RouteDocs("listKeys", "Keys", "List API keys", "KeyList")
            {
                Description = "All keys, oldest first, without their plaintext. last_used_at is accurate to a minute.",
            },
        };

    private static async Task<Answer> Handle(Call call, EventLog log, KeyViews views, KeyRing ring)
    {
        var used = await LastUses(log, ring, call.Cancel);
        var keys = new List<KeyView>();
        await foreach (var key in log.LoadAll(views, call.Cancel))
            keys.Add(key);
        return Answer.Of(new
        {
            Keys = keys.OrderBy(k => k.CreatedAt).ThenBy(k => k.Id).Select(k => new
            {
                k.Id,
                KeyPrefix = k.Prefix,
                k.Label,
                k.Scopes,
                k.Status,
                k.RateLimitPerMin,
                CreatedAt = ApiJson.Seconds(k.CreatedAt),
                LastUsedAt = used.TryGetValue(k.Id, out var at) ? ApiJson.Seconds(at) : null,
                RevokedAt = k.RevokedAt is { } revoked ? ApiJson.Seconds(revoked) : null,
                k.Test,
            }),
        });
    }

    /// <summary>What is written, and on top of it what this node has not written yet.</summary>
    private static async Task<Dictionary<Guid, DateTimeOffset>> LastUses(EventLog log, KeyRing ring, CancellationToken cancel)
    {
        var used = new Dictionary<Guid, DateTimeOffset>();
        await using var command = log.Database.CreateCommand($"select key_id, used_at from {log.Schema}.key_last_use");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            used[reader.GetGuid(0)] = reader.GetFieldValue<DateTimeOffset>(1);
        foreach (var entry in ring.Entries)
        {
            if (entry.LastUsed is { } last && (!used.TryGetValue(entry.Id, out var stored) || stored < last))
                used[entry.Id] = last;
        }

        return used;
    }
}
