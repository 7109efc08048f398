using System.Text.Json;
using Faro.Venues.Json;

namespace Faro.Venues.Polymarket;

/// <summary>One outcome of a market, in the CLOB's terms.</summary>
/// <param name="TokenId">The token id, decimal.</param>
/// <param name="Outcome">The label.</param>
public sealed record PolymarketToken(string TokenId, string Outcome);

/// <summary>The CLOB's current terms for orders at a market (<c>/clob-markets/{condition}</c>). They override the catalog.</summary>
public sealed record PolymarketTerms : PresentTerms
{
    /// <summary>The condition id.</summary>
    public required string ConditionId { get; init; }

    /// <summary>The two outcomes.</summary>
    public required IReadOnlyList<PolymarketToken> Tokens { get; init; }

    /// <summary>The smallest limit order in shares.</summary>
    public required decimal MinimumShares { get; init; }

    /// <summary>Whether the neg-risk exchange verifies the order.</summary>
    public required bool NegRisk { get; init; }

    /// <summary>The taker fee rate; 0 when the market charges none.</summary>
    public required decimal FeeRate { get; init; }

    /// <summary>The exponent of the fee formula.</summary>
    public required decimal FeeExponent { get; init; }

    /// <summary>Whether marketable orders are held for a moment before they match.</summary>
    public bool DelaysTakers { get; init; }

    /// <inheritdoc/>
    public override bool SameTokens(TradingTerms listed) =>
        Tokens.Any(o => o.TokenId == listed.YesToken && PolymarketMapping.ByLabel(o.Outcome) != Outcome.No)
        && Tokens.Any(o => o.TokenId == listed.NoToken && PolymarketMapping.ByLabel(o.Outcome) != Outcome.Yes);

    /// <inheritdoc/>
    public override TradingTerms Over(TradingTerms listed, Price? bookTick) => listed with
    {
        TickTenThousandths = (bookTick ?? Tick).TenThousandths,
        MinimumShares = MinimumShares,
        NegRisk = NegRisk,
        FeeRate = FeeRate,
        FeeExponent = FeeExponent,
    };

    /// <summary>Reads the answer; null when it is not one.</summary>
    internal static PolymarketTerms? Parse(ReadOnlyMemory<byte> body) => Tolerant.Document(body, root =>
    {
        if (Tolerant.Text(root, "c"u8) is not { } condition || Tolerant.List(root, "t"u8) is not { } list
            || Tolerant.Number(root, "mts"u8) is not { } tick || Price.FromDollars(tick) is not { IsZero: false } step
            || Tolerant.Number(root, "mos"u8) is not (>= 0 and var minimum))
            return null;
        var tokens = new List<PolymarketToken>();
        foreach (var token in list.EnumerateArray())
            if (Tolerant.Text(token, "t"u8) is { } id && Limits.IsTokenId(id))
                tokens.Add(new PolymarketToken(id, Tolerant.Text(token, "o"u8, Limits.Label) ?? ""));
        var fee = root.TryGetProperty("fd"u8, out var fd) && fd.ValueKind == JsonValueKind.Object ? fd : default;
        var rate = fee.ValueKind == JsonValueKind.Object ? Tolerant.Number(fee, "r"u8) ?? 0 : 0;
        var exponent = fee.ValueKind == JsonValueKind.Object ? Tolerant.Number(fee, "e"u8) ?? 1 : 1;
        return tokens.Count != 2 || rate is < 0 or > 1 || exponent is < 0 or > 10 ? null : new PolymarketTerms
        {
            ConditionId = condition.ToLowerInvariant(),
            Tokens = tokens,
            Tick = step,
            MinimumShares = minimum,
            NegRisk = Tolerant.Flag(root, "nr"u8) == true,
            FeeRate = rate,
            FeeExponent = exponent,
            AcceptingOrders = Tolerant.Flag(root, "ao"u8),
            DelaysTakers = Tolerant.Flag(root, "itode"u8) == true || Tolerant.Number(root, "sd"u8) > 0,
        };
    });
}
