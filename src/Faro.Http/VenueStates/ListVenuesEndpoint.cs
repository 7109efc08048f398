using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Ingest.Syncing;
using Faro.Log;
using Faro.Venues;
using Wolverine.Http;

namespace Faro.Http.VenueStates;

/// <summary><c>GET /api/v1/venues</c>: each venue's state, how fresh its catalog is, and its maintenance windows.</summary>
[Tags("Venues")]
public static class ListVenuesEndpoint
{
    /// <summary>List venues</summary>
    /// <remarks>Each venue's state for this key, the age of its catalog, the result of its last sync, and the current or next maintenance window.</remarks>
    [WolverineGet("/api/v1/venues", OperationId = "listVenues"), Scope("read"), Returns<VenueListAnswer>(FromLog = true)]
    public static Task<Answer> Get(Caller caller, VenueCatalogs catalogs, VenueSets sets, SyncOptions sync, EventLog log, TimeProvider clock, CancellationToken stop) =>
        LogPlace.AnswerWithPlace(log, [typeof(MarketViews), typeof(RunViews)], () => All(caller, catalogs, sets, sync, clock, stop), stop);

    private static async Task<Answer> All(Caller caller, VenueCatalogs catalogs, VenueSets sets, SyncOptions sync, TimeProvider clock, CancellationToken stop)
    {
        var trading = caller.Test ? sets.Sandbox : sets.Live;
        var now = clock.GetUtcNow();
        return Answer.Of(new VenueListAnswer
        {
            Venues = [.. (await catalogs.Read(stop)).Select(c => VenueAnswer.Of(c, trading?.Trading(c.Venue) is not null, sync.StaleAfter, now))],
        });
    }
}
