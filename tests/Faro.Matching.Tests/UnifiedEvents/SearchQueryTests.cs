using Faro.Matching.UnifiedEvents;

namespace Faro.Matching.Tests.UnifiedEvents;

/// <summary>How words are read, from venues and from people.</summary>
public sealed class SearchQueryTests
{
    [Theory]
    [InlineData("Will José win 6.3% of $100,000?", "will|jose|win|6.3|of|100000")]
    [InlineData("O’Hara's U.S. run, 1,5", "oharas|u|s|run|1|5")]
    [InlineData("  ÆRØ–Łódź  ", "aero|lodz")]
    [InlineData("", "")]
    public void A_text_is_split_into_plain_words(string text, string words) => Assert.Equal(words, string.Join('|', SearchWords.Split(text)));

    [Theory]
    [InlineData("100k", "100000")]
    [InlineData("1.5m", "1500000")]
    [InlineData("3b", "3000000000")]
    [InlineData("k", null)]
    [InlineData("ask", null)]
    public void A_number_with_a_suffix_is_also_written_out(string word, string? number) => Assert.Equal(number, SearchWords.Expanded(word));

    [Theory]
    [InlineData("the of", true, "the|of")]
    [InlineData("the fed", false, "the")]
    [InlineData("- ( ) or", true, "")]
    [InlineData("\"the who\"", false, "")]
    public void Noise_is_named_and_passed_over(string line, bool empty, string noise)
    {
        var query = SearchQuery.Read(line);
        Assert.Equal((empty, noise), (query.IsEmpty, string.Join('|', query.Noise)));
    }

    [Fact]
    public void Any_line_is_read_within_bounds()
    {
        var random = new Random(11);
        const string letters = "ab \"-orOR'\\:*&|!()é€😀1.,";
        for (var i = 0; i < 2_000; i++)
        {
            var query = SearchQuery.Read(string.Concat(Enumerable.Range(0, random.Next(80)).Select(_ => letters[random.Next(letters.Length)])));
            var parameters = 0;
            query.Condition(_ => $"${++parameters}");
            Assert.True(parameters <= 200);
        }
    }
}
