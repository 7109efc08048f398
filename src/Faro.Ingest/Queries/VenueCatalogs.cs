using System.Text.Json;
using Faro.Log;
using Faro.Venues;

namespace Faro.Ingest.Queries;

/// <summary>How fresh a venue's catalog is.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="Markets">Markets ever listed.</param>
/// <param name="Trading">Of those, markets that trade.</param>
/// <param name="Last">The last run that tried the venue, with the venue's part of it; null when none did.</param>
/// <param name="SyncedAt">When the last run ended that read the venue completely; null when none did.</param>
public sealed record VenueCatalog(Venue Venue, long Markets, long Trading, (RunView Run, RunVenue Part)? Last, DateTimeOffset? SyncedAt);

/// <summary>Reads the age of the venues' catalogs; at most every five seconds, however often it is called.</summary>
public sealed class VenueCatalogs(RunQueries runs, MarketQueries markets, TimeProvider time)
{
    private const int RunsLookedAt = 50;
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);
    private volatile Kept? _kept;

    /// <summary>Every venue, in the fixed order of venues.</summary>
    public async Task<IReadOnlyList<VenueCatalog>> Read(CancellationToken cancel = default)
    {
        if (_kept is { } kept && time.GetElapsedTime(kept.At) < KeptFor)
            return kept.Catalogs;
        var at = time.GetTimestamp();
        var counts = (await markets.Counts(cancel)).ToDictionary(c => c.Venue, StringComparer.Ordinal);
        RunView[] latest = [.. (await runs.Latest("sync", RunsLookedAt, cancel)).Select(json =>
            JsonSerializer.Deserialize<RunView>(json, EventTypes.DefaultJson) ?? throw new InvalidDataException("A stored run is JSON null."))];
        VenueCatalog[] catalogs = [.. VenueNames.All.Select(v => Of(v, counts.GetValueOrDefault(v.Name()), latest))];
        _kept = new Kept(at, catalogs);
        return catalogs;
    }

    /// <summary>From the runs, the newest first.</summary>
    private static VenueCatalog Of(Venue venue, (string Venue, long All, long Trading) counts, IReadOnlyList<RunView> runs)
    {
        var tried = runs.Select(r => (Run: r, Part: r.Venues.FirstOrDefault(v => v.Venue == venue.Name()))).Where(r => r.Part is not null).ToList();
        return new VenueCatalog(
            venue, counts.All, counts.Trading, tried.Count == 0 ? null : (tried[0].Run, tried[0].Part!),
            tried.Where(r => r.Part!.Error is null).Select(r => r.Run.CompletedAt ?? r.Run.StartedAt).Cast<DateTimeOffset?>().FirstOrDefault());
    }

    private sealed record Kept(long At, IReadOnlyList<VenueCatalog> Catalogs);
}
