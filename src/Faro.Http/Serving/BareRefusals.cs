using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Faro.Http.Serving;

/// <summary>
/// Input that is not an HTTP request is refused by the server itself with a bare status, before the API sees it. This sits
/// between the server and the socket and puts the API's envelope and a request id into such an answer; every other byte passes as it is.
/// </summary>
internal static class BareRefusals
{
    /// <summary>Wraps the connection's output.</summary>
    public static ConnectionDelegate Wrap(ConnectionDelegate next) => async connection =>
    {
        var transport = connection.Transport;
        connection.Transport = new Duplex(transport.Input, new Output(transport.Output));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    };

    /// <summary>The answer in the API's envelope; null when these bytes are not a bare refusal.</summary>
    internal static byte[]? Rewritten(ReadOnlySpan<byte> answer)
    {
        // "HTTP/1.1 4xx Reason\r\n" (505 for another version of HTTP), then nothing but the server's own headers and no body.
        if (answer.Length is < 13 or > 1024 || !(answer.StartsWith("HTTP/1.1 4"u8) || answer.StartsWith("HTTP/1.1 505"u8)) || !answer.EndsWith("\r\n\r\n"u8)
            || answer.IndexOf("\r\nContent-Length: 0\r\n"u8) < 0 || answer.IndexOf("\r\nX-Request-Id: "u8) >= 0
            || !int.TryParse(answer[9..12], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            return null;
        var body = ApiErrors.OfStatus(status).ToJson();
        var head = Encoding.ASCII.GetString(answer).Replace("\r\nContent-Length: 0\r\n", string.Create(CultureInfo.InvariantCulture,
            $"\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {body.Length}\r\n{RequestIds.Header}: {Guid.CreateVersion7():N}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"),
            StringComparison.Ordinal);
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Output(PipeWriter inner) : PipeWriter
    {
        private Memory<byte> _given;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _given = inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            // The server writes the head of such an answer, and nothing else, at once.
            if (bytes <= _given.Length && Rewritten(_given.Span[..bytes]) is { } whole && whole.Length <= _given.Length)
            {
                whole.CopyTo(_given.Span);
                bytes = whole.Length;
            }

            // Further writes go into the rest of the same memory.
            _given = bytes <= _given.Length ? _given[bytes..] : default;
            inner.Advance(bytes);
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }
}
