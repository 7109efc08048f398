using Npgsql;

namespace Faro.Log;

/// <summary>The projections whose views are written in the appending transaction.</summary>
internal sealed class InlineProjections
{
    private readonly List<(Projection Projection, HashSet<string> Names, ViewFold Fold)> _all;
    private readonly HashSet<string> _names;
    private readonly string _enter;

    public InlineProjections(IEnumerable<Projection> projections, EventTypes types, string schema)
    {
        _all = [.. projections.Where(p => p.Lifecycle == ProjectionLifecycle.Inline)
            .Select(p => (p, types.NamesOf(p.Handles).ToHashSet(StringComparer.Ordinal), p.Fold(schema, "")))];
        _names = [.. _all.SelectMany(p => p.Names)];
        _enter = $"select pg_advisory_xact_lock_shared({Gate(schema)})";
    }

    /// <summary>The lock that appenders with inline views share, and the switch of a rebuilt inline view takes alone.</summary>
    public static string Gate(string schema) => $"hashtextextended('faro:inline:{schema}', 0)";

    public bool Handles(string name) => _names.Contains(name);

    public async Task Enter(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        await using var command = new NpgsqlCommand(_enter, connection, transaction);
        await command.ExecuteNonQueryAsync();
    }

    public async Task Apply(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<Recorded> events)
    {
        foreach (var (_, names, fold) in _all)
        {
            var mine = events.Where(e => names.Contains(e.Name)).ToList();
            if (mine.Count > 0)
                await fold.Apply(connection, transaction, mine, CancellationToken.None);
        }
    }
}
