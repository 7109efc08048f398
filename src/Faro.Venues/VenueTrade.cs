namespace Faro.Venues;

/// <summary>A trade that a venue made public.</summary>
/// <param name="Id">The venue's id of it.</param>
/// <param name="Level">The price of the first outcome (YES), and how many shares.</param>
/// <param name="Side">Whether the taker bought or sold.</param>
/// <param name="Outcome">With which outcome.</param>
/// <param name="At">When.</param>
public sealed record VenueTrade(string Id, BookLevel Level, Side Side, Outcome Outcome, DateTimeOffset At);
