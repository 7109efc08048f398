using Faro.Log;
using Npgsql;

namespace Faro.Cli.Running;

/// <summary>Finds a stream by the beginning of its id: ids are long, and their first characters are mostly enough.</summary>
internal static class StreamIds
{
    private const int Shown = 5;

    /// <summary>The one stream of a kind whose id is this or begins like this.</summary>
    /// <exception cref="CliException">None does, or several.</exception>
    public static async Task<string> Find(EventLog log, string kind, string text, CancellationToken ct)
    {
        var prefix = kind + "/";
        var id = text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
        if ((await log.VersionsOf([prefix + id], ct)).Count == 1) return prefix + id;
        var found = await Beginning(log, prefix + id, ct);
        return found switch
        {
            [var one] => one,
            [] => throw new CliException($"The log holds no {kind} whose id is or begins with {id}."),
            _ => throw new CliException(
                $"{(found.Count > Shown ? $"More than {Shown}" : found.Count)} ids of the kind {kind} begin with {id}: {string.Join(", ", found.Take(Shown).Select(s => s[prefix.Length..]))}{(found.Count > Shown ? ", …" : "")}. Give more of the one.",
                wrongUse: true),
        };
    }

    private static async Task<List<string>> Beginning(EventLog log, string text, CancellationToken ct)
    {
        await using var command = log.Database.CreateCommand($"select id from {log.Schema}.mt_streams where starts_with(lower(id), lower($1)) order by id limit {Shown + 1}");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
        var found = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) found.Add(reader.GetString(0));
        return found;
    }
}
