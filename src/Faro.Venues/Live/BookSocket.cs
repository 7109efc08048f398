using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using Faro.Venues.Http;

namespace Faro.Venues.Live;

/// <summary>
/// One socket to a venue and the books that it follows. It is opened with the first book and closed with the last; when it breaks it is
/// reopened, with growing pauses, and every book is requested again.
/// </summary>
internal sealed class BookSocket(Uri address, IBookProtocol protocol, BookFeedSettings settings, FeedTelemetry telemetry, TimeProvider time) : IAsyncDisposable
{
    private const double LoopbackRate = 10 * 1_024;
    private const int LargestMessage = 4 * 1024 * 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, FollowedBook> _books = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Channel<Request>? _requests; // null while there is no connection
    private Task _running = Task.CompletedTask;
    private bool _over;

    /// <summary>How many books it follows.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _books.Count;
        }
    }

    /// <summary>Adds a book; false when it is full, closed, or already follows one with this name.</summary>
    public bool TryAdd(FollowedBook book)
    {
        lock (_gate)
        {
            if (_over || _books.Count >= protocol.BooksPerSocket || !_books.TryAdd(book.Name, book)) return false;
            _requests?.Writer.TryWrite(new Request(book, Ends: false));
            if (_books.Count == 1 && _running.IsCompleted) _running = Task.Run(Run);
            return true;
        }
    }

    /// <summary>Removes a book; true when it was the last one: the socket accepts no other and must be disposed.</summary>
    public bool Remove(FollowedBook book)
    {
        book.End();
        lock (_gate)
        {
            if (!_books.TryGetValue(book.Name, out var known) || known != book) return false;
            _books.Remove(book.Name);
            _requests?.Writer.TryWrite(new Request(book, Ends: true));
            return _over = _books.Count == 0;
        }
    }

    /// <summary>Ends it, whatever it follows.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate) _over = true;
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private FollowedBook[] Books()
    {
        lock (_gate) return [.. _books.Values];
    }

    private async Task Run()
    {
        var failures = 0;
        while (!_stop.IsCancellationRequested)
        {
            var openedAt = time.GetTimestamp();
            var code = await Converse();
            if (_stop.IsCancellationRequested) return;
            telemetry.Ended(code);
            foreach (var book in Books()) book.Lose(code, "The connection to the venue's socket broke.", time.GetUtcNow());
            failures = time.GetElapsedTime(openedAt) > settings.LongestPause ? 0 : failures + 1;
            await Pause(failures);
        }
    }

    // Doubles each time, randomly up to half shorter, so that many instances do not reconnect at once.
    private async Task Pause(int failures)
    {
        var longest = Math.Min(settings.FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 20)), settings.LongestPause.TotalMilliseconds);
        var pause = TimeSpan.FromMilliseconds(longest * (0.5 + Random.Shared.NextDouble() / 2));
        await Task.Delay(pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // One connection from start to end. Returns why it ended.
    private async Task<string> Converse()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("User-Agent", settings.UserAgent);
        socket.Options.KeepAliveInterval = TimeSpan.Zero; // the venues' own pings below are better
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        try
        {
            using (var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
            {
                patience.CancelAfter(ConnectTimeout);
                await socket.ConnectAsync(address, patience.Token);
            }

            var requests = Channel.CreateUnbounded<Request>(new UnboundedChannelOptions { SingleReader = true });
            lock (_gate)
            {
                _requests = requests;
                foreach (var book in _books.Values) requests.Writer.TryWrite(new Request(book, Ends: false));
                telemetry.Opened(_books.Count);
            }

            var heard = new LastHeard(time.GetTimestamp());
            Task[] parts = [Send(socket, requests.Reader, ending.Token), Receive(socket, heard, ending.Token), Watch(requests.Writer, heard, ending.Token)];
            var first = await Task.WhenAny(parts);
            await ending.CancelAsync();
            await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return Reason(first.Exception?.InnerException);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
        {
            return "unreachable";
        }
        finally
        {
            lock (_gate) _requests = null;
        }
    }

    private string Reason(Exception? failure)
    {
        switch (failure)
        {
            case null or WebSocketException or IOException or OperationCanceledException:
                return "disconnected";
            case TimeoutException:
                return "silent";
            case BadFrame:
                return "bad_message";
            default:
                telemetry.Failed(failure);
                return "failed";
        }
    }

    private async Task Send(ClientWebSocket socket, ChannelReader<Request> requests, CancellationToken stop)
    {
        // Budgets protect venues that others use too; one on this machine is ours alone.
        var rate = address.IsLoopback ? Math.Max(protocol.MessagesPerSecond, LoopbackRate) : protocol.MessagesPerSecond;
        var budget = new RateBudget(rate, Math.Max(1, (int)rate), time);
        var isFirst = true;
        await foreach (var request in requests.ReadAllAsync(stop))
        {
            await budget.Wait(TimeSpan.MaxValue, stop);
            var text = protocol.Ping;
            if (request.Book is { } book)
            {
                text = request.Ends ? protocol.Unsubscribe(book.Name) : protocol.Subscribe(book.Name, isFirst);
                isFirst &= request.Ends;
                if (!request.Ends) book.Asked(time.GetUtcNow());
            }

            await socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, stop);
        }
    }

    private async Task Receive(ClientWebSocket socket, LastHeard heard, CancellationToken stop)
    {
        var frame = new ArrayBufferWriter<byte>(16 * 1024);
        while (true)
        {
            frame.ResetWrittenCount();
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(frame.GetMemory(4 * 1024), stop);
                frame.Advance(part.Count);
                if (part.MessageType == WebSocketMessageType.Close) return;
                if (frame.WrittenCount > LargestMessage) throw new BadFrame();
            }
            while (!part.EndOfMessage);
            heard.At = time.GetTimestamp();
            Take(frame.WrittenMemory);
        }
    }

    private void Take(ReadOnlyMemory<byte> frame)
    {
        var now = time.GetUtcNow();
        foreach (var (name, message) in protocol.Read(frame) ?? throw new BadFrame())
        {
            FollowedBook? book;
            lock (_gate) _books.TryGetValue(name, out book);
            if (book?.Take(message, now) is not { } reason) continue;
            telemetry.Gap(name, reason);
            Ask(book);
        }
    }

    // At venues that answer only a new subscription, a book must be unsubscribed before it is requested again.
    private void Ask(FollowedBook book)
    {
        book.Asked(time.GetUtcNow());
        lock (_gate)
        {
            if (_requests is not { } requests || !_books.TryGetValue(book.Name, out var known) || known != book) return;
            requests.Writer.TryWrite(new Request(book, Ends: true));
            requests.Writer.TryWrite(new Request(book, Ends: false));
        }
    }

    // Pings the venue, and requests books that have not arrived.
    private async Task Watch(ChannelWriter<Request> requests, LastHeard heard, CancellationToken stop)
    {
        var pingedAt = time.GetTimestamp();
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            if (time.GetElapsedTime(heard.At) > protocol.PingEvery * 3) throw new TimeoutException("The venue's socket sends nothing.");
            if (time.GetElapsedTime(pingedAt) >= protocol.PingEvery)
            {
                requests.TryWrite(new Request(null, Ends: false));
                pingedAt = time.GetTimestamp();
            }

            var now = time.GetUtcNow();
            foreach (var book in Books())
                if (book.IsDue(now)) Ask(book);
        }
    }

    /// <summary>A message to send: a subscription, its end, or (without a book) a ping.</summary>
    private readonly record struct Request(FollowedBook? Book, bool Ends);

    private sealed class LastHeard(long at)
    {
        public long At { get; set; } = at;
    }

    /// <summary>A frame that no venue's socket sends, or that cannot be read.</summary>
    private sealed class BadFrame : Exception;
}
