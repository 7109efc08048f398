using Faro.Log;

namespace Faro.Http.Keys;

/// <summary>When keys were last used: what is stored, and on top of it what this node has not stored yet.</summary>
public sealed class KeyUses(EventLog log, KeyRing ring)
{
    private readonly string _all = $"select key_id, used_at from {log.Schema}.key_last_use";

    /// <summary>By key; keys that were never used are left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> Last(CancellationToken cancel)
    {
        var used = new Dictionary<Guid, DateTimeOffset>();
        await using var command = log.Database.CreateCommand(_all);
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
