using Faro.Venues;

namespace Faro.Ingest.Tests;

/// <summary>The one definition of terms_hash, against hashes that another language made (Node's JSON.stringify and SHA-256).</summary>
public sealed class TermsHasherTests
{
    private static readonly ListedTerms Terms = new()
    {
        Title = "Rain \U0001F327 in “Kyōto” \u2028 & <b>?",
        YesLabel = "Yes",
        NoLabel = "No",
        Description = "Line one\nquote \" back \\u0041 \u0007 \u001f \ue000.",
        EndsAt = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    [Fact]
    public void Another_language_makes_the_same_hash() =>
        Assert.Equal("f03fde32642af42285682ab8f60be6ff", TermsHasher.Of(Terms).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("\\")]
    [InlineData("\\\\u0041")]
    [InlineData("A")]
    [InlineData("\u0001")]
    [InlineData("\U0001F327")]
    [InlineData("\U0001F326")]
    [InlineData("\\ud83c\\udf27")]
    public void Texts_that_differ_have_different_hashes(string rules)
    {
        string[] others = ["", "\\", "\\\\u0041", "A", "\u0001", "\U0001F327", "\U0001F326", "\\ud83c\\udf27"];
        var hash = TermsHasher.Of(Terms with { Description = rules });
        Assert.All(others.Where(o => o != rules), other => Assert.NotEqual(hash, TermsHasher.Of(Terms with { Description = other })));
    }
}
