using System.Data.Common;
using Faro.Orders.Quotes;
using Faro.Venues;

namespace Faro.Orders.Live;

/// <summary>
/// Live quotes: an event is followed once for all its readers while it has any, and a while longer, so that a reader that
/// reconnects can continue.
/// </summary>
public sealed class LiveQuotes : IAsyncDisposable, IDisposable
{
    private readonly EventReader _events;
    private readonly VenueSets _sets;
    private readonly OrdersOptions _options;
    private readonly TimeProvider _clock;
    private readonly OrdersTelemetry _telemetry;
    private readonly LiveBooks _books;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<(bool Test, Guid Id), Followed> _followed = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <summary>Creates the hub; nothing is followed yet.</summary>
    public LiveQuotes(EventReader events, BookReader reader, VenueSets sets, OrdersOptions options, TimeProvider clock, OrdersTelemetry telemetry)
    {
        (_events, _sets, _options, _clock, _telemetry) = (events, sets, options, clock, telemetry);
        _books = new LiveBooks(reader, options, clock);
        _running = Task.Run(Run);
    }

    /// <summary>The number of followed books.</summary>
    public int Books => _books.Count;

    /// <summary>Opens a reader of events; null when one of them does not exist.</summary>
    /// <param name="ids">The events, under any id that they ever had.</param>
    /// <param name="test">Whether the reader's key trades at the sandbox.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<LiveReader?> Read(IReadOnlyCollection<Guid> ids, bool test, CancellationToken cancel)
    {
        var found = new Dictionary<Guid, EventMembers>();
        foreach (var id in ids.Distinct())
        {
            if (await _events.Find(id, cancel) is not { } one) return null;
            found[one.Id] = one;
        }

        await _gate.WaitAsync(cancel);
        try
        {
            var taken = new List<Followed>();
            foreach (var (id, members) in found)
            {
                if (!_followed.TryGetValue((test, id), out var followed))
                {
                    _followed[(test, id)] = followed = new Followed(id, new LiveEvent(test ? _sets.Sandbox : _sets.Live, _books, _clock));
                    await followed.Event.Follow(members);
                }

                taken.Add(followed);
            }

            return new LiveReader(taken.Select(f => f.Event), () => Left(taken));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _books.DisposeAsync();
        _stop.Dispose();
        _gate.Dispose();
    }

    private async ValueTask Left(List<Followed> events)
    {
        if (_stop.IsCancellationRequested) return; // already shut down
        await _gate.WaitAsync();
        try
        {
            foreach (var followed in events) followed.LeftAt = _clock.GetUtcNow();
        }
        finally
        {
            _gate.Release();
        }
    }

    // Drops events without readers, and checks whether the others still have the same markets.
    private async Task Run()
    {
        using var timer = new PeriodicTimer(_options.LiveLinger, _clock);
        var lookedAt = _clock.GetUtcNow();
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await _gate.WaitAsync(_stop.Token);
                try
                {
                    var now = _clock.GetUtcNow();
                    await LetGo(now);
                    if (now - lookedAt < _options.LiveMembersEvery) continue;
                    lookedAt = now;
                    foreach (var followed in _followed.Values) await followed.Event.Follow(await _events.Find(followed.Id, _stop.Token));
                }
                catch (DbException e)
                {
                    _telemetry.LiveMembersFailed(e); // the known markets are kept; the next attempt may succeed
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task LetGo(DateTimeOffset now)
    {
        foreach (var (key, followed) in _followed.Where(f => f.Value.Event.Readers == 0 && now - f.Value.LeftAt >= _options.LiveLinger).ToList())
        {
            _followed.Remove(key);
            await followed.Event.Follow(null);
        }
    }

    private sealed class Followed(Guid id, LiveEvent @event)
    {
        public Guid Id => id;

        public LiveEvent Event => @event;

        public DateTimeOffset LeftAt { get; set; } = DateTimeOffset.MinValue;
    }
}
