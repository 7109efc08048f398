using Faro.Venues.Foresight;
using Faro.Venues.Live;
using Faro.Venues.Polymarket;

namespace Faro.Venues.Tests.Live;

/// <summary>10,000 changes over a line that loses, repeats and disorders messages: what is held for known is the venue's book at that moment, and in the end it is the venue's.</summary>
public class LossyFeedTests
{
    private const int Changes = 10_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Foresights_book_is_followed_through_a_lossy_line(int seed) =>
        Follow(new ForesightModel(new Random(seed)), new ForesightProtocol(), ForesightModel.Ref, seed, fold => (long)((ForesightFold)fold).Sequence);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Polymarkets_book_is_followed_through_a_lossy_line(int seed) =>
        Follow(new PolymarketModel(new Random(seed)), new PolymarketProtocol(), new BookKey(default, "7153", "2"), seed, mark: null);

    [Theory]
    [InlineData(false, 0)] // a whole book whose hash is not understood either: nothing to doubt
    [InlineData(true, 3)]
    public void A_hash_that_is_not_understood_is_doubted_thrice_at_most_and_then_the_best_prices_decide(bool hashesBooks, int doubted)
    {
        var model = new PolymarketModel(new Random(4), hashesBooks, hashesChanges: false);
        var (protocol, fold) = (new PolymarketProtocol(), (BookFold)new PolymarketFold());
        var gaps = 0;
        for (var i = 0; i < 1_000; i++)
        {
            foreach (var (name, message) in protocol.Read(fold.Book is null ? model.Snapshot() : model.Change())!)
            {
                if (name != "7153") continue;
                var step = fold.Step(message);
                fold = step.After;
                if (step.Result is FoldResult.Gap) gaps++;
            }
        }

        Assert.Equal(doubted, gaps);
        Assert.False(fold.NoticesEveryGap);
        Assert.True(fold.Book!.IsSame(model.Book));
    }

    private static void Follow(VenueModel model, IBookProtocol protocol, BookKey key, int seed, Func<BookFold, long>? mark)
    {
        var random = new Random(seed * 7_919);
        var fold = protocol.Unknown(key);
        var name = protocol.Name(key);
        var line = new List<byte[]>();
        Dictionary<long, BookSides> truth = [];
        var recent = new Queue<BookSides>();
        int gaps = 0, known = 0, lost = 0, waited = 0;
        var asked = true; // the subscription
        for (var i = 0; i < Changes; i++)
        {
            line.Add(model.Change());
            truth[model.Mark] = model.Book;
            recent.Enqueue(model.Book);
            if (recent.Count > 40) recent.Dequeue();
            if (asked && random.Next(4) == 0)
            {
                line.Add(model.Snapshot());
                asked = false;
                waited = 0;
            }

            Deliver(random.Next(100) switch
            {
                < 3 => Take(0, drop: true), // lost
                < 6 when line.Count > 1 => Take(1), // overtaken
                < 9 => [line[0]], // and once more
                < 90 => Take(0),
                _ => [],
            });
            while (line.Count > 5) Deliver(Take(0));
            // Whoever has waited long asks again, as the socket does.
            if (fold.Book is null && !asked && ++waited > 20) asked = true;
        }

        while (line.Count > 0) Deliver(Take(0));
        for (var i = 0; i < 3; i++)
        {
            // The line heals; the last loss shows in the next message.
            if (fold.Book is null) Deliver([model.Snapshot()]);
            Deliver([model.Change()]);
            if (fold.Book is null) Deliver([model.Snapshot()]);
        }

        Assert.True(fold.Book is { } book && book.IsSame(model.Book), $"seed {seed}: the book is not the venue's");
        Assert.True(lost > 100 && gaps > 100 && known > Changes / 4, $"seed {seed}: {lost} lost, {gaps} gaps, known {known} times");

        byte[][] Take(int at, bool drop = false)
        {
            var frame = line[at];
            line.RemoveAt(at);
            if (!drop) return [frame];
            lost++;
            return [];
        }

        void Deliver(byte[][] frames)
        {
            foreach (var frame in frames)
            {
                foreach (var (about, message) in protocol.Read(frame)!)
                {
                    if (about != name) continue;
                    var step = fold.Step(message);
                    fold = step.After;
                    if (step.Result is FoldResult.Gap)
                    {
                        gaps++;
                        asked = true;
                    }
                }

                if (fold.Book is not { } now) continue;
                known++;
                // Never a guess: it is the book that the venue had.
                if (mark is not null) Assert.True(mark(fold) is var at && (!truth.TryGetValue(at, out var then) || now.IsSame(then)), $"seed {seed}: not the book of {mark(fold)}");
                else Assert.True(recent.Append(model.Book).Append(BookSides.Empty).Any(now.IsSame), $"seed {seed}: a book that never was");
            }
        }
    }
}
