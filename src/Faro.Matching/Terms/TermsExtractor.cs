using System.Text;
using Faro.Matching.Questions;
using Faro.Venues;

namespace Faro.Matching.Terms;

/// <summary>Reads a market's words into <see cref="MarketTerms"/>. Pure and deterministic; no regular expressions, one pass of tokens.</summary>
public static class TermsExtractor
{
    [ThreadStatic]
    private static Scratch? scratch;

    /// <summary>Reads one market.</summary>
    public static MarketTerms Read(MarketText market)
    {
        var s = scratch ??= new Scratch();
        s.Clear();
        ReadField(s, market.Title, Field.Title, TextPart.Title, market);
        if (!IsPlainLabel(market.OutcomeName))
            ReadField(s, market.OutcomeName, Field.Outcome, TextPart.OutcomeName, market);
        ReadField(s, market.EventTitle, Field.Event, TextPart.EventTitle, market);
        ReadField(s, market.EventSubtitle, Field.Subtitle, TextPart.EventSubtitle, market);
        ReadRules(s, market.Rules, market, market.Venue == Venue.Kalshi || StartsWithIf(market.Rules));
        ReadRules(s, market.RulesSecondary, market, firstIsCondition: false, secondary: true);
        ReadField(s, market.ResolutionSource, Field.Source, TextPart.ResolutionSource, market);
        return Assemble(s, market);
    }

    private static bool StartsWithIf(string? rules) =>
        rules is not null && rules.AsSpan().TrimStart().StartsWith("If ", StringComparison.OrdinalIgnoreCase)
        && rules.Contains("market resolves to", StringComparison.OrdinalIgnoreCase);

    private static bool IsPlainLabel(string? label) =>
        string.IsNullOrWhiteSpace(label) || label.Equals("yes", StringComparison.OrdinalIgnoreCase) || label.Equals("no", StringComparison.OrdinalIgnoreCase);

    private static void ReadField(Scratch s, string? text, Field field, TextPart part, MarketText market)
    {
        if (string.IsNullOrEmpty(text))
            return;
        s.Tokens.Clear();
        Tokenizer.Read(text, s.Tokens);
        Emit(s, 0, s.Tokens.Count, field, part, market);
    }

    private static void ReadRules(Scratch s, string? text, MarketText market, bool firstIsCondition, bool secondary = false)
    {
        if (string.IsNullOrEmpty(text))
            return;
        s.Tokens.Clear();
        Tokenizer.Read(text, s.Tokens);
        s.Sentences.Clear();
        RuleSentences.Split(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(s.Tokens), firstIsCondition, s.Sentences);
        foreach (var (from, to, part) in s.Sentences)
            Emit(s, from, to, secondary && part == Field.Condition ? Field.Rules : part, secondary ? TextPart.RulesSecondary : TextPart.Rules, market);
    }

    private static void Emit(Scratch s, int from, int to, Field field, TextPart part, MarketText market)
    {
        var tokens = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(s.Tokens)[from..to];
        if (s.Used.Length < tokens.Length)
            s.Used = new bool[tokens.Length * 2];
        var used = s.Used.AsSpan(0, tokens.Length);
        used.Clear();
        var first = s.All.Count;
        s.All.AddRange(tokens);
        s.Stretches.Add(new Stretch(field, part, first, first + tokens.Length));
        s.FoundDates.Clear();
        DateOnly? anchor = market.EndsAt is { } end ? DateOnly.FromDateTime(end.UtcDateTime) : null;
        DateReader.Read(tokens, used, anchor, s.FoundDates);
        var scheduled = field == Field.Rules && Contains(tokens, "scheduled");
        foreach (var (date, at) in s.FoundDates)
            s.Dates.Add(new FoundDate(date, scheduled ? Field.Condition : field, scheduled, first + at));
        foreach (ref readonly var token in tokens)
        {
            s.Folded.Append(token.Text).Append(' ');
            if (token.Has(TokenMark.Clock) && field is Field.Title or Field.Event or Field.Condition or Field.Subtitle)
                s.Clocks.Add((token.Text, field));
        }

        s.Folded.Append('\n');
        var start = s.Words.Count;
        Lexicon.Shared.Canonicalize(tokens, used, field, s.Words, first);
        for (var i = 0; i < tokens.Length; i++)
            s.WordAt.Add(-1);
        for (var i = start; i < s.Words.Count; i++)
        {
            for (var k = 0; k < s.Words[i].Count; k++)
                s.WordAt[s.Words[i].From + k] = i;
        }
        if (field is Field.Fallback or Field.Source or Field.Rules or Field.Condition)
            ClauseReader.Read(tokens, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(s.Words)[start..], field, s.VoidRules, s.Clauses, s.Sources);
    }

    private static bool Contains(ReadOnlySpan<Token> tokens, string text)
    {
        foreach (ref readonly var t in tokens)
        {
            if (t.Text == text)
                return true;
        }

        return false;
    }

