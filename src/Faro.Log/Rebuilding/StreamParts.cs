using Npgsql;

namespace Faro.Log;

/// <summary>How a fill divides the streams, so that one that goes on divides them alike.</summary>
/// <param name="Target">The place up to which every part is folded.</param>
/// <param name="Parts">The number of parts that streams without joins fall into by hash.</param>
/// <param name="Part">The next part to fold.</param>
internal sealed record FillPlan(long Target, int Parts, int Part);

/// <summary>
/// The streams of a log in parts that can be folded apart from each other: streams that no event joins fall into parts by hash;
/// behind them come the joined ones, with all that are joined with each other, through any number of others, in the same part.
/// </summary>
internal sealed class StreamParts
{
    private readonly EventReader _events;
    private readonly FillPlan _plan;
    private readonly HashSet<string> _joined;
    private readonly List<string[]> _groups;

    private StreamParts(EventReader events, FillPlan plan, HashSet<string> joined, List<string[]> groups) =>
        (_events, _plan, _joined, _groups) = (events, plan, joined, groups);

    public int Count => _plan.Parts + _groups.Count;

    /// <summary>How many parts it takes for at most so many streams in each, on average.</summary>
    public static async Task<int> Number(EventLog log, NpgsqlConnection connection, int size, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select count(*) from {log.Schema}.mt_streams", connection) { CommandTimeout = 0 };
        return (int)(((long)(await command.ExecuteScalarAsync(cancel))! / size) + 1);
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
    public async IAsyncEnumerable<Recorded> Read(
        NpgsqlConnection connection, int part, IReadOnlySet<long> skipped, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var events = part >= _plan.Parts
            ? _events.Read(connection, _plan.Target, _events.Types, "and stream_id = any($3)", [_groups[part - _plan.Parts]], _ => false, cancel)
            : _events.Read(connection, _plan.Target, _events.Types, _plan.Parts == 1 ? "" : "and (hashtextextended(stream_id, 0) & 2147483647) % $3 = $4",
                _plan.Parts == 1 ? [] : [(long)_plan.Parts, (long)part], _joined.Contains, cancel);
        await foreach (var e in events)
        {
            if (!skipped.Contains(e.Sequence))
                yield return e;
        }
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
