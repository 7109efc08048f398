using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Log.Past;

namespace Faro.Http.Webhooks;

/// <summary>A request for a redelivery: read, resolved to places in the log, and recorded.</summary>
internal static class Redelivery
{
    /// <summary>Records the request; it also resumes a disabled webhook.</summary>
    /// <param name="asked">The request.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="owner">The required owner of the webhook; null: any.</param>
    /// <param name="webhooks">The webhooks.</param>
    /// <param name="log">The log.</param>
    /// <param name="http">The request.</param>
    public static async Task<Answer> Ask(RedeliverParameters asked, Caller caller, Caller? owner, WebhookStore webhooks, EventLog log, HttpContext http)
    {
        var wish = new WebhookRedeliveryRequested(null);
        if (asked is { From: null, To: not null })
            return Refused("to", "Is the end of a part of the log: from says where it begins.");
        if (asked.From is { } from)
        {
            var (after, fault) = await Before(from, log, http.RequestAborted);
            if (fault is not null)
                return Refused("from", fault);
            if (await log.PlaceOf(asked.To ?? ReadUpTo.End, http.RequestAborted) is not LogPoint.At { Sequence: var upTo } || upTo < after)
                return Refused("to", "Is no place of the log behind from.");
            wish = wish with { After = after, UpTo = upTo };
        }

        return await webhooks.Decide(
            asked.Id, owner, w => w.Status == WebhookView.Disabled ? [new WebhookResumed(), wish] : [wish], caller.Metadata(http), http.RequestAborted)
            ? Answer.Of(new WebhookStateAnswer { Id = asked.Id, Status = "redelivery_requested" })
            : ApiErrors.NotFound("No such webhook.");
    }

    /// <summary>The last place before a given time or place.</summary>
    private static async Task<(long Place, string? Fault)> Before(ReadUpTo from, EventLog log, CancellationToken cancel)
    {
        var before = from.Time is { } time ? new ReadUpTo(Time: time.AddMicroseconds(-1)) : new ReadUpTo(Sequence: from.Sequence - 1);
        return before.Sequence < 1
            ? (0, null)
            : await log.PlaceOf(before, cancel) switch
            {
                LogPoint.At at => (at.Sequence, null),
                LogPoint.BeforeTheLog => (0, null),
                _ => (0, "Lies in the future."),
            };
    }

    private static Answer Refused(string name, string why) => ApiErrors.InvalidQuery(Issues.Of(name, why));
}
