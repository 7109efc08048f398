using Faro.Log.Projecting;
using JasperFx.Events;

namespace Faro.Log.Past;

/// <summary>How the past of a view is put together.</summary>
/// <typeparam name="TView">The view.</typeparam>
/// <param name="Projection">Its projection. No row that <c>Shows</c> admits may ever be removed from its table.</param>
/// <param name="FactsOf">
/// The facts up to a place that make the given rows, in the order of the log and from the first one on; facts of further rows
/// do no harm.
/// </param>
public sealed record PastRecipe<TView>(Projection<TView> Projection, Func<IReadOnlyCollection<string>, long, CancellationToken, Task<IReadOnlyList<IEvent>>> FactsOf)
    where TView : class
{
    /// <summary>Which rows can be asked for, by id.</summary>
    public Func<string, bool> Shows { get; init; } = _ => true;

    /// <summary>Reports how many rows have been folded back, of how many.</summary>
    public IProgress<(long Done, long Total)>? Progress { get; init; }
}

/// <summary>
/// Views as of places in the log. A row that no fact has touched since is still the row of that time, so only the others are
/// folded again, up to the place, by the projection's own code; both together are queried like the live table. What was folded
/// is kept in a temporary table for the few most recent places, and grows as the live table moves on.
/// </summary>
/// <typeparam name="TView">The view.</typeparam>
public sealed class PastViews<TView>(EventLog log, PastRecipe<TView> recipe) : IAsyncDisposable
    where TView : class
{
    /// <summary>Places kept at once; each holds a connection.</summary>
    private const int Most = 4;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);
    private readonly Lock _gate = new();
    private readonly Dictionary<long, PastTable<TView>> _tables = [];
    private readonly SemaphoreSlim _filling = new(1);
    private Task _cleaning = Task.CompletedTask;

    /// <summary>How long a query waits for its rows before it says that they are not ready.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The rows at a place that <see cref="EventLog.PlaceOf"/> gave.</summary>
    /// <exception cref="PastNotReadyException">Thrown by queries: too many places at once, or the rows are not ready yet.</exception>
    public IViewSource At(long sequence) => new Place(this, sequence);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<PastTable<TView>> all;
        lock (_gate)
        {
            all = [.. _tables.Values];
            _tables.Clear();
        }

        foreach (var table in all)
            await table.DisposeAsync();
        await _cleaning;
    }

    private async Task<T> Query<T>(long sequence, Func<ViewRows, Task<T>> query, CancellationToken cancel)
    {
        var table = Rent(sequence);
        try
        {
            try
            {
                // The filling continues if this caller does not wait for it: the next caller finds it further or done.
                await table.Filled.WaitAsync(Patience, cancel);
            }
            catch (TimeoutException)
            {
                throw new PastNotReadyException($"The state at {sequence} is still being built ({table.Progress}).");
            }

            return await table.Query(query, cancel);
        }
        finally
        {
            Return(table);
        }
    }

    private PastTable<TView> Rent(long sequence)
    {
        lock (_gate)
        {
            if (_tables.TryGetValue(sequence, out var known) && !known.Broken)
            {
                known.Users++;
                return known;
            }

            if (known is not null)
                Remove(known);
            if (_tables.Count >= Most)
            {
                Remove(_tables.Values.Where(t => t.Users == 0 && t.Filled.IsCompleted).MinBy(t => t.LastUsed)
                    ?? throw new PastNotReadyException($"{Most} other past states are in use. Try again later."));
            }

            var table = new PastTable<TView>(log, recipe, sequence) { Users = 1 };
            _tables.Add(sequence, table);
            table.Filled = Task.Run(() => Fill(table), CancellationToken.None);
            if (_cleaning.IsCompleted)
                _cleaning = Task.Run(Clean, CancellationToken.None);
            return table;
        }
    }

    private void Return(PastTable<TView> table)
    {
        lock (_gate)
        {
            table.Users--;
            table.LastUsed = Environment.TickCount64;
            if (table.Broken && _tables.TryGetValue(table.Sequence, out var held) && held == table)
                Remove(table);
        }
    }

    private async Task Fill(PastTable<TView> table)
    {
        await _filling.WaitAsync();
        try
        {
            await table.Fill();
        }
        finally
        {
            _filling.Release();
        }
    }

    private void Remove(PastTable<TView> table)
    {
        _tables.Remove(table.Sequence);
        _ = Task.Run(async () => await table.DisposeAsync());
    }

    /// <summary>Runs while something is kept.</summary>
    private async Task Clean()
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            lock (_gate)
            {
                foreach (var old in _tables.Values.Where(t => t.Users == 0 && t.Filled.IsCompleted && Environment.TickCount64 - t.LastUsed > Kept.TotalMilliseconds).ToList())
                    Remove(old);
                if (_tables.Count == 0)
                {
                    _cleaning = Task.CompletedTask;
                    return;
                }
            }
        }
    }

    private sealed class Place(PastViews<TView> views, long sequence) : IViewSource
    {
        public Task<T> Query<T>(Func<ViewRows, Task<T>> query, CancellationToken cancel) => views.Query(sequence, query, cancel);
    }
}
