using System.Net.Http.Headers;

namespace Faro.Venues.Http;

/// <summary>
/// Reads an answer whole and within bounds before it is handed on, so that a body that stops half-way is a failed attempt like any
/// other; says of every failure what it is, and whether it is certain that nothing was sent.
/// </summary>
internal sealed class WholeAnswerHandler(VenueFaults faults, int maxBodyBytes) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            response.Content = await WholeBody.Read(response.Content, maxBodyBytes, faults, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // Neither the caller nor the deadline: the connect time-out, which ends before anything is sent.
            throw faults.Error("timeout", "The connection was not established in time.", e, nothingSent: e.InnerException is TimeoutException);
        }
        catch (HttpRequestException e)
        {
            throw faults.Error("unreachable", "The connection failed.", e, nothingSent: e.HttpRequestError
                is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError);
        }
        catch (IOException e)
        {
            throw faults.Error("unreachable", "The connection broke.", e);
        }
        catch (InvalidDataException e)
        {
            throw faults.Error("bad_answer", "The answer's compression is broken.", e);
        }
    }
}

/// <summary>A body that was read whole.</summary>
internal sealed class WholeBody : HttpContent
{
    private WholeBody(byte[] bytes, HttpContentHeaders headers)
    {
        Bytes = bytes;
        foreach (var (name, values) in headers)
            Headers.TryAddWithoutValidation(name, values);
    }

    /// <summary>The body.</summary>
    public byte[] Bytes { get; }

    /// <summary>Reads a body, at most <paramref name="most"/> bytes of it.</summary>
    public static async Task<WholeBody> Read(HttpContent content, int most, VenueFaults faults, CancellationToken cancel)
    {
        using (content)
        {
            if (content.Headers.ContentLength > most)
                throw TooLarge();
            await using var stream = await content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
            var buffer = new byte[Math.Clamp((int)(content.Headers.ContentLength ?? 0) + 1, 16 * 1024, most)];
            var length = 0;
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length), cancel).ConfigureAwait(false);
                if (read == 0)
                    break;
                length += read;
                if (length > most - 1 && length == buffer.Length)
                    throw TooLarge();
                if (length == buffer.Length)
                    Array.Resize(ref buffer, (int)Math.Min((long)buffer.Length * 2, most));
            }
            Array.Resize(ref buffer, length);
            return new WholeBody(buffer, content.Headers);
        }

        VenueException TooLarge() => faults.Error("too_large", $"The answer is larger than {most} bytes.", retryable: false);
    }

    protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => stream.WriteAsync(Bytes).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = Bytes.Length;
        return true;
    }
}
