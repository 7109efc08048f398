namespace Faro.Matching.Terms;

/// <summary>Reads what the rules say about cancellation, ties, announcements, sources: as codes that two venues' rules can be compared by.</summary>
internal static class ClauseReader
{
    private static readonly HashSet<string> NamedSources = new(StringComparer.Ordinal)
    {
        "binance", "coinbase", "kraken", "pyth", "chainlink", "bitstamp", "bloomberg", "gallup", "yougov", "rasmussen", "realclearpolitics", "rcp", "accuweather",
        "wunderground", "noaa", "nws", "ap", "reuters", "uma", "coingecko", "coinmarketcap", "dexscreener", "espn", "hltv", "liquipedia", "boxofficemojo", "imdb",
        "metacritic", "bls", "bea", "eurostat", "ons", "statcan", "fivethirtyeight", "decision", "lmarena",
    };

    public static void Read(
        ReadOnlySpan<Token> tokens, ReadOnlySpan<Word> words, Field field, HashSet<string> voids, HashSet<string> clauses, HashSet<string> sources)
    {
        bool cancel = false, postpone = false, tie = false, fifty = false, fair = false, open = false, no = false, yes = false, other = false, resolve = false;
        bool announce = false, death = false, negative = false, leave = false, detain = false, inaugurate = false, accept = false, ratify = false, rounds = false;
        bool bracket = false, upper = false, exactly = false, counts = false, interim = false, dispute = false, temporary = false, caucus = false, refund = false, coalition = false, retire = false, inactive = false, alternative = false, takes = false, with = false, without = false, contest = false, officer = false;
        for (var i = 0; i < tokens.Length; i++)
        {
            var t = tokens[i];
            switch (t.Text)
            {
                case "canceled" or "cancelled" or "cancellation" or "abandoned":
                    cancel = true;
                    break;
                case "postponed" or "delayed" or "rescheduled":
                    postpone = true;
                    break;
                case "tie" or "tied" or "ties" or "draw":
                    tie = true;
                    break;
                case "50" when i + 1 < tokens.Length && tokens[i + 1].Text == "50":
                    fifty = true;
                    break;
                case "fair":
                    fair |= i + 1 < tokens.Length && tokens[i + 1].Text is "price" or "market";
                    break;
                case "refunded" or "void" or "voided":
                    refund = true;
                    break;
                case "open":
                    open |= i > 0 && tokens[i - 1].Text is "remain" or "remains" or "stay";
                    break;
                case "no" or "not" or "isnt":
                    negative = true;
                    no |= t.Text == "no" && resolve;
                    break;
                case "yes":
                    alternative |= i > 2 && tokens[i - 1].Text == "to" && tokens[i - 2].Text is "resolve" or "resolves" && tokens[i - 3].Text == "also";
                    yes |= resolve;
                    break;
                case "other":
                    other |= resolve && t.Has(TokenMark.Capital);
                    break;
                case "resolve" or "resolves":
                    resolve = true;
                    break;
                case "announce" or "announced" or "announcement" or "announcements" or "announces":
                    announce = true;
                    break;
                case "bracket" or "brackets" or "range":
                    bracket = true;
                    break;
                case "higher" or "upper" or "top" or "highest":
                    upper = true;
                    break;
                case "exactly" or "exact":
                    exactly = true;
                    break;
                case "counts" or "count" or "qualifies":
                    counts = true;
                    break;
                case "takes" or "held":
                    takes |= t.Text is "held" || i + 1 < tokens.Length && tokens[i + 1].Text is "place";
                    break;
                case "with":
                    with = true;
                    break;
                case "without":
                    without = true;
                    break;
                case "primary" or "contest" or "runoff":
                    contest = true;
                    break;
                case "retires" or "retire" or "retirement" or "retired":
                    retire = true;
                    break;
                case "inactive" or "dnp":
                    inactive = true;
                    break;
                case "play" or "take" or "appear" or "participate" or "start" when i > 0 && tokens[i - 1].Text is "not" or "doesnt":
                    inactive = true;
                    break;
                case "completed" when i > 1 && tokens[i - 1].Text is "not":
                    retire |= Began(tokens);
                    break;
                case "death" or "dies" or "die" or "died":
                    death = true;
                    break;
                case "detained" or "detention" or "detains":
                    detain = true;
                    break;
                case "temporarily" or "temporary" or "period":
                    temporary |= t.Text[0] == 't' || i > 1 && tokens[i - 1].Text == "any";
                    break;
                case "identification" when tokens.Length > i + 2:
                    officer = true;
                    break;
                case "inaugurated" or "inauguration":
                    inaugurate = true;
                    break;
                case "accepts" or "accept":
                    accept = true;
                    break;
                case "ratified" or "ratification":
                    ratify = true;
                    break;
                case "rounded" or "rounding" or "round":
                    rounds |= t.Text != "round" || i + 1 < tokens.Length && tokens[i + 1].Text is "up" or "down" or "to";
                    break;
                case "interim" or "caretaker" or "acting":
                    interim = true;
                    break;
                case "dispute" or "disputed" or "uma" or "disputes":
                    dispute = true;
                    break;
                case "either" or "any" or "one" when i + 3 < tokens.Length && tokens[i + 1].Text == "of" && tokens[i + 3].Text is "following":
                    alternative = true;
                    break;
                case "or" when i + 1 < tokens.Length && tokens[i + 1].Text == "if":
                    alternative = true;
                    break;
                case "coalition" or "coalitions":
                    coalition = true;
                    break;
                default:
                    if (t.Text.Contains('.', StringComparison.Ordinal) && !t.IsNumber && (field is Field.Source or Field.Rules or Field.Condition))
                        sources.Add(t.Text);
                    else if (t.Has(TokenMark.Capital) && NamedSources.Contains(t.Text))
                        sources.Add(t.Text);
                    break;
            }
        }

        foreach (ref readonly var w in words)
        {
            leave |= w.Text is "act:leave" or "act:resign";
            caucus |= w.Text is "scope:runoff";
        }

        var end = fifty ? "fifty_fifty" : fair ? "fair_price" : refund ? "refund" : open && postpone && !cancel ? "stays_open" : other ? "other" : no ? "no" : yes ? "yes" : null;
        if (end is not null)
        {
            if (cancel)
                voids.Add("cancelled:" + end);
            else if (postpone)
                voids.Add("postponed:" + end);
            else if (tie && field is Field.Fallback or Field.Rules)
                voids.Add("tie:" + end);
            else if (field == Field.Fallback && negative)
                voids.Add("nothing_by_then:" + end);
        }

        // A whole line that is met exactly: the stakes go back, where the other venue pays one side.
        if (exactly && !cancel && !postpone && !tie && end is "fifty_fifty" or "refund" or "fair_price")
            clauses.Add("push");

        // A match that one side gives up: paid in halves at one venue, to the one who goes on at the other.
        if (retire && !Unplayed(tokens) && (end is not null || Goes(tokens)))
            clauses.Add(end is "fifty_fifty" or "refund" or "fair_price" ? "retired:no_winner" : Goes(tokens) ? "retired:who_goes_on" : "retired:" + end);

        if (inactive && end is not null)
            clauses.Add("inactive:" + (end is "fifty_fifty" or "refund" or "fair_price" ? "no_loser" : end));

        if (announce && negative && !yes && field is not Field.Source)
            clauses.Add("announcement_excluded");
        else if (announce && leave)
            clauses.Add("announcement_counts");
        else if (announce && (yes || counts) && field is not Field.Source)
            clauses.Add("announcement_settles");
        if (death)
            clauses.Add(negative ? "death_excluded" : "death_mentioned");
        if (detain && (leave || field is Field.Rules or Field.Condition))
            clauses.Add("detention_counts");
        if (temporary && field is Field.Condition or Field.Rules)
            clauses.Add("temporary_counts");
        if (inaugurate && field is Field.Condition)
            clauses.Add("on_inauguration");
        if (officer)
            clauses.Add("by_officer");
        if (accept && field == Field.Condition)
            clauses.Add("must_accept");
        if (bracket && exactly && resolve && upper)
            clauses.Add("boundary_to_upper");
        if (ratify)
            clauses.Add("must_be_ratified");
        if (rounds && field != Field.Source)
            clauses.Add("rounded");
        if (interim && negative)
            clauses.Add("interim_excluded");
        if (dispute)
            clauses.Add("dispute_process");
        if (caucus && field == Field.Rules)
            clauses.Add("includes_runoff");
        if (alternative && !no && !cancel && !postpone && (field == Field.Condition || (yes && field == Field.Rules)))
            clauses.Add("alternative_condition");
        if (coalition)
            clauses.Add("coalitions_ruled");
        if (other && negative && takes)
            clauses.Add("no_contest_other");
        if (without && with && contest)
            clauses.Add("contest_or_not");
    }

    // "If the match begins but is not completed"
    private static bool Began(ReadOnlySpan<Token> tokens)
    {
        foreach (ref readonly var t in tokens)
        {
            if (t.Text is "begins" or "began" or "begun" or "started" or "starts" or "underway")
                return true;
        }

        return false;
    }

    // "If the match does not occur …", "before the match starts": another case.
    private static bool Unplayed(ReadOnlySpan<Token> tokens)
    {
        foreach (ref readonly var t in tokens)
        {
            if (t.Text is "occur" or "walkover" or "before")
                return true;
        }

        return false;
    }

    // "for the player who advances"
    private static bool Goes(ReadOnlySpan<Token> tokens)
    {
        foreach (ref readonly var t in tokens)
        {
            if (t.Text is "advances" or "advance" or "progresses" or "opponent" or "proceeds")
                return true;
        }

        return false;
    }
}
