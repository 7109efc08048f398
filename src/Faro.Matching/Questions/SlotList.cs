using System.Globalization;
using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>Writes what was read as a list of slots.</summary>
internal static class SlotList
{
    public static IReadOnlyList<Slot> Of(Scratch s, MarketTerms t, Question q)
    {
        var slots = new List<Slot>(12);
        if (t.Predicate is { } act)
            slots.Add(new Slot(SlotName.Act, SlotState.Read, act, default));
        foreach (var n in q.Names.Subjects.Take(1))
            slots.Add(new Slot(SlotName.Subject, SlotState.Read, n.Name.ToString(), n.Quotation));
        foreach (var f in q.Names.Fixtures.Take(1))
            slots.Add(new Slot(SlotName.Participants, SlotState.Read, $"{f.One} / {f.Other}", f.Quotation));
        Add(slots, SlotName.Sport, q.Sports);
        foreach (var l in q.Leagues)
            slots.Add(new Slot(SlotName.Competition, SlotState.Read, l.Unit.Length > 0 ? $"{l.Competition.Code}/{l.Unit}" : l.Competition.Code, l.Quotation));
        Add(slots, SlotName.Sex, q.Sex);
        Add(slots, SlotName.Part, q.Part);
        Add(slots, SlotName.GameNumber, q.GameNumber);
        Add(slots, SlotName.Edition, q.Edition);
        foreach (var d in q.Days)
            slots.Add(new Slot(SlotName.Day, d.State, MarketTerms.Day(d.Value), d.Quotation));
        foreach (var i in q.Instants)
            slots.Add(new Slot(SlotName.Instant, i.State, i.Value.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture), i.Quotation));
        if (q.Window is { } w)
            slots.Add(new Slot(SlotName.Window, w.State, "before " + MarketTerms.Day(w.Value), w.Quotation));
        foreach (var level in t.Thresholds)
            slots.Add(new Slot(SlotName.Level, SlotState.Read, level.ToString(), default));
        Add(slots, SlotName.Instrument, q.Instruments);
        Add(slots, SlotName.Feed, q.Feeds);
        Add(slots, SlotName.Station, q.Stations);
        Codes(s, slots, SlotName.Office, WordKind.Office, t.Offices);
        Codes(s, slots, SlotName.Party, WordKind.Party, t.Parties);
        foreach (var place in t.Districts.Concat(t.Places))
            slots.Add(new Slot(SlotName.Place, SlotState.Read, place, default));
        Add(slots, SlotName.Quantifier, q.Quantifiers);
        if (q.Settlement != Settlement.Unsaid)
            slots.Add(new Slot(SlotName.Settlement, SlotState.Read, q.Settlement.ToString(), q.SettlementAt));
        return slots;
    }

    private static void Codes(Scratch s, List<Slot> slots, SlotName name, WordKind kind, IReadOnlyList<string> codes)
    {
        foreach (var code in codes)
        {
            var at = s.Words.FindIndex(w => w.Kind == kind && w.Field <= Field.Condition && w.Code == code);
            slots.Add(new Slot(name, SlotState.Read, code, at < 0 ? default : TimeReader.Quote(s, s.Words[at].From)));
        }
    }

    private static void Add<T>(List<Slot> slots, SlotName name, Read<T>? read)
    {
        if (read is not null)
            slots.Add(new Slot(name, read.State, $"{read.Value}", read.Quotation));
    }

    private static void Add(List<Slot> slots, SlotName name, IReadOnlyList<Read<string>> reads)
    {
        foreach (var r in reads)
            slots.Add(new Slot(name, r.State, r.Value, r.Quotation));
    }
}
