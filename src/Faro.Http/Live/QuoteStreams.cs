using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Http.Serving.Streaming;
using Faro.Orders.Live;

namespace Faro.Http.Live;

/// <summary>Serves live quotes to a bounded number of readers, each at its own pace.</summary>
public sealed class QuoteStreams(LiveQuotes quotes, KeyRing keys, StreamOptions options, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    /// <summary>How often to check whether a reader's key still works.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, int> _ofKey = [];
    private int _open;

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
            reader = await quotes.Read(events, caller.Test, stop);
        }
        finally
        {
            if (reader is null)
                Leave(key);
        }

        return reader is null ? ApiErrors.NotFound("No such event.") : Answer.Of(Read(reader, key, stop));
    }

    private async IAsyncEnumerable<SseItem<byte[]>> Read(LiveReader reader, Guid key, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.ApplicationStopping); // the server waits for open answers
        try
        {
            yield return StreamJson.Begun(clock.GetUtcNow());
            var quiet = clock.GetTimestamp();
            while (!ending.IsCancellationRequested && keys.StillOpens(key))
            {
                foreach (var message in reader.Take())
                {
                    yield return StreamJson.Of(message, clock.GetUtcNow());
                    quiet = clock.GetTimestamp();
                }

                if (clock.GetElapsedTime(quiet) >= options.Heartbeat)
                {
                    yield return StreamJson.Heartbeat(reader.Ages(), clock.GetUtcNow());
                    quiet = clock.GetTimestamp();
                }

                await ((Task)reader.Wait(options.Heartbeat < Look ? options.Heartbeat : Look, ending.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            await reader.DisposeAsync();
            Leave(key);
        }
    }

    private bool Enter(Guid key)
    {
        lock (_gate)
        {
            if (_open >= options.MostStreams || _ofKey.GetValueOrDefault(key) >= options.MostStreamsOfKey)
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
}
