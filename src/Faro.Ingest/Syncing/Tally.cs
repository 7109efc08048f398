using Faro.Venues;

namespace Faro.Ingest.Syncing;

/// <summary>Counts one venue's part of a run. Batches are counted when they are on the log.</summary>
internal sealed class Tally(int samples)
{
    private readonly SortedDictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string)> _rejected = [];
    private readonly List<RejectedSample> _samples = [];
    private int _listed, _changed, _quoted, _reopened, _closed, _vanished, _resolved, _rawEvents, _facts;

    public int Rejected => _rejected.Count;

    /// <summary>True the first time that this record is rejected for this reason.</summary>
    public bool Reject(RejectedRecord record)
    {
        if (!_rejected.Add((record.RecordId, record.Code)))
            return false;
        _codes[record.Code] = _codes.GetValueOrDefault(record.Code) + 1;
        if (_samples.Count < samples)
            _samples.Add(new RejectedSample(record.RecordId, record.Code, record.Detail));
        return true;
    }

    public void Add(SyncBatch batch)
    {
        foreach (var fact in batch.Facts)
        {
            _facts++;
            switch (fact)
            {
                case MarketListed: _listed++; break;
                case MarketTermsChanged or MarketTradingTermsChanged: _changed++; break;
                case MarketQuoted: _quoted++; break;
                case MarketOpened or MarketPaused or MarketReopened: _reopened++; break;
                case MarketClosed { Reason: MarketClosed.Vanished }: _closed++; _vanished++; break;
                case MarketClosed: _closed++; break;
                case MarketResolved: _resolved++; break;
                default: _rawEvents++; break;
            }
        }
    }

    public SyncCounts Counts(int seen, int rawEventsSeen, long durationMs) => new()
    {
        Seen = seen,
        Listed = _listed,
        Changed = _changed,
        Quoted = _quoted,
        Reopened = _reopened,
        Closed = _closed,
        Vanished = _vanished,
        Resolved = _resolved,
        RawEvents = rawEventsSeen,
        RawEventsChanged = _rawEvents,
        Rejected = Rejected,
        RejectedByCode = _codes,
        RejectedSamples = _samples,
        FactsAppended = _facts,
        DurationMs = durationMs,
    };
}
