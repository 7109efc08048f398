using Faro.Matching.Judging;
using Faro.Matching.Questions;

namespace Faro.Matching.Tests.Questions;

/// <summary>A pair written from the same values links; change any one value on one side and it does not.</summary>
public sealed class OneSlotChanged
{
    // A quicker run asks for fewer: FARO_SLOT_CHANGES.
    private static readonly int Changes = int.TryParse(Environment.GetEnvironmentVariable("FARO_SLOT_CHANGES"), out var asked) ? asked : 1_000;

    public static TheoryData<string> Families() => [.. PairWriter.All.Select(w => w.Family)];

    /// <summary>Every family that can be proved has a writer.</summary>
    [Fact]
    public void No_family_is_left_out()
    {
        var written = PairWriter.All.Select(w => w.Family).ToHashSet(StringComparer.Ordinal);
        Assert.Equal([nameof(Family.Unknown), nameof(Family.Rest), nameof(Family.Combination)], Enum.GetNames<Family>().Where(f => !written.Contains(f)));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void No_changed_pair_is_linked(string family)
    {
        var writer = PairWriter.All.Single(w => w.Family == family);
        var seed = 20_260_000 + family.Length;
        var random = new Random(seed);
        var (unlinked, wrong, pairs) = (new List<string>(), new List<string>(), 0);
        for (var changes = 0; changes < Changes; pairs++)
        {
            var values = writer.Slots.Select(s => s[random.Next(s.Length)]).ToArray();
            var left = writer.Poly(values);
            var same = RulesJudge.Decide(Pair.Of(left, writer.Kalshi(values)));
            if (!same.Links)
                unlinked.Add($"{string.Join(" | ", values)}: {same.Reasoning}");
            for (var slot = 0; slot < values.Length && changes < Changes; slot++, changes++)
            {
                var changed = (string[])values.Clone();
                do
                    changed[slot] = writer.Slots[slot][random.Next(writer.Slots[slot].Length)];
                while (changed[slot] == values[slot]);
                var verdict = RulesJudge.Decide(Pair.Of(left, writer.Kalshi(changed)));
                if (verdict.Links)
                    wrong.Add($"{string.Join(" | ", values)} -> {changed[slot]}: {verdict.Reasoning}");
            }
        }

        Assert.True(wrong.Count == 0, $"seed {seed}: {wrong.Count} of {Changes} changed pairs linked\n" + string.Join('\n', wrong.Take(5)));
        Assert.True(unlinked.Count == 0, $"seed {seed}: {unlinked.Count} of {pairs} pairs not linked\n" + string.Join('\n', unlinked.Take(5)));
    }
}
