using Faro.Matching.Terms;

namespace Faro.Matching.Tests.Terms;

/// <summary>Which part a sentence of the rules plays.</summary>
public sealed class RuleSentenceTests
{
    private const string Condition = "This market will resolve to \"Yes\" if Ann wins. ";

    [Theory]
    // What happens if nothing happens: however the sentence begins.
    [InlineData(Condition + "If the match is canceled, this market will resolve 50-50.", "Condition Fallback")]
    [InlineData(Condition + "If Ann is disqualified, this market will resolve to \"No\".", "Condition Fallback")]
    [InlineData(Condition + "Should the vote be postponed, this market will remain open.", "Condition Fallback")]
    [InlineData(Condition + "In the event of a tie, this market will resolve to \"No\".", "Condition Fallback")]
    [InlineData(Condition + "In the event that no winner is declared, this market will resolve to \"No\".", "Condition Fallback")]
    [InlineData(Condition + "In case the game is abandoned, this market will resolve 50-50.", "Condition Fallback")]
    [InlineData(Condition + "In the case of a tie, this market will resolve to \"No\".", "Condition Fallback")]
    [InlineData(Condition + "Otherwise, this market will resolve to \"No\".", "Condition Fallback")]
    // "In" alone is a place or a time, not a case.
    [InlineData(Condition + "In 2024 the vote was not held.", "Condition Rules")]
    [InlineData(Condition + "In the past the vote was postponed.", "Condition Rules")]
    // Nothing goes wrong in it: a further rule.
    [InlineData(Condition + "If Ann wins in court, that counts too.", "Condition Rules")]
    // The paying condition itself may be a conditional with a negative in it.
    [InlineData("If Ann is not elected by June 1, this market resolves to Yes. If Bob withdraws, nothing changes.", "Condition Rules")]
    [InlineData(Condition + "The resolution source is the official website of the league, league.com.", "Condition Source")]
    public void Sentences_are_told_by_the_part_they_play(string rules, string parts)
    {
        var tokens = new List<Token>();
        Tokenizer.Read(rules, tokens);
        var found = new List<(int From, int To, Field Part)>();
        RuleSentences.Split(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tokens), firstIsCondition: false, found);
        Assert.Equal(parts, string.Join(' ', found.Select(f => f.Part)));
    }
}
