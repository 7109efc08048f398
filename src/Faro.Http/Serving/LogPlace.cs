using System.Globalization;
using Faro.Http.Input;
using Faro.Log;
using Faro.Log.Past;

namespace Faro.Http.Serving;

/// <summary>Adds the log position that an answer includes at least.</summary>
internal static class LogPlace
{
    /// <summary>Answers, with <see cref="AsOf.Header"/>.</summary>
    /// <param name="log">The log.</param>
    /// <param name="views">The projections whose views are read; none for the log itself or inline views.</param>
    /// <param name="read">The reading.</param>
    /// <param name="stop">Ends when the client goes away.</param>
    public static async Task<Answer> AnswerWithPlace(EventLog log, IReadOnlyCollection<Type> views, Func<Task<Answer>> read, CancellationToken stop)
    {
        // Before reading: the answer includes everything up to here, and perhaps more.
        var place = await log.PlaceOfViews(views, stop);
        var answer = await read();
        return answer.Status == 200 ? answer.With(AsOf.Header, place.ToString(CultureInfo.InvariantCulture)) : answer;
    }
}
