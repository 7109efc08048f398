namespace Faro.Matching.Questions;

/// <summary>A name with the place it was read from.</summary>
/// <param name="Name">The name.</param>
/// <param name="Quotation">Its place.</param>
internal sealed record NamedAt(NameTerm Name, Quotation Quotation);

/// <summary>Two sides of a fixture.</summary>
/// <param name="One">The side named first.</param>
/// <param name="Other">The other.</param>
/// <param name="Quotation">Where they stand.</param>
internal sealed record Fixture(NameTerm One, NameTerm Other, Quotation Quotation);

/// <summary>Every name of a market's texts.</summary>
/// <param name="Outcome">The outcome's own name.</param>
/// <param name="Subjects">Whom YES names, the most trusted reading first.</param>
/// <param name="Named">The outcomes where they are names rather than Yes and No: two, or none.</param>
/// <param name="Fixtures">The readings of the fixture, the most trusted first.</param>
/// <param name="Tokens">The tokens that are part of a name.</param>
internal sealed record Names(
    NamedAt? Outcome, IReadOnlyList<NamedAt> Subjects, IReadOnlyList<NameTerm> Named, IReadOnlyList<Fixture> Fixtures, IReadOnlySet<int> Tokens)
{
    /// <summary>Whether the name stands in these texts.</summary>
    public bool Knows(NameTerm name) => All().Any(n => ReferenceEquals(n, name));

    /// <summary>The fullest form of a person's name in these texts.</summary>
    public NameTerm Whole(NameTerm name, string? sport)
    {
        var whole = name;
        foreach (var n in All())
        {
            if (n.Core.Count > whole.Core.Count && !n.IsRest && NameRules.Compare(name, n, sport, persons: true) == Likeness.Same)
                whole = n;
        }

        return whole;
    }

    private IEnumerable<NameTerm> All() => Subjects.Select(s => s.Name).Concat(Named).Concat(Fixtures.SelectMany(f => new[] { f.One, f.Other }));
}
