using System.IO.Pipelines;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Http.Serving.Streaming;
using Faro.Orders.Live;

namespace Faro.Http.Live;

/// <summary>Serves live quotes to a bounded number of readers, each at its own pace.</summary>
public sealed class QuoteStreams : IDisposable
{
    /// <summary>How often to check whether the readers' keys still work, once for all of them.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(500);
    private readonly LiveQuotes _quotes;
    private readonly KeyRing _keys;
    private readonly StreamOptions _options;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, int> _ofKey = [];
    private readonly HashSet<OpenStream> _streams = [];
    private readonly TimeSpan _every;
    private readonly ITimer _checking;
    private readonly CancellationTokenRegistration _stopping;
    private bool _over;
    private int _open;

    /// <summary>Creates the service, without readers.</summary>
    public QuoteStreams(LiveQuotes quotes, KeyRing keys, StreamOptions options, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        (_quotes, _keys, _options, _clock) = (quotes, keys, options, clock);
        _every = options.Heartbeat < CheckInterval ? options.Heartbeat : CheckInterval;
        _checking = clock.CreateTimer(_ => CheckAll(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _stopping = lifetime.ApplicationStopping.Register(End); // the server waits for open answers
    }

    /// <summary>How many streams are open on this node.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Begins a stream, or says why not.</summary>
    public async Task<Answer> Begin(IReadOnlyCollection<Guid> events, Caller caller, CancellationToken stop)
    {
        var key = caller.Owner.KeyId;
        if (!Enter(key))
            return ApiErrors.Unavailable("The limit of open streams is reached, for this key or for the node. Close one, or try again later.") with { RetryAfterSeconds = 5 };
        LiveReader? reader = null;
        try
        {
            reader = await _quotes.Read(events, caller.Test, stop);
        }
        finally
        {
            if (reader is null)
                Leave(key);
        }

        return reader is null ? ApiErrors.NotFound("No such event.") : Answer.Written(http => Write(http, reader, key));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _checking.Dispose();
    }

    private async Task Write(HttpContext http, LiveReader reader, Guid key)
    {
        var stream = new OpenStream(reader, key, _clock.GetTimestamp());
        try
        {
            if (!ServerEvents.Begin(http))
                return;
            Join(stream);
            using var gone = http.RequestAborted.UnsafeRegister(static s => ((OpenStream)s!).End(), stream);
            await Send(http.Response.BodyWriter, stream);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected, as it may at any time.
        }
        finally
        {
            Part(stream);
            await reader.DisposeAsync();
            Leave(key);
        }
    }

    // Everything new goes out in one write. A waiting reader has no timer and allocates nothing.
    private async Task Send(PipeWriter to, OpenStream stream)
    {
        StreamJson.Begun(to, _clock.GetUtcNow());
        await to.FlushAsync();
        while (!stream.IsOver && _keys.StillOpens(stream.Key))
        {
            var news = stream.Reader.Take();
            var now = _clock.GetUtcNow();
            foreach (var message in news)
                StreamJson.Write(to, message, now);
            var isDue = news.Count == 0 && _clock.GetElapsedTime(stream.Quiet) >= _options.Heartbeat;
            if (isDue)
                StreamJson.Heartbeat(to, stream.Reader.Ages(), now);
            if (isDue || news.Count > 0)
            {
                stream.Quiet = _clock.GetTimestamp();
                if ((await to.FlushAsync()).IsCompleted)
                    return; // the connection is closed
            }

            await stream.Reader.Wait();
        }
    }

    private void CheckAll()
    {
        lock (_gate)
        {
            foreach (var stream in _streams)
            {
                if (_clock.GetElapsedTime(stream.Quiet) >= _options.Heartbeat || !_keys.StillOpens(stream.Key))
                    stream.Reader.Wake();
            }
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _over = true;
            foreach (var stream in _streams)
                stream.End();
        }
    }

    private void Join(OpenStream stream)
    {
        lock (_gate)
        {
            if (_over)
                stream.End();
            if (_streams.Count == 0)
                _checking.Change(_every, _every);
            _streams.Add(stream);
        }
    }

    private void Part(OpenStream stream)
    {
        lock (_gate)
        {
            if (_streams.Remove(stream) && _streams.Count == 0)
                _checking.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private bool Enter(Guid key)
    {
        lock (_gate)
        {
            if (_open >= _options.MostStreams || _ofKey.GetValueOrDefault(key) >= _options.MostStreamsOfKey)
                return false;
            _open++;
            _ofKey[key] = _ofKey.GetValueOrDefault(key) + 1;
            return true;
        }
    }

    private void Leave(Guid key)
    {
        lock (_gate)
        {
            _open--;
            if (--_ofKey[key] == 0)
                _ofKey.Remove(key);
        }
    }

    private sealed class OpenStream(LiveReader reader, Guid key, long begunAt)
    {
        private long _quiet = begunAt;
        private bool _over;

        public LiveReader Reader => reader;

        public Guid Key => key;

        /// <summary>When something was last sent.</summary>
        public long Quiet
        {
            get => Volatile.Read(ref _quiet);
            set => Volatile.Write(ref _quiet, value);
        }

        public bool IsOver => Volatile.Read(ref _over);

        public void End()
        {
            Volatile.Write(ref _over, true);
            reader.Wake();
        }
    }
}
