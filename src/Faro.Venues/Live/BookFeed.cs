using Microsoft.Extensions.Logging;

namespace Faro.Venues.Live;

/// <summary>How a venue's sockets are opened.</summary>
internal sealed record BookFeedSettings
{
    /// <summary>What Faro calls itself.</summary>
    public required string UserAgent { get; init; }

    /// <summary>The pause before a broken socket is opened again; it doubles.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest such pause.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many sockets there are at most.</summary>
    public int MaxSockets { get; init; } = 10;
}

/// <summary>A venue's books over as few sockets as their number needs.</summary>
internal sealed class BookFeed(Venue venue, Uri address, IBookProtocol protocol, BookFeedSettings settings, TimeProvider time, ILogger logger) : IBookFeed, IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<BookSocket> _sockets = [];
    private readonly FeedTelemetry _telemetry = new(venue, logger);
    private bool _over;

    /// <inheritdoc/>
    public int Following
    {
        get
        {
            lock (_gate) return _sockets.Sum(s => s.Count);
        }
    }

    /// <inheritdoc/>
    public int Sockets
    {
        get
        {
            lock (_gate) return _sockets.Count;
        }
    }

    /// <summary>The address of a socket on a host that is otherwise called over HTTP.</summary>
    public static Uri Address(Uri host, string path) => new UriBuilder(host)
    {
        Scheme = host.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs,
        Path = host.AbsolutePath.TrimEnd('/') + path,
    }.Uri;

    /// <inheritdoc/>
    public IDisposable? Follow(BookKey key, Action<BookNews> hear)
    {
        if (protocol.Name(key) is not { } name) return null;
        var book = new FollowedBook(name, protocol.Unknown(key), hear);
        lock (_gate)
        {
            if (_over) return null;
            var socket = _sockets.Find(s => s.TryAdd(book));
            if (socket is null)
            {
                if (_sockets.Count >= settings.MaxSockets) return null;
                socket = new BookSocket(address, protocol, settings, _telemetry, time);
                socket.TryAdd(book);
                _sockets.Add(socket);
            }

            return new Subscription(this, socket, book);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        BookSocket[] sockets;
        lock (_gate)
        {
            _over = true;
            sockets = [.. _sockets];
            _sockets.Clear();
        }

        Task.WhenAll(sockets.Select(s => s.DisposeAsync().AsTask())).GetAwaiter().GetResult();
    }

    private void Drop(BookSocket socket, FollowedBook book)
    {
        if (!socket.Remove(book)) return;
        lock (_gate) _sockets.Remove(socket);
        _ = socket.DisposeAsync().AsTask(); // nobody waits for its close
    }

    private sealed class Subscription(BookFeed feed, BookSocket socket, FollowedBook book) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0) feed.Drop(socket, book);
        }
    }
}
