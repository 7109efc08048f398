using System.Globalization;

namespace Faro.Sandbox.Recorded;

/// <summary>What became of one file of a catalog directory.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Used">Records that the twins serve.</param>
/// <param name="NotUsed">Records that they do not.</param>
/// <param name="Note">What the records are, or why they are not used.</param>
public sealed record CatalogFile(string File, int Used, int NotUsed, string Note)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}: {Used} used, {NotUsed} not used ({Note})");
}

/// <summary>What the sandbox serves and from where.</summary>
/// <param name="Files">One entry a file of the directory; empty when only the built-in catalog is served.</param>
/// <param name="PolymarketMarkets">Markets that the Polymarket twin lists.</param>
/// <param name="KalshiMarkets">Markets that the Kalshi twins list, parlays not counted.</param>
/// <param name="KalshiParlays">Parlays that an unfiltered walk of Kalshi's markets meets first.</param>
/// <param name="ForesightMarkets">Markets that the Foresight twin lists.</param>
/// <param name="Notes">What else is to be known, one sentence each.</param>
public sealed record CatalogReport(
    IReadOnlyList<CatalogFile> Files, int PolymarketMarkets, int KalshiMarkets, int KalshiParlays, int ForesightMarkets, IReadOnlyList<string> Notes)
{
    /// <summary>The report as lines for people.</summary>
    public IEnumerable<string> Lines() =>
    [
        .. Files.Select(f => f.ToString()),
        string.Create(CultureInfo.InvariantCulture,
            $"serving {PolymarketMarkets} Polymarket, {KalshiMarkets} Kalshi (and {KalshiParlays} parlays), {ForesightMarkets} Foresight markets"),
        .. Notes,
    ];
}