    private static MarketTerms Assemble(Scratch s, MarketText market)
    {
        var words = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(s.Words);
        var names = NameReader.Read(s, market);
        var question = s.QuestionWords(names.Outcome is not null || names.Named.Count > 0, names.Tokens);
        var thresholds = s.Thresholds(Field.Outcome);
        if (thresholds.Count == 0)
            thresholds = s.Thresholds(Field.Title);
        var conditionThresholds = s.Thresholds(Field.Condition);
        if (thresholds.Count == 0)
            thresholds = conditionThresholds;
        if (thresholds.Count == 0 && SportsRecord.LevelOf(market) is { } recorded)
            thresholds = [recorded];
        thresholds = Compared(thresholds, s.Thresholds(Field.Title), conditionThresholds);
        var allThresholds = thresholds.Concat(conditionThresholds).Concat(s.Thresholds(Field.Title)).Distinct().ToArray();

        var tieNamed = names.Subjects.Any(n => n.Name.IsDraw);
        var predicates = PredicateReader.Read(words, thresholds, names.Named.Count, tieNamed, names.Fixtures.Count > 0);
        var (deadline, dates) = s.Window();

        var terms = new MarketTerms
        {
            Market = market.Ref,
            Predicate = predicates.Count > 0 ? predicates[0] : null,
            Predicates = predicates,
            Thresholds = thresholds,
            AllThresholds = allThresholds,
            ConditionThresholds = conditionThresholds,
            Deadline = deadline,
            Dates = dates,
            Clock = s.Clock(),
            Parties = s.Codes(WordKind.Party, names.Tokens),
            Offices = s.Codes(WordKind.Office, names.Tokens),
            Places = s.Places(names.Tokens),
            Districts = s.Codes(WordKind.District, null),
            Scopes = s.Codes(WordKind.Scope, names.Tokens),
            Ranks = s.Ranks(),
            PaidRanks = s.Ranks(Field.Condition, Field.Condition),
            AllScopes = s.AllCodes(WordKind.Scope),
            Sources = [.. s.Sources.Order(StringComparer.Ordinal)],
            VoidRules = [.. s.VoidRules.Order(StringComparer.Ordinal)],
            Clauses = [.. s.Clauses.Order(StringComparer.Ordinal)],
            StartsAt = market.StartsAt ?? (market.Venue == Venue.Kalshi ? null : market.EndsAt),
            StartDay = market.StartsAt is { } start ? TimeReader.EasternDay(start.UtcDateTime) : null,
            StrayStrike = SportsRecord.StrayStrike(s, market),
            Line = SportsRecord.FamilyOf(market.Kind) is null ? null : market.Line,
            Exclusive = market.Exclusive,
            Negated = PredicateReader.Negated(words),
            Compound = IsCompound(market, words),
            HasRules = !string.IsNullOrWhiteSpace(market.Rules),
            ReadingHash = "",
            Question = question,
            ConditionWords = s.ConditionWords(),
            Counted = CountedNouns.Read(s),
            Numbers = s.Numbers(),
            Near = s.Hashes(nearOnly: true),
            All = s.Hashes(nearOnly: false),
            BlockingKeys = BlockingKeysReader.Read(words, dates, deadline, thresholds, names.Named),
        };
        terms = terms with { Asked = QuestionReader.Read(s, market, terms, names) };
        return terms with { ReadingHash = MarketTerms.HashOf(Canonical(terms, s.Folded)) };
    }

    // A label such as "$110,000" names the number; the title or the condition says which side of it counts.
    private static Threshold[] Compared(IReadOnlyList<Threshold> asked, IReadOnlyList<Threshold> title, IReadOnlyList<Threshold> condition) =>
    [
        .. asked.Select(t => t.Compared && t.Unit.Length > 0 ? t
            : title.Concat(condition).FirstOrDefault(c => c.Compared && (c.Unit.Length > 0 || !t.Compared) && (c.Low == t.Low || c.High == t.Low || t.Low is null && c.High == t.High)
                && (!t.Compared || c.Low == t.Low && c.High == t.High)) ?? t).Distinct(),
    ];

    private static bool IsCompound(MarketText market, ReadOnlySpan<Word> words)
    {
        var title = market.Title;
        if (title.Contains(",yes ", StringComparison.OrdinalIgnoreCase) || title.Contains(",no ", StringComparison.OrdinalIgnoreCase)
            || title.Contains(", yes ", StringComparison.OrdinalIgnoreCase) || title.Contains(", no ", StringComparison.OrdinalIgnoreCase))
            return true;
        bool win = false, total = false;
        foreach (ref readonly var w in words)
        {
            if (w.Field is Field.Title or Field.Condition)
            {
                win |= w.Field == Field.Title && w.Text == "act:win";
                total |= w.Field == Field.Title && w.Text is "act:total" or "collectively";
                if (w.Field == Field.Condition && w.Text == "respectively")
                    return true;
            }
        }

        return win && total;
    }

    private static StringBuilder Canonical(MarketTerms t, StringBuilder folded)
    {
        // The folded words stand first: the builder is this thread's own and is cleared for the next market.
        var c = folded;
        c.Append(MarketTerms.Version).Append('\n');
        void Line(string name, IEnumerable<object> values) => c.Append(name).Append('=').AppendJoin('|', values).Append('\n');
        Line("question", [t.Asked.Canonical()]);
        Line("predicates", t.Predicates);
        Line("levels", t.Thresholds);
        Line("deadline", t.Deadline is { } d ? [MarketTerms.Day(d)] : ["absent"]);
        Line("dates", t.Dates.Select(x => (object)x.ToString()));
        Line("clock", [t.Clock ?? "absent"]);
        Line("codes", t.Parties.Concat(t.Offices).Concat(t.Places).Concat(t.Districts).Concat(t.Scopes).Concat(t.Ranks));
        Line("clauses", t.Sources.Concat(t.VoidRules).Concat(t.Clauses));
        Line("form", [t.Negated, t.Compound]);
        Line("record", [t.StartDay is { } start ? MarketTerms.Day(start) : "absent", t.Line is { } line ? line : "absent", t.Exclusive is { } exclusive ? exclusive : "absent", t.StrayStrike ?? "absent"]);
        return c;
    }
}
