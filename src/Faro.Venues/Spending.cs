using System.Text.Json.Serialization;

namespace Faro.Venues;

/// <summary>
/// How a venue counts an order that spends dollars instead of buying a number of shares. The only place where such an order is
/// rounded: a plan, the payload that is signed and the record of both take their amounts from here.
/// </summary>
/// <param name="Step">The step of the dollars.</param>
/// <param name="ShareStep">The step of the shares that are signed.</param>
public readonly record struct Spending(
    [property: JsonPropertyName("stepMicroUsd")] Money Step, [property: JsonPropertyName("stepMicroShares")] Shares ShareStep)
{
    /// <summary>The part of an amount that can be signed, rounded down.</summary>
    public Money Floor(Money money) => money.FloorTo(Step);

    /// <summary>The shares that the dollars buy at the limit, rounded down: more would sign a price below the limit, which never matches.</summary>
    public Shares FloorShares(Money money, Price limit) => money.Exact.FloorDiv(limit).FloorTo(ShareStep);
}
