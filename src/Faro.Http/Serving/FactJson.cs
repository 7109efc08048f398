using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Http.Keys;
using Faro.Http.Orders;
using Faro.Ingest;
using Faro.Log.Past;
using Faro.Log.Projecting;
using Faro.Matching.Matches;
using Faro.Orders;
using JasperFx.Events;

namespace Faro.Http.Serving;

/// <summary>Recorded facts and the state that they lead to, in the API's JSON; for readers of the log without the API.</summary>
public static class FactJson
{
    /// <summary>The fact: snake_case names, dollars, shares, times in UTC with a Z.</summary>
    public static JsonObject Data(IEvent fact) => (JsonObject)JsonSerializer.SerializeToNode(fact.Data, fact.Data.GetType(), HistoryJson.Options)!;

    /// <summary>Who did it: a key, the operator, or the job whose run it came from; null if that was not recorded.</summary>
    public static string? By(IEvent fact) => fact.UserName ?? (fact.CorrelationId?.Split('/') is ["run", var job, ..] ? job : null);

    /// <summary>The state of one stream after its facts up to some point; null if the stream has none of its own.</summary>
    /// <param name="facts">The stream's facts from the first one on.</param>
    /// <param name="at">The time as of which the state is shown: an order that was not sent may have expired by then.</param>
    public static JsonObject? State(IReadOnlyList<IEvent> facts, DateTimeOffset at) => facts is not [var first, ..] ? null : first.Data switch
    {
        OrderEvent => Fold(new OrderViews(), facts) is { } order ? OrderJson.Whole(order, at) : null,
        KeyEvent => Fold(new KeyViews(), facts) is { } key ? Without(ToJson(key), "sha256") : null,
        MatchEvent => Fold(new MatchViews(), facts) is { } pair ? (JsonObject)JsonNode.Parse(ViewReplay<MatchView>.Json(pair))! : null,
        MarketEvent => Fold(new MarketViews(), facts) is { } market ? ToJson(market) : null,
        RawEventListed or RawEventChanged => Fold(new RawEventViews(), facts) is { } listed ? ToJson(listed) : null,
        RunEvent => Fold(new RunViews(), facts) is { } run ? ToJson(run) : null,
        _ => null,
    };

    private static TView? Fold<TView>(StreamProjection<TView> projection, IReadOnlyList<IEvent> facts)
        where TView : class
    {
        TView? view = null;
        foreach (var fact in facts)
            view = projection.Project(view, fact);
        return view;
    }

    private static JsonObject ToJson<TView>(TView view) => (JsonObject)JsonSerializer.SerializeToNode(view, HistoryJson.Options)!;

    private static JsonObject Without(JsonObject state, string name)
    {
        state.Remove(name);
        return state;
    }
}
