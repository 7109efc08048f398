using Faro.Log;
using Faro.Log.Stored;

namespace Faro.Cli.Running;

/// <summary>Finds a stream by the beginning of its id: ids are long, and their first characters are usually enough.</summary>
internal static class StreamIds
{
    private const int Shown = 5;

    /// <summary>The one stream of a kind whose id is this or begins like this.</summary>
    /// <exception cref="CliException">None does, or several.</exception>
    public static async Task<string> Find(EventLog log, string kind, string text, CancellationToken ct)
    {
        var prefix = kind + "/";
        var id = text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
        await using var session = log.Store.QuerySession();
        if (await session.Events.FetchStreamStateAsync(prefix + id, ct) is not null) return prefix + id;
        await using var connection = await log.Database.OpenConnectionAsync(ct);
        var found = await new StoredRows(log.Schema).StreamsBeginning(connection, prefix + id, Shown + 1, ct);
        return found switch
        {
            [var one] => one,
            [] => throw new CliException($"The log has no {kind} whose id is or begins with {id}."),
            _ => throw new CliException(
                $"{(found.Count > Shown ? $"More than {Shown}" : found.Count)} ids of the kind {kind} begin with {id}: {string.Join(", ", found.Take(Shown).Select(s => s[prefix.Length..]))}{(found.Count > Shown ? ", …" : "")}. Give more of its characters.",
                wrongUse: true),
        };
    }
}
