namespace Faro.Sandbox.Faults;

/// <summary>A fault that was injected into a twin.</summary>
public sealed record Fault
{
    /// <summary>Names this fault in <c>DELETE /sandbox/faults</c>; given by the board.</summary>
    public int Id { get; init; }

    /// <summary><c>polymarket</c>, <c>kalshi</c>, <c>foresight</c>, or <c>*</c> for all.</summary>
    public required string Venue { get; init; }

    /// <summary>One of <see cref="FaultNames.All"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Only requests with this path prefix; null for all.</summary>
    public string? Path { get; init; }

    /// <summary>How often it still happens; null: until it is removed.</summary>
    public int? Count { get; init; }

    /// <summary>When it ends by itself; null for never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>For <c>slow</c>: the delay in milliseconds.</summary>
    public int DelayMs { get; init; } = 2000;
}

/// <summary>The faults by name.</summary>
public static class FaultNames
{
    /// <summary>Faults of every request, applied before the route runs.</summary>
    public static readonly IReadOnlyList<string> Transport =
        ["down", "slow", "drop_connection", "http_500", "http_503", "rate_limited", "region_block", "html_error", "broken_json"];

    /// <summary>Faults that a route applies at the right moment.</summary>
    public static readonly IReadOnlyList<string> Trading =
        ["stale_book", "accept_then_timeout", "restart_425", "post_only", "partial_fill", "reverted_fill", "soft_reject", "no_route", "blockhash_expired",
            "ws_gap", "ws_duplicate", "ws_reorder"];

    /// <summary>Every fault name that the board accepts. The last three of <see cref="Trading"/> lose, repeat and disorder messages of Polymarket's market channel.</summary>
    public static readonly IReadOnlyList<string> All = [.. Transport, .. Trading];
}

/// <summary>The active faults. Each use is counted; a used-up or expired fault is removed.</summary>
public sealed class FaultBoard(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];
    private int _lastId;
    private volatile bool _any;

    /// <summary>Adds a fault and returns it with its id; null when venue or name is unknown.</summary>
    public Fault? Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault.Venue is not ("polymarket" or "kalshi" or "foresight" or "*") || !FaultNames.All.Contains(fault.Name))
            return null;
        lock (_gate)
        {
            var added = fault with { Id = ++_lastId };
            _faults.Add(added);
            _any = true;
            return added;
        }
    }

    /// <summary>The faults that stand now.</summary>
    public IReadOnlyList<Fault> List()
    {
        lock (_gate)
        {
            Expire();
            return [.. _faults];
        }
    }

    /// <summary>Removes faults: one by id, one venue's, or all (both null). Returns how many.</summary>
    public int Clear(int? id = null, string? venue = null)
    {
        lock (_gate)
        {
            var removed = _faults.RemoveAll(f => (id is null || f.Id == id) && (venue is null || f.Venue == venue));
            _any = _faults.Count > 0;
            return removed;
        }
    }

    /// <summary>Uses a fault once if one is set for this venue (and path).</summary>
    public bool TryTake(string venue, string name, string? path = null) => Take(venue, name, path) is not null;

    /// <summary>Uses a fault once and returns it; null when none is set.</summary>
    public Fault? Take(string venue, string name, string? path = null)
    {
        if (!_any)
            return null;
        lock (_gate)
        {
            Expire();
            for (var i = 0; i < _faults.Count; i++)
            {
                var fault = _faults[i];
                if (fault.Name != name || (fault.Venue != "*" && fault.Venue != venue)
                    || (fault.Path is { } prefix && path?.StartsWith(prefix, StringComparison.Ordinal) != true))
                    continue;
                if (fault.Count is { } left)
                {
                    if (left <= 1)
                        _faults.RemoveAt(i);
                    else
                        _faults[i] = fault with { Count = left - 1 };
                    _any = _faults.Count > 0;
                }

                return fault;
            }

            return null;
        }
    }

    private void Expire()
    {
        var now = clock.GetUtcNow();
        _faults.RemoveAll(f => f.Until <= now);
        _any = _faults.Count > 0;
    }
}
