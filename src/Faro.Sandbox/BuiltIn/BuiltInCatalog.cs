using System.Text.Json;
using System.Text.Json.Serialization;
using Faro.Sandbox.Recorded;
using Faro.Sandbox.Serving;

namespace Faro.Sandbox.BuiltIn;

/// <summary>The catalog that comes with the sandbox, and the truth about which of its markets settle alike.</summary>
public static class BuiltInCatalog
{
    private static readonly Lazy<(CatalogContent Content, IReadOnlyList<TruthPair> Truth)> Built = new(Build);

    private static readonly JsonSerializerOptions TruthOptions = new()
    {
        Encoder = JsonText.Encoder,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Labelled pairs across venues: those that settle alike, and those that only look so.</summary>
    public static IReadOnlyList<TruthPair> Truth => Built.Value.Truth;

    /// <summary>The same as JSON lines, as in the embedded resource <c>truth.jsonl</c>.</summary>
    public static string TruthJsonl => string.Concat(Truth.Select(t => JsonSerializer.Serialize(t, TruthOptions) + "\n"));

    internal static CatalogContent Content => Built.Value.Content;

    internal static CatalogDraft Draft()
    {
        var draft = new CatalogDraft();
        EconomyFamilies.Add(draft);
        PoliticsFamilies.Add(draft);
        CryptoFamilies.Add(draft);
        SportsFamilies.Add(draft);
        WeatherFamilies.Add(draft);
        TechFamilies.Add(draft);
        OtherFamilies.Add(draft);
        return draft;
    }

    private static (CatalogContent, IReadOnlyList<TruthPair>) Build()
    {
        var draft = Draft();
        var content = new CatalogContent(PolyWriter.Write(draft.Poly), KalshiWriter.Write(draft.Kalshi), ForeWriter.Write(draft.Fore), []);
        var truth = draft.Pairs.Select((p, i) => Pair(i + 1, p.Left, p.Right, p.Same, p.Inverted, p.Why)).ToList();
        return (content, truth);
    }

    private static TruthPair Pair(int number, object left, object right, bool same, bool inverted, string why)
    {
        var sides = new[] { left, right };
        return new TruthPair
        {
            PairId = $"bi-{number:D3}",
            Label = same ? "same" : "near",
            Polymarket = sides.OfType<PolyDraft>().FirstOrDefault() is { } p ? PolyWriter.ConditionId(p) : null,
            Kalshi = sides.OfType<KalshiDraft>().FirstOrDefault()?.Ticker,
            Foresight = sides.OfType<ForeDraft>().FirstOrDefault() is { } f ? ForeWriter.ConditionId(f) : null,
            Inverted = inverted,
            Why = why,
            OutcomeMap = same ? Map(left, inverted) : null,
        };
    }

    private static Dictionary<string, string> Map(object left, bool inverted)
    {
        var (yes, no) = left is PolyDraft p ? (p.Yes, p.No) : ("Yes", "No");
        return new Dictionary<string, string>(StringComparer.Ordinal) { [yes] = inverted ? "NO" : "YES", [no] = inverted ? "YES" : "NO" };
    }
}
