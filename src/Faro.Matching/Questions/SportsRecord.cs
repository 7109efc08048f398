using Faro.Matching.Knowledge;
using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Matching.Questions;

/// <summary>
/// Reads what a venue's record says about a market besides its words: the kind and line of a sports market, the strike. It fills
/// in for words that are not there, and where a kind names a part of a game that no word does, the part is known to be open.
/// </summary>
internal static class SportsRecord
{
    /// <summary>The family that a kind of sports market is of; null for kinds that say nothing of it.</summary>
    public static Family? FamilyOf(string? kind) => kind switch
    {
        null => null,
        "spreads" or "first_half_spreads" or "second_half_spreads" or "tennis_set_handicap" or "map_handicap" or "round_handicap_match" => Family.Spread,
        "totals" or "first_half_totals" or "second_half_totals" or "tennis_match_totals" or "tennis_first_set_totals" or "tennis_set_totals" or "round_over_under_match"
            or "kill_over_under_game" or "kill_over_under_match" or "map_totals" => Family.Total,
        "team_totals" or "first_half_team_totals" => Family.TeamTotal,
        "moneyline" or "child_moneyline" or "first_half_moneyline" or "second_half_moneyline" or "tennis_first_set_winner" => null,
        "assists" or "rebounds" or "points" or "threes" or "steals" or "blocks" or "strikeouts" or "hits" or "home_runs" or "passing_touchdowns" or "double_doubles" or "receiving_yards" or "rushing_yards" or "passing_yards" or "receptions" or "anytime_touchdowns" or "first_touchdowns"
            or "both_teams_to_score" or "nrfi" or "soccer_exact_score" or "soccer_anytime_goalscorer" or "correct_score" or "method_of_victory" => Family.GameProposition,
        _ => null,
    };

    /// <summary>A part of the game is asked about, and nothing says which.</summary>
    public const string OpenPart = "a part that no word names";

    /// <summary>The part of the game that a kind names; null for the whole game.</summary>
    public static string? PartOf(string? kind) => kind switch
    {
        null => null,
        _ when kind.StartsWith("first_half", StringComparison.Ordinal) => "half 1",
        _ when kind.StartsWith("second_half", StringComparison.Ordinal) => "half 2",
        _ when kind.StartsWith("tennis_first_set", StringComparison.Ordinal) => "set 1",
        "nrfi" => "inning 1",
        "child_moneyline" or "kill_over_under_game" => OpenPart,
        _ => null,
    };

    /// <summary>What the strike names although none of its words is in the market's texts; null when they agree, or it names nothing but numbers.</summary>
    public static string? StrayStrike(Scratch s, MarketText market)
    {
        if (market.StrikeName is not { } name)
            return null;
        var tokens = new List<Token>();
        Tokenizer.Read(name, tokens);
        var words = tokens.Where(t => t.Text.Length > 2 && t.Text.All(char.IsAsciiLetter)).ToArray();
        return words.Length == 0 || words.Any(w => s.All.Exists(t => t.Text == w.Text || t.Text.Length > 4 && w.Text.Length > 4 && t.Text.AsSpan(0, 4).SequenceEqual(w.Text.AsSpan(0, 4)))) ? null : name; // "Republcian"
    }

    /// <summary>The competition and the day of a game's slug, such as <c>nba-lal-bos-2027-03-06</c>; null for others.</summary>
    public static (Competition Competition, DateOnly Day)? Game(string? slug)
    {
        if (slug is null)
            return null;
        var parts = slug.Split('-');
        return parts.Length >= 6 && Competitions.OfSlug(parts[0]) is { } competition && DateOnly.TryParseExact(string.Join('-', parts[3..6]), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day)
            ? (competition, day) : null;
    }

    /// <summary>The level that the record names where the words name none.</summary>
    public static Threshold? LevelOf(MarketText market)
    {
        if (market.Venue == Venue.Kalshi)
        {
            return (market.StrikeType, market.FloorStrike, market.CapStrike) switch
            {
                ("greater", { } floor, _) => new Threshold(floor, false, null, false, "", true),
                ("greater_or_equal", { } floor, _) => new Threshold(floor, true, null, false, "", true),
                ("less", _, { } cap) => new Threshold(null, false, cap, false, "", true),
                ("less_or_equal", _, { } cap) => new Threshold(null, false, cap, true, "", true),
                ("between", { } floor, { } cap) => new Threshold(floor, true, cap, true, "", true),
                _ => null,
            };
        }

        return market.Line is { } line && FamilyOf(market.Kind) is Family.Spread or Family.Total or Family.TeamTotal
            ? new Threshold(Math.Abs(line), false, null, false, "", true)
            : null;
    }
}
