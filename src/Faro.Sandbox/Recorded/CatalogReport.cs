using System.Globalization;

namespace Faro.Sandbox.Recorded;

/// <summary>The result for one file of a catalog directory.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Used">Records that the twins serve.</param>
/// <param name="NotUsed">Records that they do not.</param>
/// <param name="Note">What the records are, or why they are not used.</param>
public sealed record CatalogFile(string File, int Used, int NotUsed, string Note)
{
    /// <summary>The note of a file whose records are all used.</summary>
    internal const string Whole = "all records";

    /// <summary>Markets within used records that are not used themselves.</summary>
    public int NestedNotUsed { get; init; }

    /// <summary>Used records that are generated combinations of other markets: the venue lists them, and Faro leaves them out.</summary>
    public int Parlays { get; init; }

    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        var counts = (Used, NotUsed) switch
        {
            (0, > 0) => string.Create(CultureInfo.InvariantCulture, $"not used, {NotUsed:N0} records ({Note})"),
            (_, 0) when Note == Whole => string.Create(CultureInfo.InvariantCulture, $"{Used:N0} records, all used"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{Used:N0} records used, {NotUsed:N0} not ({Note})"),
        };
        return Parlays == 0 ? $"{File}: {counts}" : string.Create(CultureInfo.InvariantCulture, $"{File}: {counts}; {Parlays:N0} of them are parlays, which Faro leaves out");
    }
}

/// <summary>What the sandbox serves and from where.</summary>
/// <param name="Files">One entry per file of the directory; empty when only the built-in catalog is served.</param>
/// <param name="PolymarketMarkets">Markets that the Polymarket twin lists.</param>
/// <param name="KalshiMarkets">Markets that the Kalshi twins list, parlays not counted.</param>
/// <param name="KalshiParlays">Parlays that an unfiltered walk of Kalshi's markets meets first.</param>
/// <param name="ForesightMarkets">Markets that the Foresight twin lists.</param>
/// <param name="Notes">Further notes, one sentence each.</param>
public sealed record CatalogReport(
    IReadOnlyList<CatalogFile> Files, int PolymarketMarkets, int KalshiMarkets, int KalshiParlays, int ForesightMarkets, IReadOnlyList<string> Notes)
{
    /// <summary>The report as lines for people.</summary>
    public IEnumerable<string> Lines() =>
    [
        .. Files.Select(f => f.ToString()),
        string.Create(CultureInfo.InvariantCulture,
            $"The sandbox venues list {PolymarketMarkets:N0} Polymarket, {KalshiMarkets:N0} Kalshi and {ForesightMarkets:N0} Foresight markets{(KalshiParlays > 0 ? $", and {KalshiParlays:N0} Kalshi parlays, which Faro leaves out" : "")}."),
        .. Notes,
    ];
}

/// <summary>The result for a file's markets after a client has walked the catalogs.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Markets">Markets that the twins serve from it.</param>
/// <param name="Open">Those that the walk met and that trade, or will.</param>
/// <param name="Closed">Those that the walk met and that were closed or settled when they were recorded.</param>
/// <param name="NotRead">Those that the walk did not request, because they closed too long ago.</param>
public sealed record CatalogUse(string File, int Markets, int Open, int Closed, int NotRead);
