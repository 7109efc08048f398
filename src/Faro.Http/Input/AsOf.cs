using System.Globalization;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Log.Past;

namespace Faro.Http.Input;

/// <summary><c>as_of</c>: answer from the log as of a time or a sequence number.</summary>
internal static class AsOf
{
    /// <summary>The header with the sequence number of an <c>as_of</c> answer: asking again with this number always returns the same answer.</summary>
    public const string Header = "X-Log-Sequence";

    /// <summary>Answers from the log as of a point, or refuses a point that is not on it.</summary>
    /// <param name="asked">The moment.</param>
    /// <param name="log">The log.</param>
    /// <param name="then">The answer at a place in the log.</param>
    /// <param name="stop">Ends when the client goes away.</param>
    public static async Task<Answer> Answered(ReadUpTo asked, EventLog log, Func<long, Task<Answer>> then, CancellationToken stop)
    {
        switch (await log.PlaceOf(asked, stop))
        {
            case LogPoint.At at:
                return (await then(at.Sequence)).With(Header, at.Sequence.ToString(CultureInfo.InvariantCulture));
            case LogPoint.NotYet n:
                return Refused($"Is in the future: the log ends at {n.End}.");
            case LogPoint.BeforeTheLog { Began: { } began } b:
                return Refused($"Is before the start of the log, which begins with {b.First} at {ApiJson.Milliseconds(began)}.");
            default:
                return Refused("The log is empty.");
        }

        static Answer Refused(string why) => ApiErrors.InvalidQuery(Issues.Of("as_of", why));
    }
}
