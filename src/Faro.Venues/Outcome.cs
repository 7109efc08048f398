namespace Faro.Venues;

/// <summary>Which of a market's two outcomes.</summary>
public enum Outcome
{
    /// <summary>The first one.</summary>
    Yes,

    /// <summary>The second one.</summary>
    No,
}

/// <summary>The names of outcomes in JSON.</summary>
public static class OutcomeWords
{
    /// <summary><c>YES</c> or <c>NO</c>.</summary>
    public static string Word(this Outcome outcome) => outcome == Outcome.Yes ? "YES" : "NO";
}
