using System.Globalization;
using System.Text.Json.Nodes;
using Faro.Http.Serving;
using Faro.Log;

namespace Faro.Http.Input;

/// <summary><c>as_of</c>: answer as the log stood at a time or a sequence number.</summary>
internal static class AsOf
{
    /// <summary>The header that tells which place in the log an <c>as_of</c> answer stands for: asked for again by this number, the answer is the same for good.</summary>
    public const string Header = "X-Log-Sequence";

    public static Parameter<ReadUpTo?> Parameter { get; } = new(
        "as_of", "Answer as the log stood at this time (ISO 8601) or at this sequence number. Not the future, and not before the log began.",
        new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "string", ["format"] = "date-time" },
                new JsonObject { ["type"] = "integer", ["minimum"] = 0 }),
        },
        text => text.Length <= 18 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? (new ReadUpTo(Sequence: sequence), null)
            : Parameters.ReadTime(text) is { } time
                ? (new ReadUpTo(Time: time), null)
                : (null, "Must be an ISO 8601 time with Z or an offset, or a sequence number of the log."),
        null);

    /// <summary>Answers from the log as it stood, or refuses a point that it does not hold; as the views stand when nothing is asked.</summary>
    /// <param name="call">The call.</param>
    /// <param name="log">The log.</param>
    /// <param name="now">The answer when <c>as_of</c> is absent.</param>
    /// <param name="then">The answer at a place in the log.</param>
    public static async Task<Answer> Answered(Call call, EventLog log, Func<Task<Answer>> now, Func<long, Task<Answer>> then)
    {
        if (call.Get(Parameter) is not { } asked)
            return await now();
        switch (await log.PlaceOf(asked, call.Cancel))
        {
            case LogPoint.At at:
                return (await then(at.Sequence)).With(Header, at.Sequence.ToString(CultureInfo.InvariantCulture));
            case LogPoint.NotYet n:
                return Refused($"Lies in the future: the log's settled end is {n.End}.");
            case LogPoint.BeforeTheLog { Began: { } began } b:
                return Refused($"Lies before the log began, with {b.First} at {ApiJson.Milliseconds(began)}.");
            default:
                return Refused("The log is empty.");
        }

        static Answer Refused(string why) => ApiErrors.InvalidQuery(Issues.Of("as_of", why));
    }
}
