using Faro.Venues.Json;

namespace Faro.Venues.Http;

/// <summary>What all submissions have in common: which failures are certain, and which leave doubt.</summary>
internal static class Submission
{
    private const int MaxReason = 500;

    /// <summary>Sends once and lets <paramref name="read"/> judge a whole answer; every other ending is a value too.</summary>
    public static async Task<SubmitReply> Send(
        VenueHttp host, HttpRequestMessage request, Func<VenueAnswer, SubmitReply> read, CancellationToken cancel)
    {
        try
        {
            return read(await host.Once(request, cancel).ConfigureAwait(false));
        }
        catch (VenueException e) when (e.NothingSent)
        {
            return new SubmitReply.Rejected(e.Code, "The venue could not be reached; nothing was sent.") { Retryable = true };
        }
        catch (VenueException e)
        {
            return new SubmitReply.Unknown(e.Code);
        }
        catch (OperationCanceledException)
        {
            return new SubmitReply.Unknown("cancelled"); // the caller went away; the request may have arrived
        }
    }

    /// <summary>The same for a cancellation.</summary>
    public static async Task<CancelReply> Cancel(
        VenueHttp host, HttpRequestMessage request, Func<VenueAnswer, CancelReply> read, CancellationToken cancel)
    {
        try
        {
            return read(await host.Once(request, cancel).ConfigureAwait(false));
        }
        catch (VenueException e) when (e.NothingSent)
        {
            return new CancelReply.Refused(e.Code, "The venue could not be reached; nothing was sent.") { Retryable = true };
        }
        catch (VenueException e)
        {
            return new CancelReply.Unknown(e.Code);
        }
        catch (OperationCanceledException)
        {
            return new CancelReply.Unknown("cancelled");
        }
    }

    /// <summary>A venue's own words, in bounds; a stand-in when it had none.</summary>
    public static string Words(string? text, VenueAnswer answer) =>
        string.IsNullOrWhiteSpace(text) ? $"The venue answered {(int)answer.Status}." : Bounded(text);

    /// <summary>Words in bounds.</summary>
    public static string Bounded(string text) => text.Length <= MaxReason ? text : text[..MaxReason];

    /// <summary>The error text of a body, wherever this venue's front or its proxies put it; null when there is none.</summary>
    public static (string? Code, string? Text, decimal? RetrySeconds) Error(ReadOnlyMemory<byte> body)
    {
        var found = Tolerant.Document(body, root => new Found(
            Tolerant.Text(root, "code"u8) ?? Tolerant.Text(root, "errorCode"u8),
            Tolerant.Text(root, "errorMsg"u8) is { Length: > 0 } text ? text
                : Tolerant.Text(root, "error"u8) ?? Tolerant.Text(root, "msg"u8) ?? Tolerant.Text(root, "message"u8),
            Tolerant.Number(root, "retry_after_seconds"u8)));
        return (found?.Code, found?.Text, found?.RetrySeconds);
    }

    private sealed record Found(string? Code, string? Text, decimal? RetrySeconds);
}
