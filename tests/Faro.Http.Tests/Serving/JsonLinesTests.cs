using System.Text.Json;
using Faro.Http.Hosting;
using Microsoft.Extensions.Logging;

namespace Faro.Http.Tests.Serving;

public sealed class JsonLinesTests
{
    [Fact]
    public void Every_line_is_one_object_and_none_is_lost()
    {
        using var output = new MemoryStream();
        using (var lines = new JsonLines(output, TimeProvider.System))
        {
            var logger = lines.CreateLogger("Some.Category");
            Parallel.For(0, 20_000, i => logger.LogInformation("call {CallNumber} of \"{Text}\"", i, "a\nb"));
            logger.LogError(new InvalidOperationException("why"), "failed");
        }

        var read = System.Text.Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n').Split('\n').Select(l => JsonSerializer.Deserialize<JsonElement>(l)).ToList();
        Assert.Equal(20_001, read.Count);
        Assert.Equal(Enumerable.Range(0, 20_000), read.Take(20_000).Select(l => l.GetProperty("call_number").GetInt32()).Order());
        Assert.All(read.Take(20_000), l => Assert.Equal("a\nb", l.GetProperty("text").GetString()));
        Assert.Equal("error", read[^1].GetProperty("level").GetString());
        Assert.Contains("InvalidOperationException: why", read[^1].GetProperty("exception").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Loggers_that_wait_may_hold_every_thread_of_the_pool()
    {
        // Full queue, slow output, and more waiting calls than the pool has threads: the lines still get out.
        const int callers = 200;
        using var output = new GatedStream();
        using var lines = new JsonLines(output, TimeProvider.System);
        var logger = lines.CreateLogger("c");
        for (var i = 0; i < 10_000; i++) logger.LogInformation("fill");
        using var done = new CountdownEvent(callers);
        for (var i = 0; i < callers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ =>
            {
                for (var n = 0; n < 100; n++) logger.LogInformation("call");
                done.Signal();
            }, null);
        }

        Thread.Sleep(200);
        output.Open.Set();
        Assert.True(done.Wait(TimeSpan.FromSeconds(30)), $"{done.CurrentCount} of {callers} callers hang in the log.");
    }

    [Fact]
    public async Task When_the_output_breaks_nobody_waits_for_it()
    {
        using var output = new GatedStream { Broken = true };
        output.Open.Set();
        using var lines = new JsonLines(output, TimeProvider.System);
        var logger = lines.CreateLogger("c");
        await Task.Run(() =>
        {
            for (var i = 0; i < 30_000; i++) logger.LogInformation("line");
        }).WaitAsync(TimeSpan.FromSeconds(30));
    }

    private sealed class GatedStream : MemoryStream
    {
        public ManualResetEventSlim Open { get; } = new();

        public bool Broken { get; init; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Open.Wait();
            if (Broken) throw new IOException("Broken pipe");
        }

        // The way the framework's asynchronous streams take.
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Run(Open.Wait, cancellationToken);
            Write(buffer.Span);
        }

        protected override void Dispose(bool disposing)
        {
            Open.Set();
            base.Dispose(disposing);
        }
    }
}
