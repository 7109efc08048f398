using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Faro.Http.Serving.Streaming;
using Faro.Log;
using Faro.Proofs.Sealing;
using Npgsql;

namespace Faro.Http.Feed;

/// <summary>
/// Follows the sealed end of the log on this node while somebody reads the feed here, and sends each fact to the readers it concerns. The
/// log is read once per node for all readers; what a reader has missed it reads from the log itself.
/// </summary>
public sealed partial class FeedHub(
    EventLog log, FeedPages pages, SealedEnd end, FeedOptions options, IHostApplicationLifetime lifetime, ILogger<FeedHub> logger) : BackgroundService
{
    private const int PageSize = 500;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Sweep = TimeSpan.FromMilliseconds(200);
    private readonly Lock _gate = new();
    private readonly HashSet<FeedReader> _readers = [];
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _position;

    /// <summary>How many read here.</summary>
    public int Readers
    {
        get
        {
            lock (_gate)
                return _readers.Count;
        }
    }

    /// <summary>The place up to which the feed can be read now.</summary>
    internal Task<long> End(CancellationToken cancel) => end.Read(cancel);

    /// <summary>Whether a place has been reached; asks the database only when this node does not know.</summary>
    internal async Task<bool> Holds(long place, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_readers.Count > 0 && place <= _position)
                return true;
        }

        // A reader that knows a sequence number from another answer may be ahead of the seal.
        return place <= await end.Read(cancel) || place <= await log.HighestSequence(cancel);
    }

    /// <summary>Adds a reader; null when this node has reached its limit.</summary>
    /// <param name="filter">What the reader gets.</param>
    /// <param name="allowed">Whether it may still read; checked repeatedly.</param>
    /// <param name="cancel">Stops it.</param>
    internal async Task<FeedReader?> Join(FeedFilter filter, Func<bool> allowed, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_readers.Count >= options.MostReaders || _readers.Count(r => r.Filter.Reader == filter.Reader) >= options.MostReadersOfAccount)
                return null;
            if (_readers.Count > 0)
                return Add(filter, allowed);
        }

        var now = await end.Read(cancel);
        lock (_gate)
        {
            if (_readers.Count == 0)
                _position = now;
            return Add(filter, allowed);
        }
    }

    /// <summary>Ends reading.</summary>
    internal void Leave(FeedReader reader)
    {
        lock (_gate)
            _readers.Remove(reader);
    }

    /// <summary>What a reader gets: what it has missed, then what is new, a heartbeat when nothing is new for long, and a notice when it is too slow.</summary>
    /// <param name="reader">The reader; it is removed when this ends.</param>
    /// <param name="after">The last place that it knows; null: from now on.</param>
    /// <param name="cancel">Ends it.</param>
    internal async IAsyncEnumerable<SseItem<byte[]>> Read(FeedReader reader, long? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        try
        {
            var last = after ?? reader.Start;
            yield return ServerEvents.Note(ServerEvents.Begun, last);
            while (last < reader.Start)
            {
                var page = await pages.Read(last, reader.Start, PageSize, reader.Filter, cancel);
                foreach (var entry in page.Where(reader.Filter.Lets))
                    yield return Item(entry);
                last = page.Count < PageSize ? reader.Start : page[^1].Sequence;
                if (!Open(reader))
                    yield break;
            }

            var quiet = Environment.TickCount64;
            while (Open(reader) && !cancel.IsCancellationRequested)
            {
                var position = reader.Position; // everything before is already queued
                while (reader.Queue.TryTake(out var entry))
                {
                    if (entry.Sequence <= last)
                        continue;
                    yield return Item(entry);
                    last = entry.Sequence;
                    quiet = Environment.TickCount64;
                }

                if (reader.Queue.IsOver)
                {
                    if (reader.Queue.TooSlow)
                        yield return ServerEvents.Note(ServerEvents.Behind, last);
                    yield break;
                }

                last = Math.Max(last, position);
                if (Environment.TickCount64 - quiet >= options.Heartbeat.TotalMilliseconds)
                {
                    yield return ServerEvents.Note(ServerEvents.Heartbeat, last);
                    quiet = Environment.TickCount64;
                }

                await reader.Queue.Arrival(options.Heartbeat < Look ? options.Heartbeat : Look, cancel);
            }
        }
        finally
        {
            Leave(reader);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ending = lifetime.ApplicationStopping.Register(() => CloseWhere(_ => true)); // the server waits for open answers
        var sweeping = SweepReaders(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await _wanted.Reader.ReadAsync(stoppingToken);
            try
            {
                await Follow(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or Marten.Exceptions.MartenCommandException or System.Net.Sockets.SocketException)
            {
                LogAway(logger, e.Message);
                await Task.Delay(Look, stoppingToken);
                _wanted.Writer.TryWrite(true);
            }
        }
    }

    private async Task Follow(CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        await using (var listen = new NpgsqlCommand($"listen \"{end.Channel}\"", connection))
            await listen.ExecuteNonQueryAsync(cancel);
        while (Readers > 0)
        {
            if (!await Advance(await end.Read(cancel), cancel))
                await connection.WaitAsync(Look, cancel);
        }
    }

    /// <summary>A key that was revoked ends what it opened.</summary>
    private async Task SweepReaders(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Sweep);
        while (await timer.WaitForNextTickAsync(cancel))
            CloseWhere(reader => !reader.Allowed());
    }

    private void CloseWhere(Func<FeedReader, bool> which)
    {
        FeedReader[] readers;
        lock (_gate)
            readers = [.. _readers];
        foreach (var reader in readers.Where(which))
            reader.Queue.Close();
    }

    private bool Open(FeedReader reader) => reader.Allowed() && !lifetime.ApplicationStopping.IsCancellationRequested;

    private FeedReader Add(FeedFilter filter, Func<bool> allowed)
    {
        var reader = new FeedReader(filter, _position, options.Waiting, allowed);
        _readers.Add(reader);
        _wanted.Writer.TryWrite(true);
        return reader;
    }

    /// <summary>Sends one page to the readers; false when there was none.</summary>
    private async Task<bool> Advance(long upTo, CancellationToken cancel)
    {
        long from;
        lock (_gate)
            from = _position;
        if (from >= upTo)
            return false;
        var page = await pages.Read(from, upTo, PageSize, null, cancel);
        var to = page.Count < PageSize ? upTo : page[^1].Sequence;
        lock (_gate)
        {
            if (_position != from)
                return true; // everybody left and somebody came: restarted
            _position = to;
            _readers.RemoveWhere(r => !r.Offer(page, to));
        }

        return true;
    }

    private static SseItem<byte[]> Item(FeedEntry entry) => ServerEvents.Item(entry.Name, entry.Json, entry.Sequence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The feed cannot follow the log, trying again: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
