using System.Text;

namespace Faro.Sandbox.Serving;

/// <summary>A request that carries a signed order, as it reached a twin.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="At">When it came.</param>
/// <param name="Body">Its text, signatures included.</param>
public sealed record Submission(string Venue, DateTimeOffset At, string Body);

/// <summary>Every order that reached a twin, whatever became of it there; kept only when asked for.</summary>
public sealed class SubmissionLog
{
    private const int MostKept = 20_000;
    private readonly Queue<Submission> _kept = new();
    private readonly bool _keep;
    private readonly TimeProvider _clock;

    internal SubmissionLog(bool keep, TimeProvider clock)
    {
        _keep = keep;
        _clock = clock;
    }

    /// <summary>What came so far, oldest first; of very many the newest.</summary>
    public IReadOnlyList<Submission> All
    {
        get
        {
            lock (_kept)
                return [.. _kept];
        }
    }

    /// <summary>Notes the request if it carries an order, before any fault is shown.</summary>
    internal async Task Note(string venue, HttpContext http)
    {
        var request = http.Request;
        if (!_keep || request.Method != "POST" || request.Path.Value is not ("/order" or "/orders" or "/v1/orders" or "/"))
            return;
        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, Encoding.UTF8, leaveOpen: true);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        request.Body.Position = 0;
        if (request.Path.Value == "/" && !body.Contains("\"sendTransaction\"", StringComparison.Ordinal))
            return;
        lock (_kept)
        {
            if (_kept.Count == MostKept)
                _kept.Dequeue();
            _kept.Enqueue(new Submission(venue, _clock.GetUtcNow(), body));
        }
    }
}
