using System.Threading.Channels;
using Faro.Clob.Engine;
using Faro.Clob.Venue;
using Npgsql;

namespace Faro.Clob.Journal;

/// <summary>The venue cannot accept commands now, or does not know whether it accepted this one.</summary>
public sealed class VenueUnavailableException(string message, bool mayHaveBeenTaken = false, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>True when the commit was under way: the caller must query the result before it tries again.</summary>
    public bool MayHaveBeenTaken => mayHaveBeenTaken;
}

/// <summary>
/// The only writer. Requests of many connections become one batch: decided in memory, committed as one row, and only then
/// answered and published. When a commit fails its result is unknown, so the memory is discarded and rebuilt
/// from the journal. It may be restarted after it was stopped or another process became the writer.
/// </summary>
internal sealed partial class VenueWriter : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private readonly PostgresJournal _journal;
    private readonly ClobOptions _options;
    private readonly TimeProvider _clock;
    private readonly IPublisher _publisher;
    private readonly ILogger<VenueWriter> _logger;
    private readonly Channel<Request> _requests;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MemoryStream _payload = new();
    private readonly BinaryWriter _writer;
    private readonly List<EngineEvent> _events = [];
    private readonly List<CommittedCommand> _committed = [];
    private readonly List<(Request Request, VenueOutcome Outcome)> _answers = [];
    private readonly List<Request> _batch = [];
    private readonly List<Publication> _publications = [];
    private VenueViews? _views;
    private Recovered? _state;
    private long _lastBatch;
    private long _lastAtMs;
    private long _confirmed;
    private bool _healthy;

    public VenueWriter(
        PostgresJournal journal, ClobOptions options, TimeProvider clock, IPublisher publisher, ILogger<VenueWriter> logger)
    {
        (_journal, _options, _clock, _publisher, _logger) = (journal, options, clock, publisher, logger);
        _requests = Channel.CreateBounded<Request>(new BoundedChannelOptions(options.MaxWaiting) { SingleReader = false });
        _writer = new BinaryWriter(_payload);
    }

    /// <summary>Completes when the journal has been replayed and commands are accepted.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Whether the journal can be written.</summary>
    public bool Healthy => Volatile.Read(ref _healthy);

    /// <summary>Whether it ended because another process became the writer.</summary>
    public bool TakenOver { get; private set; }

    /// <summary>The last batch that is committed.</summary>
    public long LastBatch => Volatile.Read(ref _lastBatch);

    /// <summary>How the last recovery went.</summary>
    public (long Commands, long Orders, TimeSpan Took) LastRecovery { get; private set; }

    /// <summary>What readers see.</summary>
    public VenueViews Views => Volatile.Read(ref _views) ?? throw new VenueUnavailableException("This process is not serving the venue: it is starting, or another process serves it.");

    /// <summary>Passes a command to the writer; the answer comes after its commit.</summary>
    public Task<VenueOutcome> Execute(VenueCommand command) => Submit(new Request { Command = command });

    /// <summary>Reads the core between two batches, when it has exactly the committed state.</summary>
    public async Task<T> Read<T>(Func<VenueCore, T> read)
    {
        T? value = default;
        await Submit(new Request { Query = core => value = read(core) });
        return value!;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        TakenOver = false;
        TimeSpan pause = TimeSpan.FromMilliseconds(50);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await Recover(stoppingToken);
                    pause = TimeSpan.FromMilliseconds(50);
                    await Serve(stoppingToken);
                }
                catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
                {
                    JournalLost(_logger, e);
                    Degrade(MayHaveBeenTaken(e));
                    await Task.Delay(pause, _clock, stoppingToken);
                    if (pause < TimeSpan.FromSeconds(5)) pause *= 2;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping: what is committed is kept, the rest gets no answer.
        }
        catch (JournalTakenOverException e)
        {
            JournalTakenOver(_logger);
            TakenOver = true;
            Degrade(NotTaken(e));
        }
        catch (Exception e)
        {
            _ready.TrySetException(e);
            throw;
        }
        finally
        {
            Degrade(MayHaveBeenTaken(null));
            if (Interlocked.Exchange(ref _views, null) is not null) _publisher.Reset();
            await _journal.StandDown();
        }
    }

    private async Task Recover(CancellationToken cancel)
    {
        long begun = _clock.GetTimestamp();
        await _journal.CreateSchema(cancel);
        await _journal.BecomeWriter(cancel);
        Recovered state = await Recovery.Run(_journal, _options.MaxOpenOrders, _logger, cancel);
        _state = state;
        Volatile.Write(ref _lastBatch, state.LastBatch);
        _lastAtMs = state.LastAtMs;
        bool restarted = _views is not null;
        Volatile.Write(ref _views, state.Views);
        if (restarted) _publisher.Reset();
        LastRecovery = (state.Commands, state.Orders, _clock.GetElapsedTime(begun));
        _confirmed = _clock.GetTimestamp();
        JournalReplayed(_logger, state.LastBatch, state.FromSnapshot, state.Commands, state.Orders, LastRecovery.Took.TotalMilliseconds);
        Volatile.Write(ref _healthy, true);
        _ready.TrySetResult(); // last: when it is set, all of the above has been sent
    }

    private async Task Serve(CancellationToken cancel)
    {
        while (true)
        {
            await WaitForWork(cancel);
            if (_clock.GetElapsedTime(_confirmed) > BetweenLooks)
            {
                await _journal.ConfirmWriter(cancel);
                _confirmed = _clock.GetTimestamp();
            }

            Collect();
            if (_batch.Count == 0 && !_state!.Core.IsDue(Now())) continue;
            Decide();
            if (_committed.Count > 0)
            {
                int orders = _answers.Sum(a => a.Outcome is VenueOutcome.Placed { Replayed: false } p ? p.Items.Count(i => i.Refused is null) : 0);
                await _journal.Append(_lastBatch + 1, _committed.Count, orders, Digest(), _payload.GetBuffer().AsMemory(0, (int)_payload.Length), cancel);
                Volatile.Write(ref _lastBatch, _lastBatch + 1);
                _confirmed = _clock.GetTimestamp();
            }

            Publish();
        }
    }

    private async Task WaitForWork(CancellationToken cancel)
    {
        if (_requests.Reader.TryPeek(out _)) return;
        using CancellationTokenSource idle = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        idle.CancelAfter(TimeSpan.FromMilliseconds(100)); // then check expirations and end dates
        try
        {
            await _requests.Reader.WaitToReadAsync(idle.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Nothing came in; time may have.
        }
    }

    private void Collect()
    {
        while (_batch.Count < _options.MaxBatch && _requests.Reader.TryRead(out Request? request)) _batch.Add(request);
    }

    /// <summary>Executes the batch in memory and encodes the commands that changed something.</summary>
    private void Decide()
    {
        VenueCore core = _state!.Core;
        _lastAtMs = Now();
        _digest = default;
        _payload.SetLength(0);
        if (core.IsDue(_lastAtMs)) Note(new VenueCommand.PassTime(), core.Apply(new VenueCommand.PassTime(), _lastAtMs), core);
        foreach (Request request in _batch)
        {
            if (request.Command is not { } command) continue;
            VenueOutcome outcome = core.Apply(command, _lastAtMs);
            if (outcome.Changed || core.Events.Count > 0) Note(command, outcome, core);
            _answers.Add((request, outcome));
        }
    }

    private OutcomeDigest _digest;

    private long Digest() => _digest.Value;

    private void Note(VenueCommand command, VenueOutcome outcome, VenueCore core)
    {
        CommandCodec.Write(_writer, command, _lastAtMs);
        _digest.Add(core.Events);
        ReadOnlySpan<EngineEvent> events = core.Events.Events;
        _committed.Add(new CommittedCommand(command, outcome, _lastAtMs, _events.Count, events.Length));
        _events.AddRange(events);
    }

    /// <summary>After the commit: readers first, then the answers, then the subscribers, then those who only read.</summary>
    private void Publish()
    {
        VenueViews views = _views!;
        ReadOnlySpan<EngineEvent> events = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_events);
        lock (views.Gate)
        {
            foreach (CommittedCommand committed in _committed)
                views.Apply(committed, events.Slice(committed.FirstEvent, committed.EventCount), _publications);
        }

        foreach ((Request request, VenueOutcome outcome) in _answers) request.Done.TrySetResult(outcome);
        if (_publications.Count > 0) _publisher.Publish(_publications);
        foreach (Request request in _batch)
        {
            if (request.Query is null) continue;
            request.Query(_state!.Core);
            request.Done.TrySetResult(new VenueOutcome.Done { Changed = false });
        }

        Clear();
    }

    private void Clear()
    {
        _batch.Clear();
        _committed.Clear();
        _answers.Clear();
        _events.Clear();
        _publications.Clear();
    }

    private void Degrade(VenueUnavailableException forTheBatch)
    {
        Volatile.Write(ref _healthy, false);
        foreach (Request request in _batch) request.Done.TrySetException(forTheBatch);
        Clear();
        RefuseWaiting();
    }

    private void RefuseWaiting()
    {
        while (_requests.Reader.TryRead(out Request? waiting)) waiting.Done.TrySetException(NotTaken(null));
    }

    private static VenueUnavailableException MayHaveBeenTaken(Exception? cause) =>
        new("The journal failed while the request was written: ask for the order by its hash.", true, cause);

    private static VenueUnavailableException NotTaken(Exception? cause) =>
        new("The venue cannot accept requests now; this one was not accepted.", cause: cause);

    private Task<VenueOutcome> Submit(Request request)
    {
        if (!Healthy || !_requests.Writer.TryWrite(request)) request.Done.TrySetException(NotTaken(null));
        else if (!Healthy) RefuseWaiting(); // it may have arrived just after the queue was emptied
        return request.Done.Task;
    }

    private long Now() => Math.Max(_lastAtMs, _clock.GetUtcNow().ToUnixTimeMilliseconds());

    [LoggerMessage(Level = LogLevel.Information, Message = "journal replayed: {Batches} batches (snapshot of batch {Snapshot}), {Commands} commands, {Orders} orders in {Milliseconds:0} ms")]
    private static partial void JournalReplayed(ILogger logger, long batches, long snapshot, long commands, long orders, double milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "the journal cannot be written; the venue starts again from what is committed")]
    private static partial void JournalLost(ILogger logger, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "another process now writes this venue's journal; this one accepts no more requests")]
    private static partial void JournalTakenOver(ILogger logger);

    private sealed class Request
    {
        public VenueCommand? Command { get; init; }

        public Action<VenueCore>? Query { get; init; }

        public TaskCompletionSource<VenueOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Receives the messages for subscribers, in order, without ever blocking the writer.</summary>
internal interface IPublisher
{
    /// <summary>Receives a batch's publications; the list is reused afterwards.</summary>
    void Publish(IReadOnlyList<Publication> publications);

    /// <summary>The venue restarted: subscribers must reconnect.</summary>
    void Reset();
}
