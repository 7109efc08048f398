using System.Threading.Channels;
using Faro.Log;
using Faro.Venues;
using Marten.Exceptions;
using Npgsql;

namespace Faro.Ingest.Syncing;

/// <summary>What became of one venue's part of a run.</summary>
internal sealed record VenueOutcome(SyncCounts Counts, string? Code = null, string? Reason = null);

/// <summary>
/// Records one venue's catalog: reads, decides, appends in batches. Reading and parsing, deciding, and appending overlap;
/// what is in flight is bounded. One instance for one venue in one run.
/// </summary>
internal sealed class VenueSync(EventLog log, RawPayloads payloads, SyncOptions options, TimeProvider clock, IngestTelemetry telemetry, string run, IMarketSource source)
{
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(2);

    private readonly Tally _tally = new(options.RejectedSamples);
    private readonly EventMetadata _metadata = new(CorrelationId: run);
    private KnownCatalog _known = new();
    private SyncBatch _batch = new();
    private readonly DepthPlan _depth = new(options.DepthMarkets);
    private Task _appending = Task.CompletedTask;

    /// <summary>Called before each step with its name; tests stop a run there.</summary>
    internal Action<string>? AtStep { get; init; }

    public async Task<VenueOutcome> Run(CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        string? code = null, reason = null;
        try
        {
            (code, reason) = await Sync(cancel);
        }
        catch (Exception e) when (e is MartenException || e.IsConflict())
        {
            (code, reason) = ("append_failed", $"The append did not succeed: {(e.InnerException ?? e).Message}");
            telemetry.VenueBroke(run, source.Venue, e);
        }
        catch (NpgsqlException e)
        {
            (code, reason) = ("database", $"The database failed: {e.GetType().Name} {e.SqlState}.");
            telemetry.VenueBroke(run, source.Venue, e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A bug in one venue's reader must not fail the other venues; it is logged with its trace.
            (code, reason) = ("internal", $"{e.GetType().Name} while reading the venue.");
            telemetry.VenueBroke(run, source.Venue, e);
        }

        var counts = _tally.Counts(_known.Seen, _known.RawEventsSeen, (long)clock.GetElapsedTime(started).TotalMilliseconds);
        telemetry.VenueEnded(run, source.Venue, counts, code, reason);
        return new VenueOutcome(counts, code, reason);
    }

    private async Task<(string? Code, string? Reason)> Sync(CancellationToken cancel)
    {
        _known = await KnownCatalog.Load(log, source.Venue, cancel);
        var pages = Channel.CreateBounded<CatalogPage>(new BoundedChannelOptions(4) { SingleReader = true, SingleWriter = true });
        // The venue's deadlines apply only to the walk: what was read before is kept like everything else.
        using var whole = new CancellationTokenSource(options.VenueTimeout, clock);
        using var next = new CancellationTokenSource(options.VenueStall, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, whole.Token, next.Token);
        var walk = Task.Run(() => Walk(pages.Writer, stop.Token), CancellationToken.None);
        VenueException? failure;
        try
        {
            await foreach (var page in pages.Reader.ReadAllAsync(stop.Token))
            {
                next.CancelAfter(Timeout.InfiniteTimeSpan); // while its pages are processed, the wait is not for the venue
                await Process(page, cancel);
                next.CancelAfter(options.VenueStall);
            }

            failure = await walk;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            failure = new VenueException(source.Venue, "timeout", whole.IsCancellationRequested
                ? $"Reading the catalog took longer than {options.VenueTimeout}."
                : $"The venue has returned no page for {options.VenueStall}.");
        }
        finally
        {
            await stop.CancelAsync();
            // A walk that does not stop is abandoned: it can neither write nor delay the run.
            await Task.WhenAny(walk, Task.Delay(LongestGoodbye, CancellationToken.None));
        }

        if (failure is null && _known.Seen == 0 && _tally.Rejected == 0 && _known.Unseen().Count > 0)
            failure = new VenueException(source.Venue, "empty_catalog", "The venue's catalog is empty, which is treated as an error: no market is closed.");
        if (failure is null)
            await CloseVanished(cancel);
        await Flush(cancel);
        await _appending;
        if (failure is null && options.DepthMarkets > 0 && source is IBookSource books)
            await ReadDepth(books, cancel);
        return failure is null ? default : (failure.Code, failure.Message);
    }

    /// <summary>Both parts of the catalog. An error that ends a walk early is passed on, so that what was read before is kept.</summary>
    private async Task<VenueException?> Walk(ChannelWriter<CatalogPage> pages, CancellationToken cancel)
    {
        try
        {
            foreach (var scope in (CatalogScope[])[CatalogScope.Open, CatalogScope.RecentlyClosed])
            {
                await foreach (var page in source.Walk(scope, cancel).WithCancellation(cancel))
                    await pages.WriteAsync(page, cancel);
            }

            return null;
        }
        catch (VenueException e)
        {
            return e;
        }
        finally
        {
            pages.TryComplete();
        }
    }

    private async Task Process(CatalogPage page, CancellationToken cancel)
    {
        AtStep?.Invoke("page");
        foreach (var rejected in page.Rejected)
            Reject(rejected);
        foreach (var e in page.Events)
            Process(e);
        foreach (var market in page.Markets)
        {
            if (Fitness.Problem(market) is { } problem)
            {
                Reject(new RejectedRecord(source.Venue, market.Market.MarketId, problem.Code, problem.Detail));
                continue;
            }

            var known = _known.See(market.Market.MarketId);
            _depth.Consider(market);
            if (MarketDecider.Decide(known, market) is { Count: > 0 } facts)
                Enter(market.Market, known, facts, market);
        }

        if (_batch.Count >= options.BatchSize)
            await Flush(cancel);
    }

    private void Reject(RejectedRecord rejected)
    {
        if (_tally.Reject(rejected))
            telemetry.Rejected(rejected);
    }

    private void Process(EventSnapshot e)
    {
        var stream = RawEventView.StreamId(source.Venue, e.EventId);
        if (Fitness.Problem(e, stream) is { } problem)
        {
            Reject(new RejectedRecord(source.Venue, e.EventId, problem.Code, problem.Detail));
            return;
        }

        var known = _known.SeeRawEvent(e.EventId);
        if (RawEventDecider.Decide(known?.Hash, e) is not { } fact)
            return;
        var version = known?.Version ?? 0;
        _batch.Enter(stream, version, [fact], new RawEventEntry(e));
        _known.SetRawEvent(e.EventId, version + 1, HashOf(fact));
    }

    private void Enter(MarketRef market, KnownMarket? known, IReadOnlyList<MarketEvent> facts, MarketSnapshot? snapshot)
    {
        _batch.Enter(market.StreamId, known?.Version ?? 0, facts, new MarketEntry(market, snapshot));
        _known.Set(market.MarketId, KnownMarket.After(known, facts));
    }

    private async Task CloseVanished(CancellationToken cancel)
    {
        AtStep?.Invoke("vanished");
        foreach (var (id, state) in _known.Unseen())
        {
            Enter(new MarketRef(source.Venue, id), state, MarketDecider.DecideVanished(state), null);
            if (_batch.Count >= options.BatchSize)
                await Flush(cancel);
        }
    }

    /// <summary>Records the depth of the books in the plan, like everything else. If a book cannot be read, its known depth is kept.</summary>
    private async Task ReadDepth(IBookSource books, CancellationToken cancel)
    {
        AtStep?.Invoke("depth");
        using var limit = new CancellationTokenSource(options.DepthTimeout, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        var (read, failed) = await _depth.Read(books, stop.Token);
        cancel.ThrowIfCancellationRequested();
        if (failed > 0)
            telemetry.DepthUnread(run, source.Venue, failed);
        foreach (var (id, depth) in read.Concat(_depth.NoLonger(_known.WithDepth()).Select(id => new KeyValuePair<string, Money?>(id, null))))
        {
            if (_known.Find(id) is not { IsOver: false } known || MarketDecider.DecideDepth(known, depth?.Dollars) is not { Count: > 0 } facts)
                continue;
            var market = new MarketRef(source.Venue, id);
            _batch.Enter(market.StreamId, known.Version, facts, new DepthEntry(market, depth?.Dollars));
            _known.Set(id, KnownMarket.After(known, facts));
        }

        await Flush(cancel);
        await _appending;
    }

    /// <summary>Hands the batch to the appender; waits for the batch before it, so that at most one is in flight.</summary>
    private async Task Flush(CancellationToken cancel)
    {
        await _appending;
        if (_batch.Count == 0)
            return;
        var batch = _batch;
        _batch = new SyncBatch();
        _appending = Task.Run(() => Append(batch, cancel), CancellationToken.None);
    }

    private async Task Append(SyncBatch batch, CancellationToken cancel)
    {
        // Records first: a fact never refers to a record that is not stored; a record without a fact does no harm.
        AtStep?.Invoke("keep");
        await payloads.Keep(batch.Records, cancel);
        for (var attempt = 1; batch.Count > 0; attempt++)
        {
            AtStep?.Invoke("append");
            try
            {
                await batch.Append(log.Store, _metadata, cancel);
                AtStep?.Invoke("appended");
                break;
            }
            catch (Exception e) when (attempt < 6 && (e.IsConflict() || e.IsLostConnection()))
            {
                if (e.IsLostConnection())
                    await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), clock, cancel);
            }

            await Reread(batch, cancel);
            await payloads.Keep(batch.Records, cancel);
        }

        _tally.Add(batch);
    }

