using System.Text.Json;

namespace Faro.Venues.TypedOrders;

/// <summary>The exact body of a submission, with blanks for what only the caller knows.</summary>
internal static class BodyTemplate
{
    /// <summary>Takes the place of the order's signature.</summary>
    public const string SignatureBlank = "{{signature}}";

    /// <summary>Takes the place of the caller's API key (<c>POLY_API_KEY</c>).</summary>
    public const string OwnerBlank = "{{owner}}";

    /// <summary>Fills the blanks.</summary>
    public static string Fill(string template, string signature, string owner) => template
        .Replace(SignatureBlank, signature, StringComparison.Ordinal)
        .Replace(OwnerBlank, JsonEncodedText.Encode(owner).ToString(), StringComparison.Ordinal);
}
