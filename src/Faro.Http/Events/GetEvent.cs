using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Matching;

namespace Faro.Http.Events;

/// <summary><c>GET /api/v1/events/{id}</c>: one unified event, under every id that it ever had.</summary>
internal static class GetEvent
{
    public static Parameter<Guid> Id { get; } = Parameters.PathId("Unified event id.");

    public static ApiRoute Create(EventQueries events, EventLog log) =>
        ApiRoute.Get("/api/v1/events/{id}", Access.Read, call => AsOf.Answered(call, log, () => Handle(call, events), at => Handle(call, events, at))) with
        {
            Parameters = [Id, AsOf.Parameter],
            Docs = new RouteDocs("getEvent", "Events", "Get event", "EventDetail")
            {
                Description = "The full unified event, including the listings of all its venues and the primary venue's description and timeline. "
                    + "A merged event answers under every id it ever had; event.id is the canonical one. With as_of, merges, aliases and splits are those of then.",
                Also = [404],
            },
        };

    // Without the request's token: to arm it costs as much as the whole read by key, which is over before anyone could cancel.
    private static async Task<Answer> Handle(Call call, EventQueries events) =>
        await events.Find(call.Get(Id), CancellationToken.None) is { } json
            ? Answer.Json(Wrapped(json))
            : ApiErrors.NotFound("No such event.");

    private static async Task<Answer> Handle(Call call, EventQueries events, long at) =>
        await events.FindAsOf(call.Get(Id), at, call.Cancel) is { } json
            ? Answer.Json(Wrapped(json))
            : ApiErrors.NotFound("No such event then.");

    private static byte[] Wrapped(byte[] json)
    {
        var before = "{\"event\":"u8;
        var bytes = new byte[before.Length + json.Length + 1];
        before.CopyTo(bytes);
        json.CopyTo(bytes, before.Length);
        bytes[^1] = (byte)'}';
        return bytes;
    }
}
