using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faro.Bench;

/// <summary>Readers of a stream of live quotes, each a plain socket, that note when a change arrived.</summary>
internal sealed class QuoteReaders : IAsyncDisposable
{
    private static readonly byte[] Mark = "event: change"u8.ToArray();
    private readonly List<TcpClient> _clients = [];
    private readonly List<Task> _reading = [];
    private long[] _arrived = [];
    private int _left;
    private TaskCompletionSource _all = new();

    /// <summary>Opens as many streams, and waits until each has begun.</summary>
    public static async Task<QuoteReaders> Open(IPEndPoint address, byte[] request, int count)
    {
        var readers = new QuoteReaders { _arrived = new long[count] };
        for (var i = 0; i < count; i++)
        {
            var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(address);
            await client.GetStream().WriteAsync(request);
            readers._clients.Add(client);
            var (number, begun) = (i, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            readers._reading.Add(Task.Run(() => readers.Read(client, number, begun)));
            await begun.Task.WaitAsync(TimeSpan.FromSeconds(10));
        }

        await Task.Delay(TimeSpan.FromSeconds(2)); // until each has every venue's whole book
        return readers;
    }

    /// <summary>Makes a change and waits until every reader has it; how long each waited, in milliseconds.</summary>
    public async Task<double[]> Time(Action change)
    {
        _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _left, _arrived.Length);
        var started = Stopwatch.GetTimestamp();
        change();
        await _all.Task.WaitAsync(TimeSpan.FromSeconds(10));
        return [.. _arrived.Select(a => Stopwatch.GetElapsedTime(started, a).TotalMilliseconds)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await Task.WhenAll(_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // A message is far smaller than the buffer, and the next one is not sent before this one is read.
    private async Task Read(TcpClient client, int number, TaskCompletionSource begun)
    {
        var (stream, buffer) = (client.GetStream(), new byte[16 * 1024]);
        while (await stream.ReadAsync(buffer) is > 0 and var length)
        {
            begun.TrySetResult();
            if (buffer.AsSpan(0, length).IndexOf(Mark) < 0) continue;
            _arrived[number] = Stopwatch.GetTimestamp();
            if (Interlocked.Decrement(ref _left) == 0) _all.TrySetResult();
        }
    }
}

/// <summary>What a stream cannot be cheaper than: one loop that sends the same bytes to every socket.</summary>
internal sealed class BareSender : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly byte[] _message = Encoding.ASCII.GetBytes("event: change\ndata: " + new string('x', 600) + "\n\n");
    private readonly Task _accepting;

    public BareSender()
    {
        _listener.Start(2_000);
        _accepting = Task.Run(Accept);
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    public void Send() => _ = Task.Run(() =>
    {
        foreach (var socket in _sockets) socket.Send(_message);
    });

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var socket in _sockets) socket.Dispose();
    }

    private async Task Accept()
    {
        while (true)
        {
            var socket = await _listener.AcceptSocketAsync();
            socket.NoDelay = true;
            await socket.SendAsync("begun"u8.ToArray());
            _sockets.Add(socket);
        }
    }
}
