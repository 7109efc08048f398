using JasperFx.Events;
using Npgsql;

namespace Faro.Log.Rebuilding;

/// <summary>How a fill divides the streams, so that a resumed fill divides them the same way.</summary>
/// <param name="Target">The place up to which every part is folded.</param>
/// <param name="Bounds">The ids that divide the streams, in order: a part begins with each, and one comes before the first.</param>
/// <param name="Part">The next part to fold.</param>
internal sealed record FillPlan(long Target, string[] Bounds, int Part);

/// <summary>
/// The streams of a log in parts that can be folded independently: ranges of the ids of streams that no event joins, each
/// read by the index of streams, so that a larger log takes more parts but no event is fetched twice; after them come the joined ones, with all streams that are joined with each other, directly or indirectly, in the same part.
/// </summary>
internal sealed class StreamParts
{
    private readonly EventReader _events;
    private readonly FillPlan _plan;
    private readonly HashSet<string> _joined;
    private readonly List<string[]> _groups;

    private StreamParts(EventReader events, FillPlan plan, HashSet<string> joined, List<string[]> groups) =>
        (_events, _plan, _joined, _groups) = (events, plan, joined, groups);

    public int Count => Ranges + _groups.Count;

    private int Ranges => _plan.Bounds.Length + 1;

    /// <summary>Divides the existing streams into ranges of a given size.</summary>
    public static async Task<string[]> Bounds(EventLog log, NpgsqlConnection connection, int size, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"select coalesce(array_agg(id order by id), '{{}}') from (select id, row_number() over (order by id) - 1 as n from {log.Schema}.mt_streams) s where n > 0 and n % $1 = 0",
            connection)
        { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = (long)size });
        return (string[])(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Reads the events that join streams, up to the plan's place: the same plan always gives the same parts.</summary>
    public static async Task<StreamParts> Plan(
        EventReader events, IRebuildFold fold, NpgsqlConnection connection, IReadOnlyList<Type> joins, FillPlan plan, int size, CancellationToken cancel)
    {
        var joined = new HashSet<string>(StringComparer.Ordinal);
        var groups = new List<string[]>();
        if (joins.Count > 0)
        {
            var sets = new DisjointSets();
            var joining = events.Types.Where(t => joins.Any(j => j.IsAssignableFrom(t)));
            await foreach (var e in events.Read(connection, plan.Target, joining, "", [], _ => false, cancel))
            {
                foreach (var stream in fold.Joined(e))
                    sets.Join(e.Stream, stream);
            }

            var part = new List<string>();
            foreach (var together in sets.All())
            {
                if (part.Count > 0 && part.Count + together.Count > size)
                {
                    groups.Add([.. part]);
                    part.Clear();
                }

                part.AddRange(together);
                joined.UnionWith(together);
            }

            if (part.Count > 0)
                groups.Add([.. part]);
        }

        return new StreamParts(events, plan, joined, groups);
    }

    /// <summary>The events of a part, in the order of the log.</summary>
    public async IAsyncEnumerable<IEvent> Read(
        NpgsqlConnection connection, int part, IReadOnlySet<long> skipped, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var (first, last) = (part == 0, part == _plan.Bounds.Length);
        var events = part >= Ranges ? Events("and stream_id = any($3)", [_groups[part - Ranges]], _ => false)
            : first && last ? Events("", [], _joined.Contains)
            : first ? Events("and stream_id < $3", [_plan.Bounds[0]], _joined.Contains)
            : last ? Events("and stream_id >= $3", [_plan.Bounds[^1]], _joined.Contains)
            : Events("and stream_id >= $3 and stream_id < $4", [_plan.Bounds[part - 1], _plan.Bounds[part]], _joined.Contains);
        await foreach (var e in events)
        {
            if (!skipped.Contains(e.Sequence))
                yield return e;
        }

        IAsyncEnumerable<IEvent> Events(string filter, object[] values, Predicate<string> leftOut) =>
            _events.Read(connection, _plan.Target, _events.Types, filter, values, leftOut, cancel);
    }
}

/// <summary>Names in sets that do not overlap, in the order in which they were first seen.</summary>
internal sealed class DisjointSets
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly List<int> _parents = [];

    public void Join(string a, string b)
    {
        var (x, y) = (Root(Number(a)), Root(Number(b)));
        _parents[Math.Max(x, y)] = Math.Min(x, y);
    }

    public IEnumerable<IReadOnlyList<string>> All() =>
        Enumerable.Range(0, _names.Count).GroupBy(Root, n => _names[n]).Select(g => g.ToList());

    private int Number(string name)
    {
        if (_numbers.TryGetValue(name, out var number))
            return number;
        _numbers.Add(name, _names.Count);
        _parents.Add(_names.Count);
        _names.Add(name);
        return _names.Count - 1;
    }

    private int Root(int number)
    {
        while (_parents[number] != number)
            number = _parents[number] = _parents[_parents[number]];
        return number;
    }
}
