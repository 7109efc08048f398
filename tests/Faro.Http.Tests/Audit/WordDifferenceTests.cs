using Faro.Http.Matches;

namespace Faro.Http.Tests.Audit;

public sealed class WordDifferenceTests
{
    [Theory] //   first                        second                      told
    [InlineData("", "", "")]
    [InlineData("a b", "a  b", "both:a b")]
    [InlineData("a b c", "a x c", "both:a |first:b |second:x |both:c")]
    [InlineData("a", "", "first:a")]
    [InlineData("", "a", "second:a")]
    [InlineData("by the end of June", "by June", "both:by |first:the end of |both:June")]
    public void Differing_words_are_marked(string first, string second, string told) =>
        Assert.Equal(told, string.Join('|', WordDifference.Of(first, second).Select(d => $"{d.In}:{d.Text}")));

    [Fact]
    public void Put_together_the_stretches_are_the_two_texts()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var (first, second) = (Text(random), Text(random));
            var told = WordDifference.Of(first, second);
            Assert.True(first == string.Concat(told.Where(d => d.In != "second").Select(d => d.Text)), $"seed {seed}");
            Assert.True(Words(second).SequenceEqual(Words(string.Concat(told.Where(d => d.In != "first").Select(d => d.Text + " ")))), $"seed {seed}");
        }
    }

    [Fact]
    public void A_text_beyond_all_bounds_is_told_as_replaced()
    {
        var (first, second) = (string.Join(' ', Enumerable.Range(0, 5_000)), string.Join(' ', Enumerable.Range(5_000, 5_000)));
        Assert.Equal(["first", "second"], WordDifference.Of(first, second).Select(d => d.In));
    }

    private static string Text(Random random) => string.Join(random.Next(3) == 0 ? "\n" : " ", Enumerable.Range(0, random.Next(12)).Select(_ => (char)('a' + random.Next(4))));

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
