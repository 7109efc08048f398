namespace Faro.Sandbox.BuiltIn;

/// <summary>What is written by hand of a Polymarket market; the rest of its record is derived.</summary>
internal sealed record PolyDraft(string Event, string EventTitle, string Question, string Rules, string Ends, int Cents)
{
    /// <summary>Short name inside a group; empty for a market alone in its event.</summary>
    public string Group { get; init; } = "";

    public string Yes { get; init; } = "Yes";

    public string No { get; init; } = "No";

    /// <summary>Exactly one market of the event wins.</summary>
    public bool NegRisk { get; init; }

    public string Source { get; init; } = "";

    public string Tag { get; init; } = "Politics";

    /// <summary>Start of a game, for sports.</summary>
    public string GameStart { get; init; } = "";
}

/// <summary>What is written by hand of a Kalshi market.</summary>
internal sealed record KalshiDraft(
    string Series, string Event, string EventTitle, string Suffix, string Title, string Yes, string Rules, string More, string Closes, int Cents)
{
    public string SubTitle { get; init; } = "";

    public string Category { get; init; } = "Politics";

    public bool Exclusive { get; init; }

    public decimal? Floor { get; init; }

    public decimal? Cap { get; init; }

    public string Ticker => Suffix.Length == 0 ? Event : $"{Event}-{Suffix}";
}

/// <summary>What is written by hand of a Foresight market.</summary>
internal sealed record ForeDraft(string Key, string Question, string Summary, string Rules, string Ends, int Cents);

/// <summary>Collects what the families draft, and the truth about pairs.</summary>
internal sealed class CatalogDraft
{
    public List<PolyDraft> Poly { get; } = [];

    public List<KalshiDraft> Kalshi { get; } = [];

    public List<ForeDraft> Fore { get; } = [];

    /// <summary>Pairs by draft, in the order they were written.</summary>
    public List<(object Left, object Right, bool Same, bool Inverted, string Why)> Pairs { get; } = [];

    public PolyDraft Add(PolyDraft draft)
    {
        Poly.Add(draft);
        return draft;
    }

    public KalshiDraft Add(KalshiDraft draft)
    {
        Kalshi.Add(draft);
        return draft;
    }

    public ForeDraft Add(ForeDraft draft)
    {
        Fore.Add(draft);
        return draft;
    }

    /// <summary>The two settle alike. <paramref name="inverted"/>: YES of one is NO of the other.</summary>
    public void Same(object? left, object? right, string why, bool inverted = false)
    {
        if (left is not null && right is not null)
            Pairs.Add((left, right, true, inverted, why));
    }

    /// <summary>The two look alike and settle differently.</summary>
    public void Near(object? left, object? right, string why)
    {
        if (left is not null && right is not null)
            Pairs.Add((left, right, false, false, why));
    }
}
