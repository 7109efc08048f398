using Faro.Matching.Terms;

namespace Faro.Matching.Blocking;

/// <summary>The markets of one venue and the lists of those that hold each key.</summary>
internal sealed class VenueIndex
{
    private readonly Stack<int> free = new();

    public List<Document?> Documents { get; } = [];

    public Dictionary<int, List<int>> Postings { get; } = [];

    public int Live { get; private set; }

    public int Add(MarketTerms terms, int[] keys)
    {
        var document = new Document(terms, keys, Math.Sqrt(Math.Max(4, keys.Length)));
        int slot;
        if (free.TryPop(out slot))
        {
            Documents[slot] = document;
        }
        else
        {
            slot = Documents.Count;
            Documents.Add(document);
        }

        foreach (var k in keys)
        {
            if (!Postings.TryGetValue(k, out var list))
                Postings.Add(k, list = []);
            list.Add(slot);
        }

        Live++;
        return slot;
    }

    public int[] Remove(int slot)
    {
        var keys = Documents[slot]!.Keys;
        foreach (var k in keys)
        {
            var list = Postings[k];
            list[list.IndexOf(slot)] = list[^1];
            list.RemoveAt(list.Count - 1);
        }

        Documents[slot] = null;
        free.Push(slot);
        Live--;
        return keys;
    }

    internal sealed record Document(MarketTerms Terms, int[] Keys, double Length);
}

/// <summary>Scores by slot, one per thread, cleared by touching only what was touched.</summary>
internal sealed class Accumulator
{
    [ThreadStatic]
    private static Accumulator? current;

    private double[] scores = [];

    public List<int> Touched { get; } = [];

    public static Accumulator For(int slots)
    {
        var a = current ??= new Accumulator();
        foreach (var s in a.Touched)
            a.scores[s] = 0;
        a.Touched.Clear();
        if (a.scores.Length < slots)
            a.scores = new double[Math.Max(1024, slots * 2)];
        return a;
    }

    public void Add(int slot, double weight)
    {
        if (scores[slot] == 0)
            Touched.Add(slot);
        scores[slot] += weight;
    }

    /// <summary>The best slots by score over length; ties by id, so that the order of filing never shows.</summary>
    public List<(int Slot, double Score)> Best(int count, Func<int, double> length, Func<int, string> id)
    {
        var heap = new PriorityQueue<(int Slot, double Score), (double Score, string Id)>(Worst);
        foreach (var slot in Touched)
        {
            var score = scores[slot] / length(slot);
            if (heap.Count < count)
            {
                heap.Enqueue((slot, score), (score, id(slot)));
            }
            else
            {
                heap.TryPeek(out _, out var least);
                if (score > least.Score || score == least.Score && string.CompareOrdinal(id(slot), least.Id) < 0)
                    heap.DequeueEnqueue((slot, score), (score, id(slot)));
            }
        }

        var best = new List<(int, double)>(heap.Count);
        while (heap.TryDequeue(out var item, out _))
            best.Add(item);
        best.Reverse();
        return best;
    }

    private static readonly Comparer<(double Score, string Id)> Worst = Comparer<(double Score, string Id)>.Create((x, y) =>
        x.Score != y.Score ? x.Score.CompareTo(y.Score) : string.CompareOrdinal(y.Id, x.Id));
}
