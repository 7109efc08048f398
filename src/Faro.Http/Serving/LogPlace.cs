using System.Globalization;
using Faro.Http.Input;
using Faro.Log;
using Faro.Log.Past;

namespace Faro.Http.Serving;

/// <summary>Tells with an answer from the log how far it had come at least.</summary>
internal static class LogPlace
{
    /// <summary>Answers, with <see cref="AsOf.Header"/>.</summary>
    /// <param name="log">The log.</param>
    /// <param name="views">The projections whose views are read; none where the log itself or inline views are.</param>
    /// <param name="read">The reading.</param>
    /// <param name="stop">Ends when the client goes away.</param>
    public static async Task<Answer> Told(EventLog log, IReadOnlyCollection<Type> views, Func<Task<Answer>> read, CancellationToken stop)
    {
        // Before the reading: what is read holds all up to here, and perhaps some more.
        var place = await log.PlaceOfViews(views, stop);
        var answer = await read();
        return answer.Status == 200 ? answer.With(AsOf.Header, place.ToString(CultureInfo.InvariantCulture)) : answer;
    }
}