    /// <summary>
    /// Another writer changed some of the streams, or the last attempt is on the log after all: those streams are folded again and
    /// decided again on what is there now.
    /// </summary>
    private async Task Reread(SyncBatch batch, CancellationToken cancel)
    {
        foreach (var entry in await batch.Moved(log.Store, cancel))
        {
            switch (entry.Source)
            {
                case DepthEntry d:
                    var now = await log.ReadStream(entry.Stream, cancel: cancel);
                    batch.Replace(entry, now.Count, now.Aggregate((MarketView?)null, MarketView.Evolve) is { } market ? MarketDecider.DecideDepth(KnownMarket.From(market), d.DepthUsd) : []);
                    break;
                case MarketEntry m:
                    var of = await log.ReadStream(entry.Stream, cancel: cancel);
                    var known = of.Aggregate((MarketView?)null, MarketView.Evolve) is { } view ? KnownMarket.From(view) : null;
                    var facts = m.Snapshot is { } snapshot ? MarketDecider.Decide(known, snapshot)
                        : known is null ? [] : MarketDecider.DecideVanished(known);
                    batch.Replace(entry, of.Count, facts);
                    lock (_known)
                        _known.Set(m.Market.MarketId, KnownMarket.After(known, facts));
                    break;
                case RawEventEntry r:
                    var before = await log.ReadStream(entry.Stream, cancel: cancel);
                    var fact = RawEventDecider.Decide(before.Aggregate((RawEventView?)null, RawEventView.Evolve)?.TermsHash, r.Snapshot);
                    batch.Replace(entry, before.Count, fact is null ? [] : [fact]);
                    break;
            }
        }
    }

    private static ContentHash HashOf(object fact) => fact switch
    {
        RawEventListed l => l.TermsHash,
        RawEventChanged c => c.TermsHash,
        _ => throw new InvalidOperationException($"{fact.GetType().Name} is not a fact about a grouping."),
    };
}
