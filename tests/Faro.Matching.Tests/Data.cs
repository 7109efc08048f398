using Faro.Conformance.Evaluation;

namespace Faro.Matching.Tests;

/// <summary>Where the big recorded data is: FARO_SHARED, else a "shared" folder beside the repository.</summary>
internal static class Data
{
    public static string? Shared { get; } = Find();

    public static IReadOnlyList<LabelledPair> Fixtures() =>
        LabelledPair.ReadAll(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "pairs.jsonl"))).Pairs;

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FARO_SHARED") is { Length: > 0 } set)
            return Directory.Exists(set) ? set : null;
        for (var dir = new DirectoryInfo(AppContext.BaseDirectory); dir is not null; dir = dir.Parent)
        {
            if (File.Exists(Path.Combine(dir.FullName, "Faro.sln")))
            {
                var beside = Path.Combine(dir.Parent?.FullName ?? "/", "shared");
                return Directory.Exists(beside) ? beside : null;
            }
        }

        return null;
    }
}

/// <summary>A fact that needs the recorded data and is skipped without it.</summary>
internal sealed class RecordedDataFactAttribute : FactAttribute
{
    public RecordedDataFactAttribute()
    {
        if (Data.Shared is null)
            Skip = "The recorded data is not here (set FARO_SHARED).";
    }
}

/// <summary>A theory that needs the recorded data and is skipped without it.</summary>
internal sealed class RecordedDataTheoryAttribute : TheoryAttribute
{
    public RecordedDataTheoryAttribute()
    {
        if (Data.Shared is null)
            Skip = "The recorded data is not here (set FARO_SHARED).";
    }
}
