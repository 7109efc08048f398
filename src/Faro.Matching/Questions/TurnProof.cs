using System.Collections.Frozen;
using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>Phrases that turn or narrow a question, such as "in regulation" or "scores first" (<c>turns.txt</c>).</summary>
/// <param name="Where">The families it counts in.</param>
/// <param name="Code">What it says.</param>
/// <param name="Soft">Whether one side alone leaves a doubt instead of a difference.</param>
internal sealed record Turn(string Where, string Code, bool Soft)
{
    // The code of a phrase that turns nothing.
    private const string Neutral = "-";

    private static readonly FrozenDictionary<string, (string[] Words, Turn Turn)[]> Table = Load();

    /// <summary>The phrases in title, outcome and paying condition.</summary>
    public static IReadOnlyList<Read<Turn>> In(Scratch s)
    {
        List<Read<Turn>>? found = null;
        foreach (var st in s.Stretches)
        {
            if (st.Field > Field.Condition)
                continue;
            for (var i = st.From; i < st.To; i++)
            {
                if (!Table.TryGetValue(s.All[i].Text, out var entries))
                    continue;
                foreach (var (words, turn) in entries)
                {
                    // A longer phrase that says less: "reach the Final Four" is no final.
                    if (turn.Code == Neutral && Stands(s, st, i, words))
                    {
                        i += words.Length - 1;
                        break;
                    }

                    if (turn.Code == Neutral || turn.Soft && st.Field == Field.Condition || found?.Exists(f => f.Value == turn) == true || !Stands(s, st, i, words))
                        continue;
                    (found ??= []).Add(new Read<Turn>(turn, SlotState.Read, new Quotation(st.Part, s.All[i].At, s.All[i + words.Length - 1].End)));
                }
            }
        }

        return found ?? (IReadOnlyList<Read<Turn>>)[];
    }

    private static bool Stands(Scratch s, Stretch st, int at, string[] words)
    {
        if (at + words.Length > st.To)
            return false;
        for (var k = 1; k < words.Length; k++)
        {
            if (s.All[at + k].Text != words[k])
                return false;
        }

        return true;
    }

    private static FrozenDictionary<string, (string[], Turn)[]> Load()
    {
        var entries = new Dictionary<string, List<(string[], Turn)>>(StringComparer.Ordinal);
        foreach (var line in Knowledge.KnowledgeFiles.Lines("turns.txt"))
        {
            var cut = line.IndexOf('=', StringComparison.Ordinal);
            var head = line[..cut].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var turn = new Turn(head[0], head[1].TrimStart('?'), head[1][0] == '?');
            foreach (var phrase in line[(cut + 1)..].Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var words = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (!entries.TryGetValue(words[0], out var list))
                    entries[words[0]] = list = [];
                list.Add((words, turn));
            }
        }

        return entries.ToFrozenDictionary(e => e.Key, e => e.Value.OrderByDescending(x => x.Item2.Code == Neutral).ThenByDescending(x => x.Item1.Length).ToArray(), StringComparer.Ordinal);
    }
}

/// <summary>Whether the same phrases turn both questions.</summary>
internal static class TurnProof
{
    public static void Compare(ProofBuilder p)
    {
        OneWay(p, p.Qa.Turns, p.Qb.Turns, left: true);
        OneWay(p, p.Qb.Turns, p.Qa.Turns, left: false);
    }

    private static void OneWay(ProofBuilder p, IReadOnlyList<Read<Turn>> mine, IReadOnlyList<Read<Turn>> others, bool left)
    {
        foreach (var t in mine)
        {
            if (!Counts(p, t.Value) || Said(p, t.Value, left ? p.B : p.A) || others.Any(o => o.Value == t.Value))
                continue;
            var (a, b, at, bt) = left ? (t.Value.Code, "", (Quotation?)t.Quotation, (Quotation?)null) : ("", t.Value.Code, null, t.Quotation);
            if (t.Value.Soft)
                p.Doubt(SlotName.Act, FindingCodes.Scope, a, b, 0.2m, at, bt);
            else
                p.Differ(SlotName.Act, FindingCodes.Scope, a, b, at, bt);
        }
    }

    // What the other market says in other words: its round by the stage, the lead at half time as who wins the half, a country by whose office counts.
    private static bool Said(ProofBuilder p, Turn t, MarketTerms other) => t.Code switch
    {
        "game_number" => p.Family == Family.Series && p.A.AllScopes.Contains("first_round") && p.B.AllScopes.Contains("first_round"),
        "leads" => p.Family == Family.PartOfGame && p.Agrees(SlotName.Part) && (p.A.Mentions("halftime") || p.B.Mentions("halftime")),
        "inside" => other.AllScopes.Contains("domestic") || other.Mentions("domestic") || other.Mentions("cdc"),
        _ => false,
    };

    private static bool Counts(ProofBuilder p, Turn t) => t.Where switch
    {
        "game" => p.Family.IsGame() && !(t.Code is "regulation" or "penalties" && p.Sport is "soccer" or null),
        "season" => p.Family is Family.Futures or Family.Award or Family.Series,
        "price" => p.Family is Family.PriceAt,
        "rate" => p.Family is Family.RateDecision && p.A.Predicate != "rate_hold", // "a hike of 0 bp" is no change
        "macro" => p.Family is Family.Macro && !(p.A.Predicate is "inflation" or "pce" && (p.A.AllScopes.Contains("yoy") || p.B.AllScopes.Contains("yoy"))), // a year's change is not adjusted
        "act" => p.Family is Family.Event or Family.Departure or Family.Appointment or Family.Unknown or Family.Count,
        _ => true,
    };
}
