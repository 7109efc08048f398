using System.Diagnostics;

namespace Faro.Bench;

/// <summary>
/// What Faro adds to the slowest venue: an answer's time at the client, less what that answer's slowest venue took itself. The
/// ceiling is a bare client that fetches the same books at once, in the same run.
/// </summary>
internal static class TradeQuotes
{
    private const int Callers = 50;

    /// <summary>How long the fronts let a book wait: what venues take across an ocean, in milliseconds.</summary>
    private static readonly Dictionary<string, TimeSpan> Delays = new()
    {
        ["polymarket"] = TimeSpan.FromMilliseconds(80),
        ["kalshi"] = TimeSpan.FromMilliseconds(110),
        ["foresight"] = TimeSpan.FromMilliseconds(140),
    };

    /// <summary><c>--rounds N</c>: calls of each caller in a run (15).</summary>
    public static async Task Run(BenchContext context, TradeHouse house)
    {
        var rounds = int.Parse(context.Option("--rounds") ?? "15", System.Globalization.CultureInfo.InvariantCulture);
        var events = house.Events.Take(Callers).ToList();
        if (events.Count < Callers) throw new InvalidOperationException($"Only {events.Count} matched events.");
        house.Fronts.BookDelays = Delays;
        try
        {
            var targets = new List<Target>();
            foreach (var (id, _) in events) targets.Add(await Find(house, id));
            using var bare = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 });
            Task Ours(Target t) => Faro(house, t);
            Task Theirs(Target t) => Task.WhenAll(t.Books.Select(b => bare.GetByteArrayAsync(b.Address)));
            await Added(house, targets, Ours, 6); // compiles the path
            await Added(house, targets, Theirs, 3);
            List<double> p50 = [], p99 = [], bare50 = [], bare99 = [], one50 = [];
            for (var run = 0; run < 3; run++)
            {
                var ceiling = await Added(house, targets, Theirs, rounds);
                var ours = await Added(house, targets, Ours, rounds);
                var alone = await Added(house, targets[..1], Ours, rounds * 2);
                bare50.Add(At(ceiling, 0.5));
                bare99.Add(At(ceiling, 0.99));
                p50.Add(At(ours, 0.5));
                p99.Add(At(ours, 0.99));
                one50.Add(At(alone, 0.5));
            }

            var three = events.Count(e => e.Venues.Length == 3);
            var note = $"added to the slowest venue, {Callers} concurrent callers each at its own event ({three} at three venues, the rest at two), {rounds * Callers} calls a run; "
                + $"books after {string.Join('/', Delays.Values.Select(d => d.TotalMilliseconds))} ms; client, API, Postgres and venues on {Environment.ProcessorCount} cores; "
                + "ceiling: a bare client that fetches the same books";
            context.Print("trade.quotes_ms", p50, "ms", bare50, "value <= 3", "p50 " + note);
            context.Print("trade.quotes_p99_ms", p99, "ms", bare99, "value <= 15", "p99 " + note);
            context.Print("trade.quotes_alone_ms", one50, "ms", null, null, "p50 with one caller");
        }
        finally
        {
            house.Fronts.BookDelays = null;
        }
    }

    /// <summary>The books that quoting an event reads: asked once, and seen at the fronts.</summary>
    private static async Task<Target> Find(TradeHouse house, string id)
    {
        house.Fronts.Calls.Clear();
        var target = new Target(new Uri($"/api/v1/events/{id}/quotes", UriKind.Relative), []);
        await Faro(house, target);
        return target with { Books = [.. house.Fronts.Calls.Select(c => (c.Front + c.Path, new Uri(house.Fronts[c.Front], c.Path)))] };
    }

    private static async Task Faro(TradeHouse house, Target target)
    {
        var answer = await house.Client.GetStringAsync(target.Quotes);
        if (answer.Contains("\"error\"", StringComparison.Ordinal)) throw new InvalidOperationException("A quote failed: " + answer);
    }

    /// <summary>Milliseconds that each call took beyond its slowest venue's own, sorted.</summary>
    private static async Task<List<double>> Added(TradeHouse house, IReadOnlyList<Target> targets, Func<Target, Task> call, int rounds)
    {
        var all = await Task.WhenAll(targets.Select(async (target, i) =>
        {
            var added = new List<double>(rounds);
            await Task.Delay(i * 3); // callers are not in step
            for (var round = 0; round < rounds; round++)
            {
                var start = Stopwatch.GetTimestamp();
                await call(target);
                var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                var calls = target.Books.Select(b => house.Fronts.Last[b.Key]).ToList();
                if (calls.Any(c => c.Came < start)) throw new InvalidOperationException("A quote came without asking a venue.");
                added.Add(took - calls.Max(c => Stopwatch.GetElapsedTime(c.Came, c.Ready).TotalMilliseconds));
            }

            return added;
        }));
        return [.. all.SelectMany(a => a).Order()];
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];

    private sealed record Target(Uri Quotes, IReadOnlyList<(string Key, Uri Address)> Books);
}
